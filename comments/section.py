"""The discussion as a page shows it: under its story (first page), alone, one thread, or one comment to answer."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from comments import text, threads
from comments.forms import CommentForm
from comments.models import Comment, Discussion, Insight
from comments.viewer import Viewer
from newsroom.addresses import key


@dataclass
class Section:
    """`thread`: the comment whose thread stands alone; `answering`: the one that the form answers."""

    story: Any
    discussion: Discussion
    viewer: Viewer
    form: CommentForm
    sort: str = "newest"
    picks: bool = False
    paging: Any = None
    thread: Comment | None = None
    answering: Comment | None = None
    preview: str = ""
    alone: bool = False

    @property
    def address(self) -> str:
        return reverse("discussion", args=[self.story.slug])

    @property
    def pinned(self):
        first = self.paging and self.paging.is_first and self.sort == "newest" and not (self.thread or self.picks)
        comment = self.discussion.pinned if first else None
        return comment if comment and comment.is_published else None

    @property
    def has_comments(self) -> bool:
        return bool(self.discussion.comments)


def of(request, story, *, form=None, preview="", alone=True) -> Section:
    """The section that a request asks for. Under its story (not `alone`) it is the first page whatever is asked."""
    discussion = discussion_of(request, story)
    if alone and not discussion.is_shown:
        raise Http404
    viewer = Viewer(request.user, story)
    viewer.may_answer = discussion.is_open
    section = Section(story, discussion, viewer, form or CommentForm(story=story, user=request.user), alone=alone)
    section.preview = preview
    asked = request.GET if alone else {}
    comments = Comment.objects.filter(story=story).with_people()
    section.answering = (form and form.parent) or _comment(comments.published(), asked.get("reply"))
    section.thread = _comment(comments.visible(), asked.get("thread"))
    if section.answering and not form:
        quote = text.quoted(section.answering.body) if "quote" in asked else ""
        section.form = CommentForm(
            story=story, user=request.user, initial={"parent": section.answering.pk, "body": quote}
        )
    if section.answering:
        shown = [section.answering]
    elif section.thread:
        section.paging = threads.of_comment(section.thread, request)
        shown = [section.thread, *section.paging.rows[0].replies]
    elif discussion.is_shown:
        shown = _threads(section, request if alone else None, asked)
    else:
        shown = []
    viewer.mark(shown, getattr(discussion, "public_version", None))
    return section


def discussion_of(request, story) -> Discussion:
    """Looked up once a request, however many parts of the page ask."""
    kept = request.__dict__.setdefault("discussions", {})
    if story.pk not in kept:
        kept[story.pk] = Discussion.for_page(story, request.site)
    return kept[story.pk]


def _threads(section, request, asked):
    section.sort, section.picks = asked.get("sort", "newest"), asked.get("only") == "picks"
    if section.sort not in threads.SORTS:
        raise Http404
    if not section.has_comments:
        return []
    section.paging = threads.of_story(section.story, request, section.sort, section.picks)
    found = [comment for thread in section.paging.rows for comment in (thread.root, *thread.replies)]
    return [*found, section.pinned]


def _comment(comments, asked):
    """The one of `comments` with this number; None where nothing is asked. Raises Http404."""
    if asked is None:
        return None
    return get_object_or_404(comments, pk=key(asked))


def response_of(request, story) -> dict:
    """For the part of a page where readers say what a story was to them."""
    discussion = discussion_of(request, story)
    viewer = Viewer(request.user, story)
    insights = [
        insight for insight in Insight.objects.all() if insight.offered or discussion.insights.get(str(insight.pk))
    ]
    for insight in insights:
        insight.count = discussion.insights.get(str(insight.pk), 0)
        insight.is_marked = insight.pk in viewer.insights
    return {"story": story, "likes": discussion.likes, "insights": insights, "viewer": viewer}

"""The discussion as a page shows it: under its story (first page), alone, one thread, or one comment to answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from comments import text, threads
from comments.forms import CommentForm
from comments.models import Comment, Discussion, Insight
from comments.models.comment import CommentQuerySet
from comments.viewer import Viewer
from newsroom.addresses import key
from newsroom.http import holds_until

MOST_COUNTED = 100


class Marked(NamedTuple):
    """An insight as one viewer of a story sees it."""

    pk: int
    name: str
    count: int
    is_marked: bool


@dataclass
class Section:
    """`sent`: the form that came back; `thread`: the comment whose thread stands alone; `answering`: what is answered."""

    story: Any
    discussion: Discussion
    viewer: Viewer
    sent: CommentForm | None = None
    sort: str = "newest"
    picks: bool = False
    thread: Comment | None = None
    answering: Comment | None = None
    preview: str = ""
    alone: bool = False

    @cached_property
    def address(self) -> str:
        return reverse("discussion", args=[self.story.slug])

    @cached_property
    def form(self) -> CommentForm:
        return self.sent or CommentForm(story=self.story, user=self.viewer.user)

    @property
    def is_writable(self) -> bool:
        """Whether there is a form: also where one came back although the discussion is closed by now."""
        return not self.discussion or self.viewer.may_answer or bool(self.sent and self.sent.is_bound)

    @property
    def form_facts(self) -> tuple | None:
        """Everything that an empty form is made from, its token apart; None where something stands in it."""
        if self.sent or self.preview or self.answering:
            return None
        return self.address, self.viewer.is_known

    @cached_property
    def paging(self):
        """The first page of threads, for the page of the story; found only if something has to be made of it."""
        if not (self.discussion and self.discussion.is_shown and self.has_comments):
            return None
        paging = threads.of_story(self.story, None)
        self.mark(paging)
        return paging

    def mark(self, paging):
        found = [comment for thread in paging.rows for comment in (thread.root, *thread.replies)]
        self.viewer.mark([*found, self.discussion.pinned], self.discussion.public_version)

    @cached_property
    def facts(self) -> tuple | None:
        """Everything that the first page of a discussion is made from, its form apart; None where this viewer does not see
        the same as others do.
        """
        discussion, viewer = self.discussion, self.viewer
        if self.alone or not viewer.sees_as_others:
            return None
        shown = (self.story.pk, discussion.revision, discussion.pinned_id, discussion.public_version)
        now = (self.story.is_live, discussion.is_shown, discussion.mode_now, discussion.closes_at)
        return *shown, *now, discussion.site.revision, viewer.sees, viewer.follows, frozenset(viewer.creators)

    @cached_property
    def held_here(self) -> int:
        """For moderators: how many comments on this story wait for one of them, as far as MOST_COUNTED."""
        if not (self.discussion and self.viewer.moderates):
            return 0
        return Comment.objects.filter(story=self.story, state=Comment.State.HELD)[: MOST_COUNTED + 1].count()

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
    viewer = viewer_of(request, story)
    viewer.may_answer = discussion.is_open
    section = Section(story, discussion, viewer, form, alone=alone)
    section.preview = preview
    asked = request.GET if alone else {}
    section.answering = (form and form.parent) or _comment(story, CommentQuerySet.published, asked.get("reply"))
    section.thread = _comment(story, CommentQuerySet.visible, asked.get("thread"))
    if section.answering and not form:
        quote = text.quoted(section.answering.body) if "quote" in asked else ""
        section.sent = CommentForm(
            story=story, user=request.user, initial={"parent": section.answering.pk, "body": quote}
        )
    if section.answering:
        section.paging = None
        viewer.mark([section.answering], discussion.public_version)
    elif section.thread:
        section.paging = threads.of_comment(section.thread, request)
        section.mark(section.paging)
    elif alone:
        section.paging = _threads(section, request, asked)
    holds_until(request, discussion.closes_at)
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
        return None
    paging = threads.of_story(section.story, request, section.sort, section.picks)
    section.mark(paging)
    return paging


def _comment(story, which, asked):
    """The one of `which` comments with this number; None where nothing is asked. Raises Http404."""
    if asked is None:
        return None
    return get_object_or_404(which(Comment.objects.filter(story=story).with_people()), pk=key(asked))


def response_of(request, story) -> dict:
    """For the part of a page where readers say what a story was to them."""
    discussion = discussion_of(request, story)
    viewer = viewer_of(request, story)
    counts = discussion.insights
    known = request.site.keeps("insights", lambda: list(Insight.objects.all()))
    insights = tuple(
        Marked(insight.pk, insight.name, counts.get(str(insight.pk), 0), insight.pk in viewer.insights)
        for insight in known
        if insight.offered or counts.get(str(insight.pk))
    )
    return {"story": story, "likes": discussion.likes, "insights": insights, "viewer": viewer}


def viewer_of(request, story) -> Viewer:
    """Whoever asks, once a request."""
    kept = request.__dict__.setdefault("viewers", {})
    if story.pk not in kept:
        kept[story.pk] = Viewer(request.user, story)
    return kept[story.pk]

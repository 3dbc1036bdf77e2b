"""What a reader wrote, follows and hears of, as their own pages show it: a page at a time, in a fixed number of queries."""

from django.db.models import Count

from articles.models import Story
from comments import standing
from comments.models import Comment, Discussion, Follow, Mute, Notice
from newsroom.html import words
from newsroom.paging import page_of

MOST_UNREAD = 100  # beyond that the number says nothing more
EXCERPT = 200


def unread(user) -> int:
    """How many notices this person has not read, at most MOST_UNREAD."""
    return Notice.objects.unread(user)[:MOST_UNREAD].count()


def comments_of(request):
    """My comments, newest first, each with where it stands, why, and what it got."""
    mine = Comment.objects.filter(author=request.user).order_by("-created_at", "-pk")
    paging = page_of(mine.select_related("story").defer("story__body"), request)
    place(paging.rows, request)
    standings, replies = standing.of(paging.rows), _replies(paging.rows)
    for comment in paging:
        comment.standing = standings[comment.pk]
        comment.replies_shown = replies.get(comment.pk, 0)
        comment.is_editable = comment.is_reachable and comment.can_be_edited_by(request.user)
    return paging


def follows_of(request):
    """The discussions I follow, the last begun first."""
    mine = Follow.objects.filter(reader=request.user).order_by("-pk")
    paging = page_of(mine.select_related("story").defer("story__body"), request)
    place(paging.rows, request)
    return paging


def notices_of(request):
    """What happened, newest first; nothing is told of what is no longer shown, or of a muted person's comment."""
    mine = Notice.objects.filter(recipient=request.user).order_by("-pk")
    with_both = mine.select_related("comment__author", "comment__story", "correction__story")
    paging = page_of(with_both.defer("comment__story__body", "correction__story__body"), request)
    place([notice.about for notice in paging], request)
    comments = [notice.comment for notice in paging if notice.comment]
    muted = set(Mute.objects.filter(reader=request.user).values_list("muted", flat=True))
    for comment in comments:
        comment.is_told = comment.is_published and comment.is_reachable and comment.author_id not in muted
        comment.is_muted = comment.author_id in muted
        comment.excerpt = _excerpt(comment)
    return paging


def mutes_of(request):
    """Whom I have muted, the last first."""
    return page_of(Mute.objects.filter(reader=request.user).select_related("muted").order_by("-pk"), request)


def place(rows, request):
    """Say of each row, a thing with a story, whether that story is seen (`away`: why not) and its discussion reached."""
    stories = {row.story_id: row.story for row in rows}
    seen = set(Story.objects.visible_to(request.user).filter(pk__in=stories).values_list("pk", flat=True))
    discussions = Discussion.objects.in_bulk(stories)
    for row in rows:
        row.discussion = discussions.get(row.story_id) or Discussion()
        row.discussion.story, row.discussion.site = row.story, request.site
        row.away = "" if row.story_id in seen else _why_away(row.story)
        row.is_reachable = not row.away and row.discussion.is_shown


def _why_away(story) -> str:
    return "withdrawn" if story.status == Story.Status.WITHDRAWN else "hidden"


def _replies(comments) -> dict:
    """How many shown answers each of them has."""
    answers = Comment.objects.published().filter(parent__in=comments).order_by()
    return dict(answers.values("parent").annotate(number=Count("pk")).values_list("parent", "number"))


def _excerpt(comment) -> str:
    said = " ".join(words(comment.body_html)) if comment.is_told else ""
    return said if len(said) <= EXCERPT else said[:EXCERPT].rsplit(" ", 1)[0] + "…"

"""What the desk page says of readers: what waits for a decision, what is discussed, and what a creator has to answer."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import connection
from django.urls import reverse

from articles.models import Story
from comments.models import Comment, Discussion, Insight, Report
from newsroom import days, moments
from newsroom.charts import Ranked
from newsroom.firsts import first_of_each

SHOWN = 5
MOST_COUNTED = 100
LOOKED_AT = 20_000  # of the days' comments, the newest
SPARE = 8  # times as many stories are found as are wanted, for those that are not live any more
A_STORY = 10  # newest comments of a creator's story
ANSWERS = 300  # of a creator, the newest
FIELDS = ("body", "name", "created_at", "author__name", "author__email", "story__title", "story__slug")


@dataclass
class Waiting:
    """A queue: its oldest, and how many there are as far as it is counted."""

    comments: list[Comment]
    number: int

    @property
    def counted(self) -> int:
        return min(self.number, MOST_COUNTED)

    @property
    def is_longer(self) -> bool:
        return self.number > MOST_COUNTED


def waiting() -> tuple[Waiting, Waiting]:
    """Held and reported comments, in three queries that each read a bounded part of an index."""
    held = Comment.objects.filter(state=Comment.State.HELD).order_by("created_at")
    held = list(held.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    open_reports = Report.objects.open().order_by("comment")
    reported = list(dict.fromkeys(open_reports.values_list("comment", flat=True)[: MOST_COUNTED * 3]))
    some = Comment.objects.select_related("author", "story").only(*FIELDS).in_bulk([*held[:SHOWN], *reported[:SHOWN]])
    return tuple(Waiting([some[pk] for pk in pks[:SHOWN] if pk in some], len(pks)) for pks in (held, reported))


def most_discussed(shown: list[date], number: int = SHOWN) -> list[Ranked]:
    """Live stories, those first under which readers said most on these days; counted in one index alone."""
    comment, story = Comment._meta.db_table, Story._meta.db_table
    bounds = [_stored(days.start(day)) for day in [*shown, shown[-1] + days.ONE]]
    names = [f"of{place}" for place in range(len(shown))]
    of_day = "SUM(CASE WHEN created_at >= %s AND created_at < %s THEN 1 ELSE 0 END)"
    sums = ", ".join(f"{of_day} AS {name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH newest AS (SELECT story_id, created_at FROM {comment} WHERE state = %s AND created_at >= %s "
            f"ORDER BY created_at DESC LIMIT %s), "
            f"top AS (SELECT story_id, COUNT(*) AS number FROM newest GROUP BY story_id "
            f"ORDER BY number DESC, story_id DESC LIMIT %s), "
            f"days AS (SELECT story_id, COUNT(*) AS number, {sums} FROM newest "
            f"WHERE story_id IN (SELECT story_id FROM top) GROUP BY story_id) "
            f"SELECT story.id, story.title, story.slug, {', '.join(names)} FROM days "
            f"JOIN {story} AS story ON story.id = days.story_id "
            f"WHERE story.status = %s AND story.published_at <= %s "
            f"ORDER BY days.number DESC, story.id DESC LIMIT %s",
            [
                *(Comment.State.PUBLISHED, bounds[0], LOOKED_AT, number * SPARE),
                *(bound for pair in pairwise(bounds) for bound in pair),
                *(Story.Status.READY, _stored(moments.now()), number),
            ],
        )
        found = cursor.fetchall()
    return [Ranked(pk, title, reverse("discussion", args=[slug]), list(sums)) for pk, title, slug, *sums in found]


def _stored(moment):
    return Comment._meta.get_field("created_at").get_db_prep_value(moment, connection)


def what_readers_said(stories, site) -> None:
    """Gives each story its `response`: the counts, and insights as pairs of name and number."""
    known = site.keeps("insights", lambda: list(Insight.objects.all()))
    names = {insight.pk: insight.name for insight in known}
    found = Discussion.objects.filter(story__in=stories).in_bulk() if stories else {}
    for story in stories:
        row = found.get(story.pk) or Discussion(story_id=story.pk)
        marks = [(names[int(pk)], count) for pk, count in row.insights.items() if count and int(pk) in names]
        story.response = {"comments": row.comments, "likes": row.likes, "insights": marks}


def to_answer(stories, user) -> list[Comment]:
    """The newest comments by others on these stories that this person has not answered; a bounded number of each story."""
    newest = [Comment.objects.filter(story=story).order_by("-created_at")[:A_STORY] for story in stories]
    said = Comment.objects.published().filter(pk__in=first_of_each(newest)).exclude(author=user)
    answers = Comment.objects.filter(author=user, parent__isnull=False).order_by("-created_at")
    open_still = said.exclude(pk__in=answers.values("parent")[:ANSWERS])
    found = open_still.select_related("author", "story").only(*FIELDS, "state", "parent")
    return list(found.order_by("-created_at")[:SHOWN])

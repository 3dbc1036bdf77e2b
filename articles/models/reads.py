"""How often a story was read: one number a story and day of the site's zone, and nothing about who read it."""

from datetime import date

from django.db import connection, models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.story import Story
from newsroom import moments
from newsroom.charts import Ranked
from newsroom.firsts import union

AT_A_TIME = 1000
TOP = 200  # stories of a day
SPARE = 8  # times as many are found as are wanted, for those that are not live any more


class ReadsQuerySet(models.QuerySet):
    def most_read(self, days: list[date], number: int = 5) -> list[Ranked]:
        """Live stories, those first that were read most on these days.

        Of each day only the stories at its top are looked at, by index: who is in none of them is not among the first.
        """
        tops = [self.filter(day=day).order_by("-count", "story").values_list("story_id", "count")[:TOP] for day in days]
        tops, values = union(tops)
        story, reads = Story._meta.db_table, self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT story.id, story.title, story.slug, reads.day, reads.count FROM ("
                f"SELECT story_id, SUM(count) AS number FROM ({tops}) AS tops GROUP BY story_id "
                f"ORDER BY number DESC, story_id DESC LIMIT %s) AS top "
                f"JOIN {story} AS story ON story.id = top.story_id "
                f"JOIN {reads} AS reads ON reads.story_id = top.story_id AND reads.day >= %s AND reads.day <= %s "
                f"WHERE story.status = %s AND story.published_at <= %s",
                [*values, number * SPARE, days[0].isoformat(), days[-1].isoformat(), Story.Status.READY, _stored_now()],
            )
            found = cursor.fetchall()
        return _ranked(found, days)[:number]

    def by_story(self, stories: list[int], days: list[date]) -> dict[int, list[int]]:
        """A number for each of the days, for those of these stories that were read at all."""
        place, found = {day: number for number, day in enumerate(days)}, {}
        rows = self.filter(story__in=stories, day__gte=days[0], day__lte=days[-1])
        for story, day, count in rows.values_list("story", "day", "count"):
            found.setdefault(story, [0] * len(days))[place[day]] = count
        return found

    @transaction.atomic
    def add(self, day: date, counts: dict[int, int]) -> None:
        """Add to the numbers of that day, by story. In the order of ids, so that processes never block each other."""
        rows = sorted(counts.items())
        for start in range(0, len(rows), AT_A_TIME):
            self._add(day, rows[start : start + AT_A_TIME])

    def _add(self, day, rows):
        table, places = self.model._meta.db_table, ", ".join(["(%s, %s, %s)"] * len(rows))
        values = [value for story, count in rows for value in (story, day.isoformat(), count)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (story_id, day, count) VALUES {places} "
                f"ON CONFLICT (story_id, day) DO UPDATE SET count = {table}.count + excluded.count",
                values,
            )


class Reads(models.Model):
    story = models.ForeignKey(
        "articles.Story", models.CASCADE, db_index=False, related_name="+", verbose_name=_("story")
    )
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("reads"))

    objects = ReadsQuerySet.as_manager()

    class Meta:
        verbose_name = _("reads of a day")
        verbose_name_plural = _("reads by day")
        constraints = [models.UniqueConstraint(fields=["story", "day"], name="one_number_a_story_and_day")]
        indexes = [models.Index(fields=["day", "-count", "story"], name="reads_by_number")]  # the tops of most_read()

    def __str__(self):
        return f"{self.story_id}, {self.day}: {self.count}"


def _stored_now():
    return Story._meta.get_field("published_at").get_db_prep_value(moments.now(), connection)


def _ranked(rows, days) -> list[Ranked]:
    found, place = {}, {day.isoformat(): number for number, day in enumerate(days)}
    for pk, title, slug, day, count in rows:
        ranked = found.setdefault(pk, Ranked(pk, title, reverse("story", args=[slug]), [0] * len(days)))
        ranked.numbers[place[str(day)]] = count
    return sorted(found.values(), key=lambda ranked: (-ranked.total, -ranked.story))

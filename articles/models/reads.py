"""How often a story was read: one number a story and day of the site's zone, and nothing about who read it."""

from datetime import date

from django.db import connection, models, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from articles.models.story import Story
from newsroom import moments

AT_A_TIME = 1000


class ReadsQuerySet(models.QuerySet):
    def most_read(self, since: date):
        """Live stories as {"story": id, "reads": number} since that day, the most read first."""
        live = self.filter(day__gte=since, story__status=Story.Status.READY, story__published_at__lte=moments.now())
        return live.values("story").annotate(reads=Sum("count")).order_by("-reads", "-story")

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
        indexes = [models.Index(fields=["day", "story", "count"], name="reads_since")]  # all that most_read() asks

    def __str__(self):
        return f"{self.story_id}, {self.day}: {self.count}"

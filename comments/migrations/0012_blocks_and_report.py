"""One block of a thing at a time; indexes in which the public report counts."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_retention")]
    operations = [
        migrations.RemoveIndex("block", "blocks_in_force"),
        migrations.AddIndex("block", models.Index(fields=["kind", "value"], name="blocks_of_a_value")),
        migrations.AddConstraint(
            "block",
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(lifted_at__isnull=True), name="one_block_at_a_time"
            ),
        ),
        migrations.AddIndex(
            "decision", models.Index(fields=["at"], condition=Q(verb="undo"), name="decisions_undone")
        ),
        migrations.AddIndex("report", models.Index(fields=["created_at", "handled_at"], name="reports_by_month")),
    ]

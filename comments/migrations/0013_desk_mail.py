"""What began to wait lately, and on one story, is found in an index; a letter about it says between which moments."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_saved_replies")]
    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(fields=["story", "state"], condition=Q(state="held"), name="comments_held_on_a_story"),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["state", "state_since"], condition=Q(state="held"), name="comments_held_since"),
        ),
        migrations.AddIndex(
            "report",
            models.Index(fields=["created_at"], condition=Q(handled_at__isnull=True), name="reports_open_since"),
        ),
        migrations.AddField("letter", "since", models.DateTimeField(null=True)),
        migrations.AddField("letter", "until", models.DateTimeField(null=True)),
    ]

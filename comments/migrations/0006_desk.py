"""The index of states names the story too: the desk counts the most discussed in it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_corrections")]
    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(fields=["state", "-created_at", "story"], name="comments_by_state_of_stories"),
        ),
        migrations.RemoveIndex("comment", "comments_by_state"),
    ]

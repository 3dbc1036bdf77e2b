"""What the desk asks for: the tops of each day's reads, and the dates that are only planned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_pictures")]
    operations = [
        migrations.AddIndex("reads", models.Index(fields=["day", "-count", "story"], name="reads_by_number")),
        migrations.RemoveIndex("reads", "reads_since"),
        migrations.AddIndex(
            "story",
            models.Index(
                fields=["published_at"],
                condition=~models.Q(status="ready"),
                name="stories_not_ready_by_date",
            ),
        ),
    ]

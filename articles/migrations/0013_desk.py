"""What the desk asks for: a creator's newest stories, the tops of each day's reads, and dates that are only planned."""

import django.db.models.deletion
from django.db import migrations, models

from newsroom.keys import without_index


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_pictures")]
    operations = [
        migrations.AddIndex("byline", models.Index(fields=["creator", "-story"], name="bylines_newest_first")),
        without_index(
            "articles",
            "byline",
            "creator",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bylines",
                to="articles.creator",
                verbose_name="creator",
            ),
        ),
        migrations.AddIndex("reads", models.Index(fields=["day", "-count", "story"], name="reads_by_number")),
        migrations.RemoveIndex("reads", "reads_since"),
        migrations.AddIndex(
            "story",
            models.Index(
                fields=["published_at"],
                condition=~models.Q(status="ready") & models.Q(published_at__isnull=False),
                name="stories_planned",
            ),
        ),
    ]

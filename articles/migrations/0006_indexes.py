"""Of the indexes, those that a list walks, and none that repeats how another one begins."""

import django.db.models.deletion
from django.db import migrations, models

from newsroom.keys import without_index

CASCADE = {
    "db_index": False,
    "on_delete": django.db.models.deletion.CASCADE,
    "to": "articles.story",
    "verbose_name": "story",
}


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_listing")]
    operations = [
        migrations.RemoveIndex("byline", "bylines_newest"),
        without_index("articles", "byline", "story", models.ForeignKey(related_name="bylines", **CASCADE)),
        without_index("articles", "storyversion", "story", models.ForeignKey(related_name="versions", **CASCADE)),
        migrations.AddIndex("story", models.Index(fields=["topic", "-saved_at"], name="stories_by_topic")),
        without_index(
            "articles",
            "story",
            "topic",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stories",
                to="articles.topic",
                verbose_name="topic",
            ),
        ),
    ]

"""The lists of creators and tags by date, filled with the stories there are."""

import django.db.models.deletion
from django.db import migrations, models

import newsroom.moments

# Before the indexes are made, which Django does when all of this is done.
FILL = """
    INSERT INTO articles_listing (story_id, {thing}_id, live_at)
    SELECT story.id, line.{thing}_id, story.published_at
    FROM {lines} AS line JOIN articles_story AS story ON story.id = line.story_id
    WHERE story.status = 'ready'
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_search")]
    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("live_at", newsroom.moments.MomentField()),
                (
                    "creator",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.creator",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="articles.story"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.tag",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("creator__isnull", False)),
                        fields=["creator", "-live_at", "-story"],
                        name="listings_by_creator",
                    ),
                    models.Index(
                        condition=models.Q(("tag__isnull", False)),
                        fields=["tag", "-live_at", "-story"],
                        name="listings_by_tag",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL.format(thing="creator", lines="articles_byline"), migrations.RunSQL.noop),
        migrations.RunSQL(FILL.format(thing="tag", lines="articles_story_tags"), migrations.RunSQL.noop),
    ]

"""Which stories show which pictures, filled from the versions there are."""

import re

import django.db.models.deletion
from django.db import migrations, models

NAMED = re.compile(r"/media/(images/[0-9a-f]{2}/[0-9a-f]{64}\.(?:jpg|png))")
BATCH = 500


def fill(apps, schema_editor):
    """One pass over the versions, a batch of texts in memory at a time. By ranges of keys: for 'the next ones that show
    a picture' PostgreSQL, which knows nothing of a table just filled, would sort all of them each time."""
    Image, Version = apps.get_model("newsroom", "Image"), apps.get_model("articles", "StoryVersion")
    PictureUse = apps.get_model("articles", "PictureUse")
    if not Image.objects.exists():
        return
    versions = Version.objects.filter(body__contains="/media/images/").order_by().values_list("story_id", "body")
    last = Version.objects.aggregate(last=models.Max("pk"))["last"] or 0
    for start in range(0, last + 1, BATCH):
        rows = versions.filter(pk__gte=start, pk__lt=start + BATCH)
        named = {(story, name) for story, body in rows for name in NAMED.findall(body)}
        images = dict(Image.objects.filter(file__in={name for _story, name in named}).values_list("file", "pk"))
        uses = [PictureUse(story_id=story, image_id=images[name]) for story, name in sorted(named) if name in images]
        PictureUse.objects.bulk_create(uses, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_people"), ("newsroom", "0009_image_file")]
    operations = [
        migrations.CreateModel(
            name="PictureUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "image",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.image",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_uses",
                        to="articles.story",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("image", "story"), name="one_use_a_picture_and_story"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

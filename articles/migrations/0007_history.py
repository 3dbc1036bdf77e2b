"""What a version says besides its text, under a seal; who may strike one; and what a story knows of its versions."""

from django.db import migrations, models

import newsroom.moments
from newsroom.columns import AddColumn
from newsroom.roles import grant


def text(name, length):
    return models.CharField(blank=True, db_default="", default="", max_length=length, verbose_name=name)


def number():
    return models.PositiveIntegerField(db_default=0, default=0, editable=False)


def make_roles(apps, schema_editor):
    grant(apps, "Editor", ["articles.strike_version"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_indexes")]
    operations = [
        migrations.AlterModelOptions(
            name="storyversion",
            options={
                "ordering": ["-number"],
                "permissions": [("strike_version", "Can strike the text of a version for legal reasons")],
                "verbose_name": "version",
                "verbose_name_plural": "versions",
            },
        ),
        AddColumn(
            "storyversion",
            "typo_only",
            models.BooleanField(db_default=False, default=False, verbose_name="typo only"),
        ),
        AddColumn("storyversion", "struck_at", newsroom.moments.MomentField(null=True, verbose_name="struck")),
        AddColumn("storyversion", "struck_reason", text("struck because", 500)),
        AddColumn("storyversion", "struck_by_name", text("struck by", 120)),
        AddColumn("storyversion", "seal", models.CharField(blank=True, db_default="", default="", max_length=64)),
        AddColumn("story", "newest_version", number()),
        AddColumn("story", "public_versions", number()),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]

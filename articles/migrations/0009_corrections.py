"""Corrections and sources of stories, and the labels that stand on them."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import newsroom.moments
from newsroom.roles import grant

SOURCE = ["articles.view_source", "articles.add_source", "articles.change_source", "articles.delete_source"]
CORRECTION = [name.replace("source", "correction") for name in SOURCE]


def make_roles(apps, schema_editor):
    grant(apps, "Editor", CORRECTION + SOURCE)
    grant(apps, "Creator", SOURCE)


def label(name, kind, field):
    """A column that engines add at once: Django would have SQLite copy all stories, once a column."""
    default = "false" if kind == "boolean" else "''"
    return migrations.RunSQL(
        f"ALTER TABLE articles_story ADD COLUMN {name} {kind} DEFAULT {default} NOT NULL",
        f"ALTER TABLE articles_story DROP COLUMN {name}",
        state_operations=[migrations.AddField("story", name, field)],
    )


def words(length, verbose_name, **more):
    return models.CharField(
        blank=True, db_default="", default="", max_length=length, verbose_name=verbose_name, **more
    )


AI_USE = [("", "No AI"), ("assisted", "AI helped with parts"), ("generated", "Made by AI, checked by an editor")]
LABELS = [
    label(
        "is_opinion", "boolean", models.BooleanField(db_default=False, default=False, verbose_name="opinion")
    ),
    label(
        "sponsor",
        "varchar(120)",
        words(
            120,
            "paid for by",
            help_text="Whoever paid for this story. Readers see the name above the title and in lists.",
        ),
    ),
    label(
        "content_warning",
        "varchar(200)",
        words(
            200,
            "content warning",
            help_text="What may upset readers, in a few words: 'a drowning is described'.",
        ),
    ),
    label("ai_use", "varchar(9)", words(9, "use of AI", choices=AI_USE)),
    label(
        "ai_note",
        "varchar(300)",
        words(300, "how AI was used", help_text="One sentence for readers. Shown where the use of AI is."),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_sitting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        *LABELS,
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "Correction"),
                            ("clarification", "Clarification"),
                            ("update", "Update"),
                        ],
                        default="correction",
                        help_text="Correction: something was wrong. Clarification: it could be misread. "
                        "Update: something has happened.",
                        max_length=13,
                        verbose_name="kind",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="What the story said and what is right. Plain text; line breaks are kept.",
                        max_length=2000,
                        verbose_name="text",
                    ),
                ),
                (
                    "at",
                    newsroom.moments.MomentField(default=newsroom.moments.now, editable=False, verbose_name="given"),
                ),
                ("by_name", models.CharField(blank=True, editable=False, max_length=120, verbose_name="by")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="articles.story",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="corrections_newest"),
                    models.Index(fields=["story", "-at", "-id"], name="corrections_of_a_story"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(text=""),
                        name="correction_says_what",
                        violation_error_message="Say what was corrected.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("name", models.CharField(blank=True, max_length=300, verbose_name="who or what")),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        max_length=1000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="web address",
                    ),
                ),
                (
                    "unnamed_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it is not named"),
                ),
                (
                    "story",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="articles.story",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["story", "position"], name="sources_of_a_story")],
                "constraints": [
                    models.CheckConstraint(
                        condition=(models.Q(unnamed_reason="") & ~models.Q(name=""))
                        | (models.Q(name="", url="") & ~models.Q(unnamed_reason="")),
                        name="named_or_says_why_not",
                        violation_error_message="Name the source, with its web address if it has one; "
                        "or say why it is not named, and nothing else.",
                    )
                ],
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]

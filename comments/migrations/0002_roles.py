"""Who may lead the discussion, and what readers can say of a story to begin with."""

from django.db import migrations
from django.utils.translation import gettext_noop

from newsroom.roles import grant

LEADS = [
    "comments.view_comment", "comments.change_comment", "comments.moderate_comment", "comments.lead_discussion",
    "comments.view_discussion", "comments.change_discussion", "comments.add_discussion",
    "comments.view_decision", "comments.view_report",
]
EDITS = [f"comments.{verb}_insight" for verb in ("view", "add", "change", "delete")]
INSIGHTS = [
    gettext_noop("Outstanding"),
    gettext_noop("Well written"),
    gettext_noop("Eye-opening"),
    gettext_noop("Heartfelt"),
    gettext_noop("Expert insight"),
    gettext_noop("Original"),
]


def make_roles(apps, schema_editor):
    grant(apps, "Moderator", LEADS)
    grant(apps, "Editor", LEADS + EDITS)


def make_insights(apps, schema_editor):
    Insight = apps.get_model("comments", "Insight")
    Insight.objects.bulk_create(Insight(name=name, position=place) for place, name in enumerate(INSIGHTS, 1))


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial"), ("articles", "0002_roles")]
    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(make_insights, migrations.RunPython.noop),
    ]

"""Words to begin with for the notes that moderators write often."""

from django.db import migrations
from django.utils.translation import gettext_noop

REPLIES = [
    (
        gettext_noop("Say it of the argument"),
        gettext_noop("Your point is welcome, the words about a person are not. Write it again without them."),
    ),
    (
        gettext_noop("Not about this story"),
        gettext_noop("This has little to do with the story above it. Say it under one that it is about."),
    ),
    (
        gettext_noop("Somebody's private things"),
        gettext_noop("Leave out names, addresses and other facts about people who did not ask to be written about."),
    ),
    (
        gettext_noop("Where do you know it from"),
        gettext_noop("This is said as a fact, and it may do harm if it is wrong. Say where you know it from."),
    ),
]


def make_replies(apps, schema_editor):
    SavedReply = apps.get_model("comments", "SavedReply")
    SavedReply.objects.bulk_create(
        SavedReply(name=name, text=text, position=place) for place, (name, text) in enumerate(REPLIES, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_blocks_and_report")]
    operations = [migrations.RunPython(make_replies, migrations.RunPython.noop)]

"""Who moderates also keeps the rules, the blocks and the words that go with them."""

from django.db import migrations

from newsroom.roles import grant

KEEPS = [
    *(f"comments.{verb}_houserule" for verb in ("view", "change")),
    *(f"comments.{verb}_spamfilter" for verb in ("view", "change")),
    *(f"comments.{verb}_block" for verb in ("view", "add", "change")),
    *(f"comments.{verb}_personnote" for verb in ("view", "add")),
    *(f"comments.{verb}_savedreply" for verb in ("view", "add", "change", "delete")),
    "comments.view_appeal",
]


def make_roles(apps, schema_editor):
    grant(apps, "Moderator", KEEPS)
    grant(apps, "Editor", KEEPS)


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_moderation")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]

"""The roles of the house: Editor (everything editorial), Creator (own stories and profile), Moderator (comments)."""

from django.db import migrations

from newsroom.roles import grant


def every(app, *models):
    return [f"{app}.{verb}_{model}" for model in models for verb in ("view", "add", "change", "delete")]


EDITOR = [
    *every("articles", "story", "creator", "topic", "tag", "byline"),
    "articles.see_all_stories",
    "articles.publish_story",
    "articles.view_storyversion",
    *every("newsroom", "image", "page"),
    "newsroom.view_site",
    "newsroom.change_site",
]
CREATOR = [
    "articles.view_story", "articles.add_story", "articles.change_story",
    "articles.view_byline", "articles.add_byline", "articles.change_byline", "articles.delete_byline",
    "articles.view_creator", "articles.change_creator",
    "articles.view_topic", "articles.view_tag", "articles.add_tag",
    "newsroom.view_image", "newsroom.add_image", "newsroom.change_image",
]


def make_roles(apps, schema_editor):
    grant(apps, "Editor", EDITOR)
    grant(apps, "Creator", CREATOR)
    grant(apps, "Moderator", [])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("newsroom", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]

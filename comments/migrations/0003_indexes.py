"""The newest comments of a story in whatever state, for the desk too; and no index that repeats how another begins."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from newsroom.keys import without_index


def to(thing, related_name="+", **options):
    gone = django.db.models.deletion.CASCADE
    return models.ForeignKey(db_index=False, on_delete=gone, related_name=related_name, to=thing, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex("comment", models.Index(fields=["story", "-created_at"], name="comments_of_a_story")),
        migrations.RemoveIndex("comment", "comments_of_story"),
        without_index("comments", "follow", "reader", to(settings.AUTH_USER_MODEL, "follows", verbose_name="reader")),
        without_index("comments", "follow", "story", to("articles.story")),
        without_index("comments", "like", "comment", to("comments.comment", "likes")),
        without_index("comments", "mute", "reader", to(settings.AUTH_USER_MODEL, "mutes", verbose_name="reader")),
        without_index("comments", "notice", "recipient", to(settings.AUTH_USER_MODEL, "notices")),
        without_index("comments", "report", "comment", to("comments.comment", "reports", verbose_name="comment")),
        without_index("comments", "storyinsight", "story", to("articles.story")),
        without_index("comments", "storylike", "story", to("articles.story")),
    ]

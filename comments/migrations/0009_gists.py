"""By what a text is found again that changed a little."""

from django.db import migrations, models
from django.db.models import Q

from newsroom.columns import AddColumn


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_moderators")]
    operations = [
        AddColumn("comment", "gist", models.BigIntegerField(null=True)),
        AddColumn("comment", "second_gist", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["gist", "-created_at"], condition=Q(gist__isnull=False), name="comments_by_gist"),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["second_gist", "-created_at"],
                condition=Q(second_gist__isnull=False),
                name="comments_by_second_gist",
            ),
        ),
    ]

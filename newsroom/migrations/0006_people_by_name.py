"""The desk's list of people walks this."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_revision")]
    operations = [migrations.AddIndex("user", models.Index(fields=["name", "id"], name="people_by_name"))]

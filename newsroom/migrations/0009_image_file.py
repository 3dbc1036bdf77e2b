"""Pages ask for the pictures in a text by the names of their files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0008_invitation")]
    operations = [
        migrations.AddIndex(model_name="image", index=models.Index(fields=["file"], name="images_by_file")),
    ]

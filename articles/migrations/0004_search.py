"""The search index: its tables on either engine, filled with the stories and creators there are."""

import django.db.models.deletion
from django.db import migrations, models

from articles.search import engine, index


def run(statements):
    def forwards(apps, schema_editor):
        for statement in getattr(engine(), statements):
            schema_editor.execute(statement, params=None)

    return forwards


def fill(apps, schema_editor):
    for _done in index.rebuild(apps):
        pass


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_reads")]
    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                ("head", models.TextField()),
                ("creator", models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.creator")),
                ("story", models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.story")),
            ],
        ),
        migrations.CreateModel(
            name="SearchLanguage",
            fields=[("code", models.CharField(max_length=12, primary_key=True, serialize=False))],
        ),
        migrations.RunPython(run("MAKE"), run("UNMAKE")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(run("INDEX"), run("UNINDEX")),
    ]

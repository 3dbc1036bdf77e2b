"""Seals and counts for the versions there are: a batch a transaction, so that it can be stopped and begun again."""

from django.db import connection, migrations, transaction
from django.db.models import Count, Max, Q

from articles.models.version import SEALED, seal_of

BATCH = 1000
SEAL = "UPDATE articles_storyversion SET seal = %s WHERE id = %s"
COUNTS = "UPDATE articles_story SET newest_version = %s, public_versions = %s WHERE id = %s"


def batches(rows):
    """Lists of rows of values that begin with the key, in its order."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield found
        last = found[-1][0]


def write(statement, rows):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def seal(apps, schema_editor):
    versions = apps.get_model("articles", "StoryVersion").objects.filter(seal="")
    for found in batches(versions.values_list("pk", *SEALED)):
        write(SEAL, [(seal_of(values), pk) for pk, *values in found])


def count(apps, schema_editor):
    versions = apps.get_model("articles", "StoryVersion").objects
    for found in batches(apps.get_model("articles", "Story").objects.values_list("pk")):
        theirs = versions.filter(story__gte=found[0][0], story__lte=found[-1][0]).order_by().values_list("story")
        listed = Count("pk", filter=Q(public_at__isnull=False, typo_only=False))
        counted = theirs.annotate(newest=Max("number"), listed=listed)
        write(COUNTS, [(newest, listed, story) for story, newest, listed in counted])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0007_history")]
    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]

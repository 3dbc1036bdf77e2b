"""Writes the index, in the transaction of the change that it follows."""

from django.apps import apps
from django.db import connection, transaction

from articles.search import document as documents
from articles.search import engine
from newsroom.html import words

BATCH = 1000
STORY = ("id", "title", "subtitle", "body", "language", "topic_id", "status", "published_at")
# A story is found by these; a save that touches none of them leaves the index alone.
FOUND_BY = {"title", "subtitle", "body", "language", "topic", "topic_id", "status", "published_at"}


@transaction.atomic
def write_stories(pks, models=apps) -> None:
    """Put these stories into the index as the database has them now; whoever else changes one waits."""
    Story = models.get_model("articles", "Story")
    rows = list(Story.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list(*STORY))
    marks = _marks([row[0] for row in rows], models)
    with connection.cursor() as cursor:
        engine().write(cursor, [(_document(*row, marks), row[0], None) for row in rows])
        _keep_languages(cursor, {row[4] for row in rows})


@transaction.atomic
def write_creators(pks, models=apps) -> None:
    Creator = models.get_model("articles", "Creator")
    rows = Creator.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("id", "name")
    found = [(documents.of_creator(pk, name), None, pk) for pk, name in rows]
    with connection.cursor() as cursor:
        engine().write(cursor, found)


def rebuild(models=apps):
    """Write everything anew, a batch a transaction; the site goes on meanwhile. Yields how many are done."""
    done = 0
    for name, write in (("Creator", write_creators), ("Story", write_stories)):
        last = 0
        while pks := _next(models.get_model("articles", name), last):
            write(pks, models)
            last, done = pks[-1], done + len(pks)
            yield done
    with transaction.atomic(), connection.cursor() as cursor:
        engine().tidy(cursor)


def _next(model, after) -> list[int]:
    return list(model.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])


def _document(pk, title, subtitle, body, language, topic, status, published_at, marks):
    goes_live = published_at if status == "ready" else None
    filed = [documents.topic_mark(topic)] if topic else []
    parts = [title, subtitle, " ".join(words(body))]
    return documents.of_story(documents.place_of_story(pk, goes_live), language, parts, filed + marks.get(pk, []))


def _marks(pks, models) -> dict[int, list[str]]:
    """Creators and tags, as marks."""
    Story = models.get_model("articles", "Story")
    marks = {}
    through = ((models.get_model("articles", "Byline"), "creator_id", documents.creator_mark),)
    for model, name, mark in (*through, (Story.tags.through, "tag_id", documents.tag_mark)):
        for pk, other in model.objects.filter(story__in=pks).values_list("story_id", name):
            marks.setdefault(pk, []).append(mark(other))
    return marks


def _keep_languages(cursor, languages):
    for language in sorted(languages):
        cursor.execute("INSERT INTO articles_searchlanguage (code) VALUES (%s) ON CONFLICT DO NOTHING", [language])

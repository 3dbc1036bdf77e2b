"""What has to be asked within Django, in the environment of a site: `python -m tests.bench.inside queries /stories/x/`."""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import django


def servers():
    """The processes of database and cache server on this machine, and the versions of all."""
    from importlib.metadata import version

    from django.conf import settings
    from django.db import connection

    versions = {"engine": connection.vendor, "python": sys.version.split()[0]}
    versions |= {name: version(name) for name in ("django", "granian")}
    pids = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_backend_pid(), current_setting('server_version')")
            backend, versions["postgresql"] = cursor.fetchone()
            pids.append(_parent(backend, "postgres"))
        else:
            cursor.execute("SELECT sqlite_version()")
            versions["sqlite"] = cursor.fetchone()[0]
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        from redis import from_url

        told = from_url(settings.CACHES["default"]["LOCATION"]).info("server")
        versions["redis"] = told["redis_version"]
        pids.append(told["process_id"])
    return {"pids": pids, "versions": versions}


def _parent(pid, name):
    """The server that a connection's process belongs to; its CPU time can be read on this machine only."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists() or not stat.read_text().split("(")[1].startswith(name):
        raise SystemExit("The database server is not on this machine: its CPU time cannot be counted.")
    return int(stat.read_text().rpartition(")")[2].split()[1])


def create_database(name):
    _server(f'CREATE DATABASE "{name}"')


def drop_database(name):
    _server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server(statement):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def queries(session, *paths):
    """The most queries that one of these pages needs, at its first and at its second reading."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, counts = Client(HTTP_HOST="127.0.0.1"), []
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    first, *others = paths
    assert client.get(first).status_code == 200  # what a process looks up once
    for path in (path for path in others for _reading in range(2)):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        counts.append(len(seen))
    return max(counts)


def readers(number):
    """Sessions of so many readers, each with the token its forms carry."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.middleware.csrf import CSRF_SESSION_KEY, _get_new_csrf_string

    from newsroom.models import User
    from newsroom.sessions import SessionStore

    made = []
    for user in User.objects.filter(is_active=True, is_staff=False).order_by("pk")[: int(number)]:
        token = _get_new_csrf_string()
        session = SessionStore()
        session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash()})
        session.update({BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0], CSRF_SESSION_KEY: token})
        session.create()
        made.append([session.session_key, token])
    return made


def newest_comment():
    from comments.models import Comment

    return Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def lost(file):
    """How many of the comments that were acknowledged, by their addresses in the file, are not stored."""
    from comments.models import Comment

    said = {int(line.rstrip("/").rpartition("/")[2]) for line in Path(file).read_text().split()}
    return len(said) - Comment.objects.filter(pk__in=said, state="published").count()


def haste(how):
    """A few readers write what a city would: the rule against it is asked, and allows them as much."""
    from comments.models import HouseRule

    HouseRule.objects.filter(name="too_fast").delete()
    if how == "allow":
        HouseRule.objects.create(name="too_fast", number=1_000_000)
    return how


def take_back(last):
    """Delete the comments after this one, and count again what they were counted in."""
    from comments.models import Comment, Discussion

    fresh = Comment.objects.filter(pk__gt=int(last))
    stories = list(fresh.values_list("story", flat=True).distinct())
    fresh.delete()
    for story in stories:
        shown = Comment.objects.published().filter(story=story).count()
        Discussion.objects.filter(story=story).update(comments=shown)
    return len(stories)


def hold(number):
    """Holds more of what is shown, until so many are held: the newest that nobody answered. Tells how many are."""
    from comments.models import Comment

    held = Comment.objects.filter(state="held").count()
    alone = Comment.objects.published().filter(parent__isnull=True, reply_count=0, visible=True)
    alone = alone.order_by("-created_at").only("story", "body", "created_at")[: max(0, int(number) - held)]
    alone = list(alone)
    for start in range(0, len(alone), 500):
        _hold(alone[start : start + 500])
    return Comment.objects.filter(state="held").count()


def _hold(comments):
    """As the rules of the house would have; with what the discussions count."""
    from django.db.models import F

    from comments.models import Comment, Decision, Discussion, Objection
    from tests.bench.responses import met

    Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(state="held", visible=False)
    for story, fewer in Counter(comment.story_id for comment in comments).items():
        Discussion.objects.filter(story=story).update(comments=F("comments") - fewer)
    entries, objections = [], []
    for comment in comments:
        about = {"comment_id": comment.pk, "story_id": comment.story_id, "at": comment.created_at}
        entries.append(Decision(verb="hold", before="unconfirmed", reason="all_held", **about))
        text, position = met(comment.body)
        objections += [Objection(comment=comment, rule="all_held")]
        objections += [Objection(comment=comment, rule="watched_words", text=text, position=position)]
    Decision.objects.bulk_create(entries)
    Objection.objects.bulk_create(objections)


def change(path, times):
    """Change the title of a story, each time a step later in the second; tells what it says and since when."""
    story = _story(path)
    before = story.title
    for number in range(int(times)):
        title = f"Changed for the {number}. time"
        story.write(title=title)
        time.sleep(1.02 - time.time() % 1 + number / int(times))
        story.publish_changes()
        print(json.dumps([title, time.time()]), flush=True)
    time.sleep(1.5)
    return before


def change_back(path, title):
    story = _story(path)
    story.write(title=title)
    story.publish_changes()
    return title


def _story(path):
    from articles.models import Story

    return Story.objects.get(slug=unquote(path).strip("/").split("/")[-1])


ASKED = (servers, create_database, drop_database, queries, readers, newest_comment, lost, haste, take_back)
ASKED += (change, change_back, hold)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    name, *arguments = sys.argv[1:]
    print(json.dumps({question.__name__: question for question in ASKED}[name](*arguments)))

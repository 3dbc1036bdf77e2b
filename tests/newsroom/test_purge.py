"""A CDN is asked to forget what has changed: after the commit, by keys, and never to the cost of whoever changed it."""

import json
import logging
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import Insight, Like, StoryInsight, StoryLike
from newsroom import purge
from newsroom.models import Stale
from tests.factories import a_comment, a_held_comment, a_person, a_story, an_editor

TOKEN = "hunter2/with@signs"


class StandIn(BaseHTTPRequestHandler):
    """Takes what is asked and answers with `status`."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PURGE = do_POST

    def log_message(self, *args):
        pass


@pytest.fixture
def cdn(settings, monkeypatch):
    """A CDN on this machine, and no second to wait for."""
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.status = [], 200
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    settings.CDN = {"kind": "own", "url": f"http://127.0.0.1:{server.server_port}/purge", "token": TOKEN}
    monkeypatch.setattr(purge, "_let_this_second_pass", lambda: None)
    monkeypatch.setattr(purge.sweep, "rests_until", 0.0)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def queued(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def looks():
    return DBTaskResult.objects.filter(task_path="newsroom.purge.look").count()


def keys_asked(cdn):
    return [headers["Surrogate-Key"] for _command, _path, headers, _body in cdn.asked]


def waiting():
    return set(Stale.objects.values_list("key", flat=True))


# How it is asked


def test_a_cache_of_ones_own_gets_purge_with_the_token(cdn):
    purge.soon("site")
    assert purge.sweep() == 1
    [(command, path, headers, body)] = cdn.asked
    assert (command, path, body) == ("PURGE", "/purge", b"")
    assert headers["Surrogate-Key"] == "site"
    assert headers["Authorization"] == f"Bearer {TOKEN}"


def test_fastly_is_asked_in_its_words(cdn, settings):
    settings.CDN["kind"] = "fastly"
    purge.soon("story-2", "story-1")
    purge.sweep()
    [(command, _path, headers, body)] = cdn.asked
    assert (command, body, headers["Fastly-Key"], headers["Surrogate-Key"]) == ("POST", b"", TOKEN, "story-1 story-2")


def test_cloudflare_is_asked_in_its_words(cdn, settings):
    settings.CDN["kind"] = "cloudflare"
    purge.soon("story-2", "story-1")
    purge.sweep()
    [(command, _path, headers, body)] = cdn.asked
    assert (command, headers["Authorization"]) == ("POST", f"Bearer {TOKEN}")
    assert json.loads(body) == {"tags": ["story-1", "story-2"]}


def test_many_changes_are_one_request(cdn):
    for _change in range(5):
        purge.soon("story-1")
    purge.soon("story-2")
    purge.sweep()
    assert keys_asked(cdn) == ["story-1 story-2"]
    assert not Stale.objects.exists()


def test_more_keys_than_fit_are_several_requests_and_all_pages_are_one_key(cdn):
    purge.soon(*(f"story-{number}" for number in range(70)))
    purge.sweep()
    assert [len(keys.split()) for keys in keys_asked(cdn)] == [30, 30, 10]
    cdn.asked.clear()
    purge.soon("site", *(f"story-{number}" for number in range(70)))
    purge.sweep()
    assert keys_asked(cdn) == ["site"]


def test_what_was_under_way_during_a_change_is_forgotten_by_a_second_request(cdn, queued):
    purge.soon("story-1")
    purge.sweep()
    assert not waiting()
    task = DBTaskResult.objects.get(task_path="newsroom.purge.again")
    assert timedelta(seconds=3) < task.run_after - timezone.now() <= purge.UNDER_WAY
    purge.again.call(*task.args_kwargs["args"])
    assert keys_asked(cdn) == ["story-1", "story-1"]


def test_many_changes_ask_for_one_look(cdn, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            purge.soon(f"story-{number}")
    assert looks() == 1


def test_what_changes_during_a_request_is_looked_at_afterwards(cdn, queued, monkeypatch):
    purge.soon("story-1")
    monkeypatch.setattr(purge, "_let_this_second_pass", lambda: purge.soon("story-2"))
    purge.sweep()
    assert (waiting(), looks()) == ({"story-2"}, 1)


def test_it_is_asked_in_another_second_than_the_change():
    began = time.time()
    purge._let_this_second_pass()
    assert int(time.time()) > int(began)


# When it is asked


def test_after_the_commit_and_at_once(cdn, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        purge.soon("story-1")
        assert not cdn.asked
    assert keys_asked(cdn) == ["story-1"]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_not_asked_for(cdn):
    with transaction.atomic():
        purge.soon("story-1")
        transaction.set_rollback(True)
    assert not waiting()
    assert not cdn.asked


def test_without_a_cdn_nothing_is_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        purge.soon("site")
        assert purge.sweep() == 0


# When it does not answer


def test_a_cdn_that_is_down_costs_a_line_without_the_token(cdn, settings, caplog, client):
    cdn.shutdown()
    cdn.server_close()
    client.force_login(a_person())
    logging.getLogger("newsroom").addHandler(caplog.handler)
    story = a_story()
    answer = client.post(f"{story.get_absolute_url()}like/")
    assert answer.status_code == 302
    assert waiting() == {f"story-{story.pk}"}
    purge.sweep()
    purge.sweep()
    logging.getLogger("newsroom").removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records if record.name == "newsroom.purge"] == [
        f"The CDN could not be asked to forget story-{story.pk}: ConnectionRefusedError"
    ]
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("status", [301, 403, 429, 500])
def test_a_refusal_is_tried_again_and_leads_the_token_nowhere(cdn, settings, monkeypatch, status):
    cdn.status, settings.CDN["kind"] = status, "fastly"
    purge.soon("story-1")
    assert purge.sweep() == 0
    assert [path for _command, path, *_rest in cdn.asked] == ["/purge"]
    assert purge.sweep() == 0, "it rests"
    assert len(cdn.asked) == 1
    cdn.status = 200
    monkeypatch.setattr(purge.sweep, "rests_until", 0.0)
    assert purge.sweep() == 1
    assert not waiting()


def test_what_the_cdn_has_dropped_by_itself_is_not_asked_for_any_more(cdn, settings):
    cdn.status = 500
    purge.soon("story-1")
    settings.CDN_SECONDS = -10
    purge.sweep()
    assert not waiting()


# Who asks


@pytest.fixture
def rows(settings):
    """A CDN, and nobody who asks it: what would be asked for stays to be looked at."""
    settings.CDN = {"kind": "own", "url": "http://127.0.0.1:1/", "token": TOKEN}
    purge.sweep.rests_until = time.monotonic() + 1000
    yield
    purge.sweep.rests_until = 0.0


def test_what_staff_change_at_the_desk_concerns_every_page(client, rows):
    client.force_login(an_editor())
    answer = client.post("/admin/articles/topic/add/", {"name": "Science", "slug": "", "ink": "", "position": "0"})
    assert answer.status_code in (200, 302)
    assert waiting() == {"site"}


def test_looking_at_the_desk_and_trying_the_door_concern_none(client, rows):
    client.post("/admin/login/", {"login": "ada@example.org", "password": "wrong"})
    client.force_login(an_editor())
    client.get("/admin/")
    client.post("/admin/articles/topic/999/change/", {"name": "none"})
    assert not waiting() - {"site"}
    client.logout()
    Stale.objects.all().delete()
    client.post("/admin/articles/topic/add/", {"name": "Science"})
    assert not waiting()


@pytest.mark.parametrize(
    "deed",
    [
        lambda comment: comment.edit("Something else."),
        lambda comment: comment.delete_by_author(),
        lambda comment: comment.remove(reason="rules"),
        lambda comment: comment.mark_spam(),
        lambda comment: comment.pick(),
        lambda comment: comment.unpick(),
        lambda comment: comment.pin(),
        lambda comment: comment.unpin(),
        lambda comment: Like.objects.set(comment, a_person()),
        lambda comment: StoryLike.objects.set(comment.story, a_person()),
        lambda comment: StoryInsight.objects.set(comment.story, a_person(), Insight.objects.first()),
    ],
)
def test_whatever_changes_a_discussion_concerns_the_storys_pages(rows, deed):
    comment = a_comment()
    Stale.objects.all().delete()
    deed(comment)
    assert waiting() - {"discussed"} == {f"story-{comment.story_id}"}


def test_pages_that_show_numbers_of_comments_are_concerned_where_one_changes(rows):
    comment = a_comment()
    for deed, concerned in ((comment.pick, False), (comment.mark_spam, True)):
        Stale.objects.all().delete()
        deed()
        assert ("discussed" in waiting()) is concerned


def test_a_comment_that_is_shown_concerns_the_storys_pages(rows):
    comment = a_comment()
    assert waiting() == {f"story-{comment.story_id}", "discussed"}


def test_a_held_comment_concerns_them_when_it_is_approved(rows):
    comment = a_held_comment()
    Stale.objects.all().delete()
    comment.approve()
    assert waiting() == {f"story-{comment.story_id}", "discussed"}


def test_what_is_imported_concerns_every_page(rows, tmp_path):
    file = tmp_path / "story.md"
    file.write_text("---\ntitle: The bridge\ncreators: [Ines Varga]\n---\nTwice a day.\n")
    call_command("import_stories", "--dry-run", str(file), verbosity=0)
    assert not waiting()
    call_command("import_stories", str(file), verbosity=0)
    assert waiting() == {"site"}

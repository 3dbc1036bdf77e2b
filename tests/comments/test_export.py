"""What a reader takes along: one file with everything held about them."""

import io
import json
import tracemalloc
import zipfile

import pytest
from allauth.account.models import EmailAddress

from comments import export
from comments.models import (
    Block,
    Comment,
    Follow,
    Insight,
    Letter,
    Like,
    MailSettings,
    Mute,
    Notice,
    PersonNote,
    Report,
    StoryInsight,
    StoryLike,
)
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story, an_editor
from tests.forms import page_of, text_of

LISTS = ["comments", "responses", "follows", "mutes", "notices", "reports", "letters", "blocks", "notes"]


@pytest.fixture
def story():
    return a_story(title="Мост ‘that’ hums")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind", email="rosa@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    return person


def opened(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def taken(client) -> dict:
    """The files by name, JSON read."""
    archive = opened(client.post("/me/export/"))
    assert archive.testzip() is None
    files = {name: archive.read(name) for name in archive.namelist()}
    return {name: json.loads(file) if name.endswith(".json") else file.decode() for name, file in files.items()}


def test_it_comes_as_a_zip_that_nobody_stores(client, rosa):
    answer = client.post("/me/export/")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="testserver-')
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.streaming


def test_looking_exports_nothing_and_a_stranger_signs_in_first(client):
    assert client.get("/me/export/").status_code == 405
    assert client.post("/me/export/").url == "/accounts/login/?next=/me/settings/"


def test_the_settings_have_the_button(client, rosa):
    form = page_of(client.get("/me/settings/")).find(".//form[@action='/me/export/']")
    assert form.get("method") == "post"


def test_every_file_is_there_and_explained_even_when_there_is_nothing(client, rosa):
    files = taken(client)
    assert set(files) == {"README.txt", "account.json", *(f"{name}.json" for name in LISTS)}
    assert all(files[f"{name}.json"] == [] for name in LISTS)
    for name in files:
        assert name == "README.txt" or f"{name}: " in files["README.txt"]


def test_the_account_is_told_whole(client, rosa):
    a_creator("Ines Varga", user=rosa)
    MailSettings.objects.create(reader=rosa, mail="daily")
    account = taken(client)["account.json"]
    assert account["name"] == "Rosa Lind"
    assert account["addresses"] == [{"address": "rosa@example.org", "confirmed": True, "primary": True}]
    assert account["joined"].endswith("Z")
    assert account["mail"] == "daily"
    assert account["roles"] == []
    assert account["creator"]["name"] == "Ines Varga"


def test_a_comment_comes_with_all_its_texts_and_what_was_decided(client, rosa, story):
    comment = a_comment(story, author=rosa, body="Первый текст")
    comment.edit("The *second* text")
    comment.remove(by=an_editor(), reason="person", note="Without the shove.")
    Like.objects.set(comment, a_person())
    (told,) = taken(client)["comments.json"]
    assert told["story"]["title"] == "Мост ‘that’ hums"
    assert told["story"]["address"].startswith("http://127.0.0.1:8000/stories/")
    assert told["address"] == f"http://127.0.0.1:8000/comments/{comment.pk}/"
    assert (told["state"], told["body"], told["likes"]) == ("removed", "The *second* text", 1)
    assert [text["body"] for text in told["earlier_texts"]] == ["Первый текст"]
    (decision,) = told["decisions"]
    assert (decision["decision"], decision["by"], decision["reason"]) == ("remove", "moderator", "person")
    assert decision["note"] == "Without the shove."
    assert decision["at"].endswith("Z")
    assert "Lene Moss" not in json.dumps(told)


def test_comments_in_every_state_are_there_and_those_of_others_are_not(client, rosa, story):
    a_comment(story, body="Somebody else")
    a_held_comment(story=story, author=rosa)
    for state in ("published", "rejected", "spam", "removed", "deleted"):
        a_comment(story, author=rosa, state=state)
    Comment.objects.post(story=story, body="Not confirmed", name="Rosa", email="rosa@example.org")
    Comment.objects.post(story=story, body="Not hers", name="Rosa", email="other@example.org")
    told = taken(client)["comments.json"]
    states = [comment["state"] for comment in told]
    assert sorted(states) == sorted(["held", "published", "rejected", "spam", "removed", "deleted", "unconfirmed"])
    assert not {"Somebody else", "Not hers"} & {comment["body"] for comment in told}


def test_responses_follows_mutes_notices_reports_and_letters_are_there(client, rosa, story):
    mine, other = a_comment(story, author=rosa), a_comment(story)
    reply = a_comment(parent=mine)
    Like.objects.set(other, rosa)
    StoryLike.objects.set(story, rosa)
    StoryInsight.objects.set(story, rosa, Insight.objects.get(name="Eye-opening"))
    Follow.objects.switch(True, story=story, reader=rosa)
    Mute.objects.switch(True, reader=rosa, muted=a_person(name="Loud Person"))
    Report.objects.create(comment=other, reader=rosa, reason="spam", note="The third time.")
    Letter.objects.create(kind="notices", to=rosa.email, recipient=rosa)
    Letter.objects.create(kind="confirm", to="rosa@example.org")
    files = taken(client)
    assert [row["kind"] for row in files["responses.json"]] == ["like", "like", "insight"]
    assert files["responses.json"][0]["comment"].endswith(f"/comments/{other.pk}/")
    assert files["responses.json"][2]["insight"] == "Eye-opening"
    assert files["follows.json"][0]["story"]["title"] == story.title
    assert files["mutes.json"][0]["name"] == "Loud Person"
    assert [row["comment"].rpartition("comments")[2] for row in files["notices.json"]] == [f"/{reply.pk}/"]
    assert files["reports.json"][0]["note"] == "The third time."
    assert {row["kind"] for row in files["letters.json"]} == {"notices", "confirm"}
    assert Notice.objects.count() == 1


def test_a_withdrawn_story_is_not_named(client, rosa, story):
    a_comment(story, author=rosa)
    Follow.objects.switch(True, story=story, reader=rosa)
    story.withdraw("It was not ours to tell.")
    files = taken(client)
    for name in ("comments", "follows"):
        assert files[f"{name}.json"][0]["story"] == {"title": None, "address": None}


def test_asking_all_the_time_is_refused(client, rosa, settings):
    settings.LIMITS = settings.LIMITS | {"exports": (2, 3600)}
    assert [client.post("/me/export/").status_code for _ in range(3)] == [200, 200, 429]
    assert "That was too often" in text_of(client.post("/me/export/"))


def many(story, person, number):
    first = a_comment(story, author=person, body="So it was. " * 400)
    copies = []
    for count in range(number):
        copy = Comment.objects.get(pk=first.pk)
        copy.pk, copy.path, copy.fingerprint = None, f"{count:011d}", f"copy {story.pk} {count}"
        copies.append(copy)
    Comment.objects.bulk_create(copies)


@pytest.mark.slow
def test_five_times_as_much_needs_hardly_more_memory(rosa, story):
    peaks = []
    for number in (1200, 6000):
        many(a_story(), rosa, number)
        tracemalloc.start()
        archive = export.archive(rosa)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        archive.close()
    assert peaks[1] < 1.5 * peaks[0]


def test_questions_to_the_database_grow_by_the_batch_only(rosa, story, django_assert_num_queries):
    for place, count in ((story, 2), (a_story(), 30)):
        many(place, rosa, count)
        asking = type(rosa).objects.get(pk=rosa.pk)
        with django_assert_num_queries(QUERIES):
            export.archive(asking).close()


QUERIES = 23


def test_what_rules_and_moderators_held_against_a_reader_comes_along_without_their_names(client, rosa, story):
    nils = an_editor(name="Nils Brandt")
    comment = a_held_comment(story=story, author=rosa, body="You muppet.")
    Comment.objects.update(network="n" * 32)
    comment.objections.create(rule="watched", text="muppet", position=4)
    comment.objections.create(rule="spam_filter", words="Score 97")
    comment.reject(by=nils, reason="person")
    comment.appeal_with("I meant the bridge.")
    comment.uphold(by=nils, note="It does not hum.")
    Block.objects.create(kind="address", value="rosa@example.org", reason="spam", note="Enough.", by_name="Nils Brandt")
    Block.objects.create(kind="network", value="n" * 32, reason="spam")
    PersonNote.objects.create(person=rosa, text="Quick to anger.", by_name="Nils Brandt")
    files = taken(client)
    (told,) = files["comments.json"]
    assert told["network"] == "n" * 32
    assert (told["appeal"]["text"], told["appeal"]["outcome"]) == ("I meant the bridge.", "upheld")
    assert [(one["rule"], one.get("met"), one.get("position")) for one in told["objections"]] == [
        ("spam_filter", None, None),
        ("watched", "muppet", 4),
    ]
    assert [one["decision"] for one in told["decisions"]] == ["reject", "uphold"]
    assert [(row["value"], row["note"]) for row in files["blocks.json"]] == [("rosa@example.org", "Enough.")]
    assert [(row["text"], row["by"]) for row in files["notes.json"]] == [("Quick to anger.", "moderator")]
    assert "Nils" not in json.dumps(files)
    assert "97" not in json.dumps(told["objections"])

"""Who hears that a story was corrected, how, and that a hundred thousand readers delay nobody and none is told twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from articles.models import Correction
from comments import corrections, held, letters, readers
from comments.models import Announcement, Follow, Letter, MailSettings, Mute, Notice
from newsroom import moments
from tests.comments.test_letters import a_reader, sweep_after
from tests.factories import a_comment, a_correction, a_held_comment, a_person, a_story, an_editor
from tests.forms import page_of, text_of


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(datetime(2030, 5, 6, 12, 0, tzinfo=UTC), tick=False)
    return time_machine


@pytest.fixture
def story():
    return a_story(title="The bridge", at=moments.now() - timedelta(days=2))


@pytest.fixture
def rosa():
    return a_reader(name="Rosa Lind", email="rosa@example.org")


@pytest.fixture
def follower(story, rosa):
    Follow.objects.create(story=story, reader=rosa)
    return rosa


def told() -> list:
    return sorted(Notice.objects.filter(kind="correction").values_list("recipient__name", flat=True))


def test_who_follows_and_who_wrote_hears_of_it_once(story, follower):
    wrote = a_person(name="Ada")
    for word in ("One.", "Two."):
        a_comment(story, author=wrote, body=word)
    a_comment(story, author=follower)
    a_held_comment(story=story, author=a_person(name="Held"))
    a_comment(story, author=a_person(name="Refused")).remove(by=an_editor(), reason="insult")
    a_comment(author=a_person(name="Elsewhere"))
    a_correction(story)
    assert told() == []
    corrections.sweep()
    assert told() == ["Ada", "Rosa Lind"]
    assert corrections.sweep() == 0
    assert not Announcement.objects.exists()


def test_whoever_gave_it_is_not_told(story):
    editor = an_editor()
    Follow.objects.create(story=story, reader=editor)
    a_comment(story, author=editor)
    a_correction(story, by=editor)
    corrections.sweep()
    assert told() == []


def test_it_is_mailed_whole_with_a_link_to_its_place_and_a_way_out(story, follower, clock):
    correction = a_correction(story, "It has 22 spans.\nNot 21.", kind="clarification")
    corrections.sweep()
    sweep_after(clock)
    [sent] = mail.outbox
    assert sent.to == ["rosa@example.org"]
    assert sent.subject == "Clarification: “The bridge”"
    assert "Clarification of this story:\n  “It has 22 spans. Not 21.”\n" in sent.body
    assert f"  http://127.0.0.1:8000/stories/the-bridge/#correction-{correction.pk}\n" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["List-Unsubscribe"].strip("<>") in sent.body


def test_one_press_ends_that_mail_too(client, story, follower, clock):
    a_correction(story)
    corrections.sweep()
    sweep_after(clock)
    client.post(mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>"), {"List-Unsubscribe": "One-Click"})
    a_correction(story)
    corrections.sweep()
    sweep_after(clock)
    assert len(mail.outbox) == 1
    assert Notice.objects.filter(recipient=follower).count() == 2


def test_it_comes_in_one_mail_with_what_else_happened(story, rosa, clock):
    said = a_comment(story, author=rosa)
    a_comment(parent=said, body="Mine hums in D.")
    a_correction(story, "It has 22 spans.")
    corrections.sweep()
    sweep_after(clock)
    [sent] = mail.outbox
    assert sent.subject == "2 notices from Newsroom"
    assert sent.body.count("The bridge\n") == 1
    assert "in D." in sent.body
    assert "22 spans" in sent.body


@pytest.mark.parametrize("wish", ["never", "daily"])
def test_it_comes_as_they_wish(story, follower, clock, wish):
    MailSettings.objects.create(reader=follower, mail=wish)
    a_correction(story)
    corrections.sweep()
    sweep_after(clock)
    assert not mail.outbox
    assert Letter.objects.count() == (wish == "daily")


def test_an_address_that_nobody_confirmed_gets_no_mail(story, clock):
    Follow.objects.create(story=story, reader=a_person())
    a_correction(story)
    corrections.sweep()
    sweep_after(clock)
    assert not mail.outbox


def leave(story, rosa, correction):
    Follow.objects.all().delete()


def withdraw(story, rosa, correction):
    story.withdraw("Not ours to tell.")


def take_back(story, rosa, correction):
    correction.delete()


def read(story, rosa, correction):
    Notice.objects.update(read_at=moments.now())


@pytest.mark.parametrize("meanwhile", [leave, withdraw, take_back, read])
def test_what_is_no_news_any_more_is_not_mailed(story, follower, clock, meanwhile):
    correction = a_correction(story, "A secret merger.")
    corrections.sweep()
    meanwhile(story, follower, correction)
    sweep_after(clock)
    assert not mail.outbox


def test_it_stands_among_the_notices_and_is_marked_as_read(client, story, follower):
    client.force_login(follower)
    correction = a_correction(story, "It has <22> spans.", kind="update")
    corrections.sweep()
    answer = client.get("/me/notices/")
    assert "Unread Update" in text_of(answer)
    assert "on The bridge" in text_of(answer)
    assert "It has <22> spans." in text_of(answer)
    assert page_of(answer).find(f".//a[@href='{correction.get_absolute_url()}']") is not None
    client.post("/me/notices/read/")
    assert "Unread" not in text_of(client.get("/me/notices/"))


def test_the_notice_of_a_withdrawn_story_tells_nothing_of_it(client, story, follower):
    client.force_login(follower)
    a_correction(story, "A secret merger.")
    corrections.sweep()
    story.withdraw("Not ours to tell.")
    page = text_of(client.get("/me/notices/"))
    assert "on a withdrawn story" in page
    assert "This correction is not shown now." in page
    assert "secret" not in page
    assert "bridge" not in page


def test_notices_of_both_kinds_ask_as_much_as_of_one(client, story, follower, django_assert_num_queries):
    client.force_login(follower)
    Mute.objects.switch(True, reader=follower, muted=a_person())
    for _ in range(3):
        a_comment(story)
        a_correction(story)
    corrections.sweep()
    client.get("/me/notices/")
    with django_assert_num_queries(8):
        client.get("/me/notices/")


def test_the_export_names_it_and_a_deleted_account_leaves_none(client, story, follower):
    correction = a_correction(story)
    a_comment(story)
    corrections.sweep()
    [*rows] = held.notices(follower)
    assert [row["kind"] for row in rows] == ["follow", "correction"]
    assert rows[1]["correction"] == f"http://127.0.0.1:8000{correction.get_absolute_url()}"
    story.withdraw("Not ours to tell.")
    assert [*held.notices(follower)][1]["correction"] is None
    readers.delete_account(follower, texts=True)
    assert "Rosa Lind" not in told()


def test_many_readers_are_told_a_batch_a_transaction_and_a_kill_loses_none(story, monkeypatch):
    monkeypatch.setattr(corrections, "BATCH", 3)
    people = [a_person() for _ in range(7)]
    Follow.objects.bulk_create(Follow(story=story, reader=person) for person in people)
    for person in [*people[:2], *(a_person() for _ in range(5))]:
        a_comment(story, author=person)
    a_correction(story)
    real, calls = Notice.objects.bulk_create, []

    def dies_in_the_third(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(type(Notice.objects), "bulk_create", lambda self, *a, **k: dies_in_the_third(*a, **k))
    with pytest.raises(KeyboardInterrupt):
        corrections.sweep()
    assert Notice.objects.filter(kind="correction").count() == 6
    assert corrections.sweep() == 4  # one of followers, three of comments
    assert Notice.objects.filter(kind="correction").count() == 12
    assert not Announcement.objects.exists()


def test_giving_one_costs_the_same_however_many_follow(story, django_assert_max_num_queries):
    Follow.objects.bulk_create(Follow(story=story, reader=a_person()) for _ in range(30))
    with django_assert_max_num_queries(20):
        a_correction(story)


def test_a_correction_that_fails_announces_nothing(story, follower, monkeypatch, settings):
    settings.CORRECTED = ["comments.corrections.tell", "nowhere.at.all"]
    with pytest.raises(ImportError):
        a_correction(story)
    assert not Correction.objects.exists()
    assert not Announcement.objects.exists()


def test_a_notice_is_of_one_thing(story, rosa):
    comment, correction = a_comment(story), a_correction(story)
    for wrong in ({}, {"comment": comment, "correction": correction}, {"comment": comment}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(recipient=rosa, kind="correction", **wrong)


def test_sweeps_know_of_it(settings):
    assert settings.SWEEPS.index("comments.corrections.sweep") < settings.SWEEPS.index("comments.letters.sweep")
    assert letters.sweep() == 0

"""Mail: what a reader hears of, when, in which words; and that none is lost or made twice, whatever is killed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from comments import letters
from comments.models import Comment, Discussion, Follow, Letter, MailSettings, Mute, Notice
from newsroom.mail import LONGEST_SUBJECT, MOST_FAILURES
from newsroom.models import User
from tests.factories import a_comment, a_person, a_story, an_editor, the_site

START = datetime(2030, 5, 6, 12, 0, tzinfo=UTC)
SOON = timedelta(minutes=10, seconds=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa():
    return a_reader(name="Rosa Lind", email="rosa@example.org")


@pytest.fixture
def said(story, rosa):
    return a_comment(story, author=rosa, body="It hums in E flat.")


def a_reader(**fields):
    """Somebody who has confirmed their address."""
    person = a_person(**fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def answer(comment, body="Mine hums in D.", name="Ada Penhallow"):
    """Through the page, as a reader does; answers who did."""
    client, person = Client(), a_person(name=name)
    client.force_login(person)
    sent = client.post(f"{comment.story.get_absolute_url()}comments/", {"body": body, "parent": comment.pk})
    assert sent.status_code == 302
    return person


def write_as_stranger(story, body="Buy my pills.", email="ines@example.org"):
    data = {"body": body, "name": "Prize Winner", "email": email}
    assert Client().post(f"{story.get_absolute_url()}comments/", data).status_code == 302


def sweep_after(clock, time=SOON):
    clock.shift(time)
    return letters.sweep()


def settled() -> bool:
    return not Notice.objects.to_mail().exists()


# When


def test_a_reply_is_mailed_once_to_whom_it_answers_after_ten_minutes(said, clock):
    answer(said)
    sweep_after(clock, timedelta(minutes=9))
    assert not mail.outbox
    sweep_after(clock, timedelta(minutes=2))
    letters.sweep()
    sweep_after(clock)
    [sent] = mail.outbox
    assert sent.to == ["rosa@example.org"]
    assert sent.subject == "Ada Penhallow answered you on Newsroom"
    assert "Mine hums in D." in sent.body
    reply = Comment.objects.latest("pk")
    assert f"http://127.0.0.1:8000/comments/{reply.pk}/\n" in sent.body


def test_what_happens_within_ten_minutes_comes_in_one_mail_by_story(said, rosa, story, clock):
    other = a_story(title="The tide")
    Follow.objects.create(story=other, reader=rosa)
    answer(said, "Mine hums in D.")
    clock.shift(timedelta(minutes=5))
    a_comment(other, body="High water at noon.")
    answer(said, "And mine in G.", name="Ines Vale")
    said.pick(by=an_editor())
    sweep_after(clock, timedelta(minutes=6))
    [sent] = mail.outbox
    assert sent.subject == "4 notices from Newsroom"
    assert sent.body.count("The bridge\n") == sent.body.count("The tide\n") == 1
    places = [
        sent.body.index(text) for text in ("The bridge", "in D.", "in G.", "editors’ pick", "The tide", "at noon")
    ]
    assert places == sorted(places)
    assert sweep_after(clock) == 0


def test_daily_mail_comes_once_in_the_morning_of_the_site(said, rosa, clock):
    the_site(time_zone="America/New_York")  # 12:00 UTC is 8:00 there
    MailSettings.objects.create(reader=rosa, mail="daily")
    answer(said, "Mine hums in D.")
    sweep_after(clock)
    sweep_after(clock, timedelta(hours=5))
    answer(said, "And mine in G.")
    sweep_after(clock, timedelta(hours=5))
    assert not mail.outbox
    assert Letter.objects.count() == 1
    clock.move_to(START + timedelta(hours=22, minutes=59), tick=False)
    sweep_after(clock, timedelta(0))
    assert not mail.outbox
    sweep_after(clock, timedelta(minutes=2))
    [sent] = mail.outbox
    assert "in D." in sent.body
    assert "in G." in sent.body


def test_whoever_wants_mail_soon_after_all_need_not_wait_for_the_morning(said, rosa, clock):
    MailSettings.objects.create(reader=rosa, mail="daily")
    answer(said, "Mine hums in D.")
    sweep_after(clock)
    MailSettings.change(rosa, "soon")
    answer(said, "And mine in G.")
    sweep_after(clock)
    [sent] = mail.outbox
    assert "in D." in sent.body
    assert "in G." in sent.body


def no_mail(reader):
    MailSettings.objects.create(reader=reader, mail="never")


def not_confirmed(reader):
    EmailAddress.objects.filter(user=reader).update(verified=False)


def no_address(reader):
    EmailAddress.objects.filter(user=reader).delete()


def closed(reader):
    User.objects.filter(pk=reader.pk).update(is_active=False)


def read_on_the_site(reader):
    client = Client()
    client.force_login(reader)
    client.post("/me/notices/read/", {"newest": Notice.objects.latest("pk").pk})


def author_muted(reader):
    Mute.objects.create(reader=reader, muted=Comment.objects.latest("pk").author)


def reply_removed(reader):
    Comment.objects.latest("pk").remove(by=an_editor())


def reply_deleted(reader):
    Comment.objects.latest("pk").delete_by_author()


def story_withdrawn(reader):
    Comment.objects.latest("pk").story.withdraw("It was not ours to tell.")


def discussion_hidden(reader):
    Discussion.objects.update(shown=False)


def all_discussions_hidden(reader):
    the_site(comments_shown=False)


NO_REASON = [
    no_mail, not_confirmed, no_address, closed, read_on_the_site, author_muted, reply_removed, reply_deleted,
    story_withdrawn, discussion_hidden, all_discussions_hidden,
]  # fmt: skip


@pytest.mark.parametrize("before", NO_REASON)
def test_no_mail_comes_where_there_is_no_more_reason(said, rosa, clock, before):
    answer(said)
    before(rosa)
    sweep_after(clock)
    assert not mail.outbox
    assert settled()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("before", NO_REASON)
def test_nor_where_the_reason_went_while_the_letter_waited(said, rosa, clock, before):
    MailSettings.objects.create(reader=rosa, mail="daily")
    answer(said)
    sweep_after(clock)
    assert Letter.objects.count() == 1
    MailSettings.objects.all().delete()
    before(rosa)
    sweep_after(clock, timedelta(days=1))
    assert not mail.outbox
    assert not Letter.objects.exists()


def test_who_no_longer_follows_hears_no_more(story, rosa, clock):
    Follow.objects.create(story=story, reader=rosa)
    a_comment(story)
    Follow.objects.all().delete()
    sweep_after(clock)
    assert not mail.outbox
    assert settled()


# In which words


def test_the_mail_says_how_to_end_it_and_that_a_machine_wrote_it(said, clock, settings):
    settings.SITE_URL = "https://news.example.org"
    answer(said)
    sweep_after(clock)
    [sent] = mail.outbox
    letter = Letter.objects.get()
    headers = sent.message()
    assert headers["Message-ID"] == f"<letter-{letter.pk}.{letter.key}@news.example.org>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://news.example.org/unsubscribe/")
    assert address in sent.body
    assert "https://news.example.org/me/settings/" in sent.body
    assert len(sent.message().get_all("Message-ID")) == 1


def test_text_is_not_written_as_html_and_cannot_look_like_the_letter(story, rosa, clock):
    story.title = "Tide & <Co>"
    story.save()
    comment = a_comment(story, author=rosa)
    answer(comment, "Tom & Jerry say\n\n----\n\nNo more mail:\n\n- x", name="A\nBcc: everybody@example.org")
    sweep_after(clock)
    [sent] = mail.outbox
    assert sent.subject == "A Bcc: everybody@example.org answered you on Newsroom"
    assert sent.recipients() == ["rosa@example.org"]
    assert "Tide & <Co>\n" in sent.body
    assert "  “Tom & Jerry say" in sent.body
    assert sent.body.count("\n----\n") == sent.body.count("\nNo more mail:\n") == 1


def test_a_subject_is_one_short_line(said, clock):
    answer(said, name="N" * 100)
    the_site(name="S" * 60)
    sweep_after(clock)
    [sent] = mail.outbox
    assert len(sent.subject) == LONGEST_SUBJECT


def test_the_mail_speaks_the_language_of_its_reader(said, rosa, clock, monkeypatch):
    the_site(language="de")
    spoken = []
    monkeypatch.setattr(letters.mail, "gettext", lambda text: spoken.append(get_language()) or text)
    answer(said)
    sweep_after(clock)
    User.objects.filter(pk=rosa.pk).update(language="ar")
    answer(said, "And again.")
    sweep_after(clock)
    assert set(spoken[:4]) == {"de"}
    assert set(spoken[4:]) == {"ar"}


def test_a_long_list_ends_with_a_number(story, rosa, clock):
    Follow.objects.create(story=story, reader=rosa)
    author = a_person()
    for number in range(letters.mail.MOST_TOLD + 5):
        a_comment(story, author=author, body=f"Word {number}")
    sweep_after(clock)
    [sent] = mail.outbox
    assert sent.subject == "35 notices from Newsroom"
    assert sent.body.count("/comments/") == letters.mail.MOST_TOLD
    assert "And 5 more:\nhttp://127.0.0.1:8000/me/notices/" in sent.body


# Asking to confirm


def test_a_mail_to_a_strange_address_holds_nothing_that_was_typed(story, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write_as_stranger(story)
    [sent] = mail.outbox  # at once
    assert sent.to == ["ines@example.org"]
    for word in ("pills", "Prize", "bridge"):
        assert word not in sent.body + sent.subject
    assert "http://127.0.0.1:8000/comments/confirm/" in sent.body
    assert "ignore this mail" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.extra_headers["Message-ID"].startswith("<letter-")
    assert "List-Unsubscribe" not in sent.extra_headers


def test_at_most_three_such_mails_a_day_go_to_one_address(story, clock):
    for number in range(5):
        write_as_stranger(story, f"Word {number}")
    letters.sweep()
    assert len(mail.outbox) == 3
    sweep_after(clock, timedelta(days=1))
    write_as_stranger(story, "Another day")
    letters.sweep()
    assert len(mail.outbox) == 4


def test_what_no_longer_waits_is_not_asked_about(story):
    write_as_stranger(story)
    Comment.objects.get().confirm(a_person())
    letters.sweep()
    assert not mail.outbox
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broken_queue_of_tasks_does_not_refuse_the_comment(story, monkeypatch):
    def broken(*_arguments, **_named):
        raise ConnectionError("no Redis")

    monkeypatch.setattr("django_tasks.base.Task.enqueue", broken)
    write_as_stranger(story)
    assert letters.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_under_a_flood_one_task_does_for_many(story, monkeypatch):
    asked = []
    monkeypatch.setattr("django_tasks.base.Task.enqueue", lambda *_a, **_n: asked.append(1))
    for number in range(5):
        write_as_stranger(story, email=f"ines{number}@example.org")
    assert len(asked) == 1
    letters.sweep()
    assert len(mail.outbox) == 5


def test_it_goes_out_before_all_news(said, story, clock):
    answer(said)
    clock.shift(SOON)
    write_as_stranger(story)
    letters.sweep()
    assert [message.to[0] for message in mail.outbox] == ["ines@example.org", "rosa@example.org"]


# Nothing lost, nothing twice


class Killed(BaseException):
    """As SIGKILL: nothing that catches errors runs."""


@pytest.fixture
def kill(monkeypatch):
    """Die at a step once; the next sweep is another process."""

    def at(owner, name, after=False):
        whole = getattr(owner, name)

        def die(*arguments, **named):
            if after:
                whole(*arguments, **named)
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(owner, name, die)
            with pytest.raises(Killed):
                letters.sweep()

    return at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [False, True])
def test_killed_while_gathering_it_loses_no_notice_and_makes_no_second_letter(said, clock, kill, after):
    answer(said)
    clock.shift(SOON)
    kill(letters, "_letter_for", after)
    assert not Letter.objects.exists()
    assert not settled()
    letters.sweep()
    assert len(mail.outbox) == Letter.objects.count() == 1


def test_killed_before_sending_it_sends_when_the_lease_is_over(said, clock, kill):
    answer(said)
    clock.shift(SOON)
    kill(EmailBackend, "send_messages")
    letters.sweep()
    assert not mail.outbox
    sweep_after(clock, Letter.LEASE + timedelta(seconds=1))
    assert len(mail.outbox) == 1


def test_killed_before_the_mark_it_sends_again_with_the_same_id(said, clock, kill):
    answer(said)
    clock.shift(SOON)
    kill(Letter, "mark_sent")
    sweep_after(clock, Letter.LEASE - timedelta(seconds=1))
    assert len(mail.outbox) == 1
    sweep_after(clock, timedelta(seconds=2))
    sweep_after(clock, Letter.LEASE * 2)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_at_once_send_each_mail_once(story, clock):
    clock.move_to(START, tick=True)
    readers = [a_reader() for _ in range(12)]
    Follow.objects.bulk_create([Follow(story=story, reader=reader) for reader in readers])
    a_comment(story)
    a_comment(story)
    write_as_stranger(story)
    clock.shift(SOON)
    mail.outbox.clear()
    gate = threading.Barrier(6)

    def run():
        try:
            gate.wait()
            letters.sweep()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    letters.sweep()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(reader.email for reader in readers)
    assert Letter.objects.filter(kind="notices").count() == len(readers)
    assert not Letter.objects.filter(sent_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_mail_server_is_spoken_to(said, clock, monkeypatch):
    answer(said)
    clock.shift(SOON)
    open_ones = []
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda *_arguments: open_ones.append(connection.in_atomic_block) or 1
    )
    letters.sweep()
    assert open_ones == [False]


# A mail server in trouble


@pytest.fixture
def outage(monkeypatch):
    def refuse(*_arguments):
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        yield patched


def test_mail_that_cannot_be_sent_is_tried_again_later_and_later(said, clock, outage):
    answer(said)
    sweep_after(clock)
    waits = []
    for _try in range(12):
        letter = Letter.objects.get()
        waits.append((letter.not_before - datetime.now(UTC)).total_seconds() / 60)
        assert letters.sweep() == 0
        assert Letter.objects.get().tries == letter.tries
        sweep_after(clock, timedelta(minutes=waits[-1]))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    outage.undo()
    sweep_after(clock, Letter.LONGEST_WAIT)
    assert len(mail.outbox) == 1


def test_after_three_days_it_is_given_up_and_the_log_says_so(said, clock, outage, monkeypatch):
    told = []
    for level in ("warning", "error"):
        monkeypatch.setattr(f"newsroom.models.delivery.log.{level}", lambda text, *_a: told.append(text))
    answer(said)
    sweep_after(clock)
    for _try in range(Letter.MOST_TRIES + 5):
        sweep_after(clock, Letter.LONGEST_WAIT)
    assert Letter.objects.get().tries == Letter.MOST_TRIES
    assert told == [
        "%s could not be sent and will be tried again: %s", "%s is given up after %d tries: %s",
    ]  # fmt: skip
    outage.undo()
    sweep_after(clock, timedelta(days=1))
    assert not mail.outbox


def test_one_letter_that_cannot_be_written_does_not_stop_the_others(said, story, rosa, clock, monkeypatch):
    ines = a_reader(email="ines@example.org")
    Follow.objects.create(story=story, reader=ines)
    answer(said)
    whole = letters.mail.message_of

    def broken(letter):
        if letter.recipient_id == rosa.pk:
            raise ValueError("what nobody thought of")
        return whole(letter)

    monkeypatch.setattr(letters.mail, "message_of", broken)
    sweep_after(clock)
    assert [message.to for message in mail.outbox] == [["ines@example.org"]]


def test_a_server_that_refuses_everything_is_soon_left_alone(story, clock, outage):
    for number in range(10):
        write_as_stranger(story, email=f"ines{number}@example.org")
    letters.sweep()
    assert Letter.objects.filter(tries=1).count() == MOST_FAILURES


# How much work


def test_a_sweep_with_nothing_to_do_asks_twice(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert letters.sweep() == 0


def test_a_letter_asks_as_much_for_thirty_notices_as_for_one(story, rosa, clock):
    Follow.objects.create(story=story, reader=rosa)
    author = a_person()
    asked = []
    for number in (1, 30):
        for word in range(number):
            a_comment(story, author=author, body=f"Word {number} {word}")
        clock.shift(SOON)
        with CaptureQueriesContext(connection) as queries:
            assert letters.sweep() == 1
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_comment_is_told_to_all_followers_and_to_whom_it_answers_once_but_to_nobody_who_muted_its_author(story):
    author, answered, muting, deaf, *readers = [a_reader() for _ in range(8)]
    first = a_comment(story, author=answered)
    second = a_comment(story, author=deaf)
    for reader in (author, answered, muting, deaf, *readers):
        Follow.objects.create(story=story, reader=reader)
    for reader in (muting, deaf):
        Mute.objects.create(reader=reader, muted=author)
    a_comment(parent=first, author=author)
    told = Notice.objects.values_list("recipient", "kind")
    assert set(told) == {(answered.pk, "reply"), *((reader.pk, "follow") for reader in readers)}
    assert told.count() == 1 + len(readers)
    Notice.objects.all().delete()
    a_comment(parent=second, author=author)
    assert set(told.all()) == {(reader.pk, "follow") for reader in (answered, *readers)}


def test_an_answer_to_somebody_whose_account_is_gone_is_told_to_the_followers(story):
    first, follower = a_comment(story), a_reader()
    Follow.objects.create(story=story, reader=follower)
    Comment.objects.filter(pk=first.pk).update(author=None)
    a_comment(parent=Comment.objects.get(pk=first.pk))
    assert set(Notice.objects.values_list("recipient", "kind")) == {(follower.pk, "follow")}

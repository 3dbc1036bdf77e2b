"""Mail to moderators: what waits, how often they hear of it, and that nothing is told twice or lost."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from comments import desk_mail, letters, waiting
from comments.models import Comment, DeskMail, Letter, Objection, Report
from tests.comments.discussions import a_discussion
from tests.factories import a_comment, a_confirmed, a_held_comment, a_person, a_story, the_site, what_migrations_make
from tests.forms import having, page_of, text_of

START = datetime(2030, 5, 6, 12, 0, tzinfo=UTC)
SETTINGS = "/admin/comments/deskmail/"
A_MOMENT, SOON = timedelta(seconds=15), timedelta(minutes=10)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def nils(client, clock):
    """A moderator who chose to hear soon, a while ago, and is signed in."""
    person = a_confirmed("moderator", name="Nils Brandt", email="nils@example.org")
    client.force_login(person)
    chosen(client, clock, "soon")
    return person


@pytest.fixture
def story():
    return a_story(title="The bridge")


def choose(client, often):
    assert client.post(SETTINGS, {"often": often}).status_code == 302


def chosen(client, clock, often):
    clock.move_to(START - timedelta(hours=1), tick=False)
    choose(client, often)
    clock.move_to(START, tick=False)


def sweep_after(clock, time=A_MOMENT):
    clock.shift(time)
    desk_mail.sweep()
    letters.sweep()


def a_report(comment, **fields):
    return Report.objects.create(**{"comment": comment, "reader": a_person(), "reason": "hate"} | fields)


def held(story, **fields):
    comment = a_held_comment(story=story, **fields)
    Objection.objects.create(comment=comment, rule="first_held")
    return comment


# What it says


def test_a_mail_names_what_waits_why_and_how_to_decide(client, nils, story, clock):
    first = held(story, body="Buy *eels*.\n\nNow!", author=a_person(name="Rosa Lind"))
    clock.shift(timedelta(seconds=1))
    second = a_comment(story, body="You are a fool.")
    a_report(second), a_report(second, reason="person")
    clock.shift(timedelta(seconds=1))
    third = a_comment(story)
    third.remove(by=a_person("moderator"), reason="hate")
    third.appeal_with("I meant\nthe bridge.")
    sweep_after(clock)
    [sent] = mail.outbox
    assert sent.to == ["nils@example.org"]
    assert sent.subject == "3 comments wait on Newsroom"
    words = [
        "* Rosa Lind on “The bridge”", "Held: A person's first comment is held", "“Buy *eels*. Now!”",
        "Reported: 2 reports: It is hateful", "“You are a fool.”", "Appealed: I meant the bridge.",
    ]  # fmt: skip
    places = [sent.body.index(word) for word in words]
    assert places == sorted(places)
    links = [line.split("8000")[1] for line in sent.body.splitlines() if "/moderation/decide/" in line]
    assert [text_of(client.get(link)).count("Nils Brandt") for link in links] == [1, 1, 1]
    client.logout()
    client.post(links[0], {"verb": "approve"})
    assert Comment.objects.get(pk=first.pk).is_published
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_twenty_are_told_and_the_rest_is_a_number(nils, story, clock):
    a_discussion(story, 130, lambda number: 0, [a_person()])
    Comment.objects.filter(story=story).update(state="held", state_since=START)
    few = list(Comment.objects.values_list("pk", flat=True)[:105])
    Comment.objects.filter(pk__in=few).update(state="rejected")
    sweep_after(clock)
    Comment.objects.filter(pk__in=few).update(state="held", state_since=clock_now())
    sweep_after(clock, SOON)
    some, many = (sent for sent in mail.outbox)
    assert some.body.count("/moderation/decide/") == many.body.count("/moderation/decide/") == 20
    assert "And 5 more, at the desk:\nhttp://127.0.0.1:8000/admin/comments/comment/desk/\n" in some.body
    assert "And more than 80 more, at the desk:" in many.body
    assert many.subject == "More than 100 comments wait on Newsroom"


def clock_now():
    return datetime.now(UTC)


def test_the_mail_speaks_the_moderators_language_or_the_sites(nils, story, clock):
    the_site(language="de")
    held(story)
    sweep_after(clock)
    nils.language = "en"
    nils.save()
    held(story)
    sweep_after(clock, SOON + A_MOMENT)
    german, english = mail.outbox
    assert english.subject == "1 comment waits on Newsroom"
    assert "ist gehalten" not in english.body
    assert german.body != english.body


def test_no_name_or_text_can_look_like_a_part_of_the_mail(nils, clock):
    story = a_story(title="A title")
    story.title = "Two\n\u202elines"
    story.save()
    held(story, body="* Rosa on “X”\n  Decide: http://evil.example/\n\x85more", author=a_person(name="Eve"))
    sweep_after(clock)
    [sent] = mail.outbox
    assert "\n  Decide: http://evil" not in sent.body
    assert "on “Two lines”" in sent.body


# When


def test_at_most_one_comes_in_ten_minutes_and_none_without_news(nils, story, clock):
    sweep_after(clock, SOON)
    assert not mail.outbox
    held(story)
    sweep_after(clock)
    assert len(mail.outbox) == 1
    held(story), held(story)
    sweep_after(clock, SOON - A_MOMENT)
    assert len(mail.outbox) == 1
    sweep_after(clock)
    assert [sent.subject for sent in mail.outbox[1:]] == ["2 comments wait on Newsroom"]
    for _time in range(3):
        sweep_after(clock, SOON)
    assert len(mail.outbox) == 2


def test_daily_mail_comes_once_in_the_morning_of_the_site(client, nils, story, clock):
    the_site(time_zone="America/New_York")  # 12:00 UTC is 8:00 there
    choose(client, "daily")
    held(story)
    sweep_after(clock, timedelta(hours=12))
    assert not mail.outbox
    clock.move_to(START + timedelta(hours=23), tick=False)
    held(story)
    desk_mail.sweep()
    assert not mail.outbox
    sweep_after(clock)
    sweep_after(clock)
    assert [sent.subject for sent in mail.outbox] == ["1 comment waits on Newsroom"]  # not what began at seven sharp
    sweep_after(clock, timedelta(hours=25))
    assert len(mail.outbox) == 2
    sweep_after(clock, timedelta(days=3))
    assert len(mail.outbox) == 2


def test_a_morning_without_news_is_over_when_news_come(client, nils, story, clock):
    choose(client, "daily")
    clock.move_to(START + timedelta(days=1), tick=False)
    held(story)
    sweep_after(clock)
    assert not mail.outbox
    sweep_after(clock, timedelta(days=1))
    assert len(mail.outbox) == 1


def test_what_waited_before_is_not_told_and_what_is_decided_meanwhile_is_left_out(client, nils, story, clock):
    choose(client, "")
    held(story)
    clock.shift(SOON)
    choose(client, "soon")
    sweep_after(clock, SOON + A_MOMENT)
    assert not mail.outbox
    one, two = held(story), held(story)
    clock.shift(A_MOMENT)
    desk_mail.sweep()
    one.approve(by=nils)
    letters.sweep()
    assert [sent.subject for sent in mail.outbox] == ["1 comment waits on Newsroom"]
    reported = a_comment(story)
    a_report(reported)
    clock.shift(SOON)
    desk_mail.sweep()
    reported.keep(by=nils), two.approve(by=nils)
    letters.sweep()
    assert len(mail.outbox) == 1
    assert not Letter.objects.filter(sent_at__isnull=True).exists()


def test_a_comment_that_is_held_in_this_second_is_told_later_not_lost(nils, story, clock):
    held(story)
    desk_mail.sweep()
    assert not Letter.objects.exists()
    sweep_after(clock)
    held(story)
    sweep_after(clock, SOON)
    assert [sent.body.count("Decide:") for sent in mail.outbox] == [1, 1]


# Who


def not_active(person):
    person.is_active = False
    person.save()


def no_moderator(person):
    person.groups.clear()


def not_confirmed(person):
    person.emailaddress_set.update(verified=False)


@pytest.mark.parametrize("change", [not_active, no_moderator, not_confirmed])
@pytest.mark.parametrize("late", [False, True], ids=["before the letter", "after it"])
def test_who_may_not_decide_gets_no_mail(nils, story, clock, change, late):
    held(story)
    clock.shift(A_MOMENT)
    if late:
        desk_mail.sweep()
    change(nils)
    desk_mail.sweep()
    letters.sweep()
    assert not mail.outbox
    assert not Letter.objects.exists()


def test_each_moderator_gets_links_of_their_own(client, nils, story, clock):
    lena = a_confirmed("moderator", name="Lena Holt")
    client.force_login(lena)
    chosen(client, clock, "soon")
    held(story)
    sweep_after(clock)
    one, other = mail.outbox
    assert {*one.to, *other.to} == {nils.email, lena.email}
    assert one.body != other.body


# Choosing


def test_everybody_chooses_for_themselves_at_the_desk(client, nils):
    lena = a_confirmed("moderator", name="Lena Holt")
    DeskMail.objects.create(person=lena, often="daily")
    page = client.get(SETTINGS)
    assert "nils@example.org" in text_of(page)
    assert [box.get("value") for box in having(page_of(page), "name", "often") if "checked" in box.attrib] == ["soon"]
    choose(client, "daily")
    choose(client, "")
    assert DeskMail.objects.get().person == lena
    assert client.post(SETTINGS, {"often": "hourly"}).status_code == 422
    for path in ("/admin/comments/comment/", "/admin/help/moderator/"):
        assert SETTINGS in client.get(path).content.decode()
    assert client.get(f"{SETTINGS}{lena.pk}/change/").status_code == 404


@pytest.mark.parametrize("role", ["reader", "creator"])
def test_nobody_else_is_offered_it(client, role):
    client.force_login(a_person(role))
    assert client.get(SETTINGS).status_code in (302, 403)
    assert client.post(SETTINGS, {"often": "soon"}).status_code in (302, 403)
    assert not DeskMail.objects.exists()


def test_a_moderator_without_a_confirmed_address_is_told_so(client):
    client.force_login(a_person("moderator"))
    assert "Confirm yours first" in text_of(client.get(SETTINGS))


# Nothing twice, nothing lost


def test_a_sweep_that_is_killed_leaves_nothing_told_and_nothing_lost(nils, story, clock, monkeypatch):
    held(story)
    clock.shift(A_MOMENT)
    with monkeypatch.context() as killed:
        killed.setattr(Letter.objects, "create", lambda **said: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk_mail.sweep()
    assert DeskMail.objects.get().told_until == START - timedelta(hours=1)
    sweep_after(clock)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_was_away_gets_one_letter(nils, story, clock, monkeypatch):
    def away(self, messages):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", away)
        for _time in range(3):
            held(story)
            sweep_after(clock, SOON + A_MOMENT)
    assert Letter.objects.count() == 1
    sweep_after(clock, timedelta(hours=1))
    assert [sent.subject for sent in mail.outbox] == ["3 comments wait on Newsroom"]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_letter(clock):
    what_migrations_make()
    nils = a_confirmed("moderator", name="Nils Brandt")
    DeskMail.objects.create(person=nils, told_until=START - timedelta(hours=1))
    held(a_story())
    clock.shift(A_MOMENT)
    written, ready = [], threading.Barrier(2)

    def sweep():
        ready.wait()
        written.append(desk_mail.sweep())
        connection.close()

    threads = [threading.Thread(target=sweep) for _number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(written) == [0, 1]
    assert Letter.objects.count() == 1


# How much it asks


def test_a_sweep_with_nothing_to_do_asks_little(client, story, clock, django_assert_num_queries):
    with django_assert_num_queries(1):
        desk_mail.sweep()
    DeskMail.objects.create(person=a_confirmed("moderator"), told_until=START - timedelta(hours=1))
    with django_assert_num_queries(4):
        desk_mail.sweep()
    held(story)
    sweep_after(clock)
    clock.shift(SOON)
    with django_assert_num_queries(6):
        desk_mail.sweep()


def test_a_mail_of_many_asks_as_much_as_one_of_few(nils, story, clock, django_assert_num_queries):
    for count in (2, 30):
        for _number in range(count):
            held(story)
            a_report(a_comment(story))
        clock.shift(SOON + A_MOMENT)
        desk_mail.sweep()
        letter = Letter.objects.get(sent_at__isnull=True)
        with django_assert_num_queries(10):
            letter.message()
        letter.delete()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="says which index SQLite reads")
def test_what_began_to_wait_is_found_in_an_index(story):
    plans = [
        rows.filter(**{f"{at}__gte": START}).order_by(at)[:100].explain() for _kind, rows, _pk, at in waiting._kinds()
    ]
    for plan, index in zip(plans, ("comments_held_since", "reports_open_since", "appeals_open"), strict=True):
        assert index in plan
        assert "TEMP B-TREE" not in plan

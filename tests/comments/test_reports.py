"""Reports by people without an account: once a network and comment, without a cookie, in place too; and what staff see."""

import pytest
from django.test import Client

from comments.models import Discussion, Report
from newsroom import limits
from tests.factories import a_comment, a_held_comment, a_person, a_story, an_editor
from tests.forms import page_of, text_of, words_of

OWN = {"Sec-Fetch-Site": "same-origin"}
IN_PLACE = OWN | {"X-In-Place": "1"}


@pytest.fixture
def comment():
    return a_comment(a_story(title="The bridge"), body="You are all fools.")


def report(comment, reason="person", headers=OWN, client=None, address="203.0.113.7", **more):
    client = client or Client(enforce_csrf_checks=True)
    data = {"reason": reason, "note": "The last line."} | more
    return client.post(f"/comments/{comment.pk}/report/", data, headers=headers, REMOTE_ADDR=address)


def test_the_menu_of_a_comment_leads_a_stranger_to_a_form_without_a_cookie(comment):
    client = Client()
    for page in ("/stories/the-bridge/", "/stories/the-bridge/comments/"):
        link = page_of(client.get(page)).find(f".//a[@href='/comments/{comment.pk}/report/']")
        assert "data-get" in link.attrib
    answers = [Client().get(link.get("href")) for _ in range(2)]
    assert answers[0].status_code == 200
    assert answers[0].content == answers[1].content
    assert not answers[0].cookies
    assert answers[0]["Cache-Control"].startswith("public")
    assert page_of(answers[0]).find(".//input[@name='csrfmiddlewaretoken']") is None
    assert "You are all fools." in text_of(answers[0])


def test_a_stranger_reports_and_is_thanked_without_a_cookie(comment):
    answer = report(comment)
    assert answer.status_code == 200
    assert "A moderator will read it." in text_of(answer)
    assert not answer.cookies
    told = Report.objects.get()
    assert (told.reader, told.reason, told.note) == (None, "person", "The last line.")
    assert len(told.network) == 32
    assert "203" not in told.network


def test_one_network_reports_a_comment_once_and_the_last_word_stands(comment):
    report(comment), report(comment, "hate", note="And the first.", address="203.0.113.99")
    told = Report.objects.get()
    assert (told.reason, told.note) == ("hate", "And the first.")
    report(comment, address="198.51.100.1"), report(a_comment())
    assert Report.objects.count() == 3


def test_a_report_anew_after_it_was_handled_waits_from_then(comment, time_machine):
    time_machine.move_to("2030-05-06T12:00Z", tick=False)
    report(comment)
    comment.keep(by=a_person("moderator"))
    time_machine.shift(3600)
    report(comment, "spam")
    told = Report.objects.get()
    assert told.handled_at is None
    assert told.created_at.hour == 13
    time_machine.shift(60)
    report(comment, "hate")
    assert Report.objects.get().created_at.minute == 0


def test_a_report_without_an_address_is_one_and_no_deleted_readers(comment):
    theirs = Report.objects.create(comment=comment, reason="spam", note="Of somebody who left.")
    report(comment, address=""), report(comment, address="", note="Anew.")
    assert Report.objects.count() == 2
    theirs.refresh_from_db()
    assert theirs.note == "Of somebody who left."


def test_in_place_the_form_comes_alone_and_the_comment_stays_with_a_word(comment):
    form = Client().get(f"/comments/{comment.pk}/report/", headers=IN_PLACE)
    assert page_of(form).find(".//main") is None
    assert form["Cache-Control"] == "private, no-store"
    answer = report(comment, headers=IN_PLACE)
    assert answer.status_code == 200
    assert "Reported. A moderator will read it." in words_of(page_of(answer))
    assert page_of(answer).find(f".//article[@id='c{comment.pk}']") is not None
    assert not answer.cookies


@pytest.mark.parametrize("headers", [OWN, IN_PLACE])
def test_what_is_missing_comes_back_with_the_note(comment, headers):
    answer = report(comment, "", headers)
    assert answer.status_code == 422
    assert words_of(page_of(answer).find(".//textarea")) == "The last line."
    assert "Choose what is wrong with it." in words_of(page_of(answer))


@pytest.mark.parametrize("data", [{"note": "x" * 1001}, {"note": "a\0b"}, {"reason": "x" * 9000}])
def test_junk_is_refused(comment, data):
    assert report(comment, **{"reason": "spam"} | data).status_code == 422
    assert not Report.objects.exists()


def test_too_many_reports_of_one_network_wait_with_their_words(comment, settings):
    settings.LIMITS = settings.LIMITS | {"reports": (1, 3600)}
    report(comment)
    answer = report(comment, "hate")
    assert answer.status_code == 429
    assert words_of(page_of(answer).find(".//textarea")) == "The last line."
    assert report(comment, address="198.51.100.1").status_code == 200


def test_another_site_cannot_report_and_what_is_not_shown_is_not_found(comment):
    assert report(comment, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert report(a_held_comment()).status_code == 404
    hidden = a_comment()
    Discussion.objects.filter(story=hidden.story).update(shown=False)
    assert report(hidden).status_code == 404
    assert Client().get(f"/comments/{hidden.pk}/report/").status_code == 404


def test_strangers_report_what_a_person_without_an_account_wrote(comment):
    type(comment).objects.update(author=None)
    assert report(comment).status_code == 200


def test_a_reader_with_an_account_reports_as_themselves(client, comment):
    rosa = a_person(name="Rosa Lind")
    client.force_login(rosa)
    assert report(comment, client=client).status_code == 302
    assert (Report.objects.get().reader, Report.objects.get().network) == (rosa, "")


def test_staff_see_who_reported_as_far_as_anybody_knows(client, comment):
    report(comment)
    Report.objects.create(comment=comment, reader=a_person(name="Rosa Lind"), reason="hate")
    Report.objects.create(comment=comment, reason="other")
    client.force_login(an_editor())
    page = text_of(client.get(f"/admin/comments/comment/{comment.pk}/change/"))
    for who in ("A reader without an account", "Rosa Lind", "A deleted account"):
        assert who in page
    assert "A reader without an account" in text_of(client.get("/admin/comments/report/"))
    assert limits.network.__name__ not in page

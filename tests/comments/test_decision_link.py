"""The link in a moderator's mail: a page that decides about one comment without signing in, and only when asked to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from comments.decision_links import LINK, decision_address
from comments.models import Comment, Decision, Report
from comments.receipts import RECEIPT
from tests.factories import a_comment, a_held_comment, a_person, a_story, the_site
from tests.forms import having, page_of, text_of, value_of

START = datetime(2030, 5, 6, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def nils():
    return a_person("moderator", name="Nils Brandt")


@pytest.fixture
def held():
    return a_held_comment(story=a_story(title="The bridge"), body="Buy *eels* now.", author=a_person(name="Rosa Lind"))


def verbs(page):
    return [button.get("value") for button in having(page_of(page), "name", "verb")]


def test_the_page_says_whose_link_it_is_what_it_is_about_and_what_can_be_done(client, nils, held):
    page = client.get(decision_address(held, nils))
    said = text_of(page)
    for word in ("Nils Brandt", "Buy eels now.", "Rosa Lind", "The bridge", "Held for a moderator"):
        assert word in said
    assert verbs(page) == ["approve", "reject", "spam"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert b'content="noindex"' in page.content
    assert not page.cookies


def test_whatever_looks_at_links_changes_nothing(client, nils, held):
    link = decision_address(held, nils)
    for _look in range(3):
        client.get(f"{link}?verb=approve"), client.head(link)
    assert Comment.objects.get(pk=held.pk).state == "held"
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("sent", "after"),
    [
        ({"verb": "approve"}, "published"), ({"verb": "spam"}, "spam"),
        ({"verb": "reject", "reason": "hate", "note": "Aimed at eels."}, "rejected"),
    ],
)  # fmt: skip
def test_a_press_decides_as_that_moderator_and_can_be_taken_back(nils, held, clock, sent, after):
    client, link = Client(enforce_csrf_checks=True), decision_address(held, nils)
    page = client.post(link, sent, follow=True, headers={"origin": "null"})
    assert page.redirect_chain == [(link, 302)]
    assert Comment.objects.get(pk=held.pk).state == after
    [entry] = Decision.objects.all()
    assert (entry.by_id, entry.by_name, entry.note) == (nils.pk, "Nils Brandt", sent.get("note", ""))
    assert "By Nils Brandt, 6 May 2030, 12:00" in text_of(page)
    assert "undo" in verbs(page)
    assert "_auth_user_id" not in client.session
    clock.shift(timedelta(minutes=10, seconds=1))
    assert "undo" not in verbs(client.get(link))
    assert client.post(link, {"verb": "undo"}).status_code == 422
    clock.shift(timedelta(minutes=-5))
    assert client.post(link, {"verb": "undo"}).status_code == 302
    assert Comment.objects.get(pk=held.pk).state == "held"


def test_it_is_the_moderators_of_the_link_whoever_is_signed_in(nils, held):
    client, link = Client(enforce_csrf_checks=True), decision_address(held, nils)
    client.force_login(a_person("moderator", name="Lena Holt"))
    token = having(page_of(client.get(link)), "name", "csrfmiddlewaretoken")[0].get("value")
    sent, unnamed = {"verb": "approve", "csrfmiddlewaretoken": token}, {"origin": "null"}
    assert client.post(link, {"verb": "approve"}).status_code == 403
    assert client.post(link, sent, headers=unnamed | {"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(link, sent, headers=unnamed | {"sec-fetch-site": "same-origin"}).status_code == 302
    assert Decision.objects.get().by_name == "Nils Brandt"


def test_reported_and_appealed_comments_are_decided_the_same_way(client, nils):
    comment = a_comment()
    Report.objects.create(comment=comment, reader=a_person(), reason="hate", note="Aimed at Tom.")
    link = decision_address(comment, nils)
    page = client.get(link)
    assert "Aimed at Tom." in text_of(page)
    assert verbs(page) == ["keep", "remove", "spam"]
    assert having(page_of(page), "href", f"?reply={comment.pk}#reply-{comment.pk}")
    client.post(link, {"verb": "remove", "reason": "person", "note": "Not like this."})
    Comment.objects.get(pk=comment.pk).appeal_with("I meant the bridge.")
    page = client.get(link)
    assert "I meant the bridge." in text_of(page)
    assert "open" in page_of(page).find(".//details").attrib  # the first decision is read beside the appeal
    assert "Removed: Aimed at a person, not at the story, “Not like this.”" in text_of(page)
    assert verbs(page) == ["uphold", "restore"]
    assert not having(page_of(page), "href", "?reply=")
    client.post(link, {"verb": "restore"})
    assert Comment.objects.get(pk=comment.pk).state == "published"


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(client, nils, held):
    page = client.post(decision_address(held, nils), {"verb": "reject", "note": "Aimed at eels."})
    assert page.status_code == 422
    assert "Choose a reason" in text_of(page)
    assert value_of(page_of(page).find(".//textarea")) == ["Aimed at eels."]


def test_who_is_second_sees_what_the_first_did(client, nils, held):
    link = decision_address(held, nils)
    seen = having(page_of(client.get(link)), "name", "seen")[0].get("value")
    held.approve(by=a_person("moderator", name="Lena Holt"))
    page = client.post(link, {"verb": "spam", "seen": seen})
    assert page.status_code == 422
    assert "Lena Holt was quicker." in text_of(page)
    assert Comment.objects.get(pk=held.pk).state == "published"


def test_who_read_an_earlier_text_reads_the_new_one_first(client, nils, held):
    link = decision_address(held, nils)
    seen = having(page_of(client.get(link)), "name", "seen")[0].get("value")
    Comment.objects.get(pk=held.pk).edit("All of you are eels.")
    page = client.post(link, {"verb": "approve", "seen": seen})
    assert page.status_code == 422
    assert "It has changed since you looked." in text_of(page)
    assert "All of you are eels." in text_of(page)
    assert Comment.objects.get(pk=held.pk).state == "held"


# Which links are good


def test_a_link_is_good_for_seven_days(client, nils, held, clock):
    link = decision_address(held, nils)
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert client.get(link).status_code == 200
    clock.shift(timedelta(seconds=2))
    for page in (client.get(link), client.post(link, {"verb": "approve"})):
        assert page.status_code == 410
        assert "This link is too old" in text_of(page)
        assert "eels" not in text_of(page)
    assert Comment.objects.get(pk=held.pk).state == "held"


def not_active(nils):
    nils.is_active = False
    nils.save()


def no_moderator(nils):
    nils.groups.clear()


def another_password(nils):
    nils.set_password("another long password")
    nils.save()


def another_address(nils):
    nils.email = "elsewhere@example.org"
    nils.save()


def gone(nils):
    nils.delete()


@pytest.mark.parametrize("change", [not_active, no_moderator, another_password, another_address, gone])
def test_a_link_ends_with_the_rights_of_its_moderator(client, nils, held, change):
    link = decision_address(held, nils)
    change(nils)
    assert client.get(link).status_code == 410
    assert client.post(link, {"verb": "approve"}).status_code == 410
    assert Comment.objects.get(pk=held.pk).state == "held"


def test_a_link_ends_where_a_second_factor_is_asked_for_and_missing(client, nils, held, settings):
    settings.STAFF_SECOND_FACTOR = True
    assert client.post(decision_address(held, nils), {"verb": "approve"}).status_code == 410


def test_a_link_ends_with_its_comment(client, nils, held):
    link = decision_address(held, nils)
    held.delete()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("kind", ["of a receipt", "changed", "odd", "junk"])
def test_a_forged_link_says_so_and_nothing_else(client, nils, held, kind):
    good = decision_address(held, nils).split("/")[-2]
    token = {
        "of a receipt": RECEIPT.sign(held.pk), "changed": f"1{good}",
        "odd": LINK.sign("1-2"), "junk": "x" * 5000,
    }[kind]  # fmt: skip
    page = client.post(f"/moderation/decide/{token}/", {"verb": "approve"})
    assert page.status_code == 404
    assert "This link is not valid" in text_of(page)
    assert Comment.objects.get(pk=held.pk).state == "held"


def test_the_page_speaks_the_moderators_language(client, nils, held):
    the_site(language="en")
    nils.language = "de"
    nils.save()
    page = client.get(decision_address(held, nils))
    assert page["Content-Language"] == "de"
    assert page_of(page).find(".//html").get("lang") == "de"


def test_too_many_presses_are_told_to_wait(client, nils, held, settings):
    settings.LIMITS = settings.LIMITS | {"likes": (1, 600)}
    link = decision_address(held, nils)
    client.post(link, {"verb": "reject"})
    page = client.post(link, {"verb": "reject", "reason": "hate", "note": "Aimed at eels."})
    assert page.status_code == 429
    assert page["Retry-After"] == "600"
    assert Comment.objects.get(pk=held.pk).state == "held"


def test_the_page_asks_a_fixed_number_of_questions(client, nils, held, django_assert_num_queries):
    link = decision_address(held, nils)
    for times in (1, 30):
        for _time in range(times):
            held.objections.create(rule="all_held")
        client.get(link)
        with django_assert_num_queries(9):
            client.get(link)

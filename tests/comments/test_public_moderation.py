"""Moderators decide beside the comment, on the page that readers see; nobody else learns that they can."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Decision, Objection, Report, SavedReply
from tests.comments.discussions import a_discussion
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story, the_site
from tests.forms import having, page_of, text_of, value_of

PAGE = "/stories/the-bridge/"
IN_PLACE = {"X-In-Place": "1"}


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def nils(client):
    person = a_person("moderator", name="Nils Brandt")
    client.force_login(person)
    return person


def at(comment):
    return f"/comments/{comment.pk}/decide/"


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def menu_of(client, comment):
    page = page_of(client.get(f"{PAGE}comments/"))
    [menu] = having(having(page, "id", f"c{comment.pk}")[0], "class", "more")
    return menu


def queries(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


# Who


@pytest.mark.parametrize("who", ["stranger", "reader", "creator", "their own"])
def test_nobody_else_learns_that_a_comment_can_be_decided_about(client, story, who):
    comment, held = a_comment(story), a_held_comment(story=story)
    if who != "stranger":
        client.force_login(comment.author if who == "their own" else a_person(who))
    for one in (comment, held):
        assert client.get(at(one)).status_code == 404
        assert client.post(at(one), {"verb": "spam"}).status_code == 404
    page = client.get(PAGE).content.decode()
    assert "decide/" not in page
    assert "waits for a moderator" not in page
    assert not Decision.objects.exists()


def test_a_creator_with_a_desk_but_no_right_to_moderate_sees_the_page_of_readers(client, story):
    a_held_comment(story=story)
    comment = a_comment(story)
    comment.remove(by=a_person("moderator"), reason="hate")
    ines = a_person("creator")
    story.creators.add(a_creator(user=ines))
    client.force_login(ines)
    assert "decide/" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("forged", ["0", "9" * 30, "99999"])
def test_a_comment_that_is_not_there_is_not_found(client, nils, forged):
    assert client.get(f"/comments/{forged}/decide/").status_code == 404


# The page


def test_the_page_says_what_is_against_a_comment_and_what_can_be_done(client, nils, story):
    SavedReply.objects.create(name="Kindness", text="Be kind.")
    comment = a_comment(story, body="Buy *eels* now.", author=a_person(name="Rosa Lind"))
    Objection.objects.create(comment=comment, rule="all_held", text="eels", words="one of a list")
    Report.objects.create(comment=comment, reader=a_person(name="Secret Teller"), reason="spam", note="An advert!")
    page = client.get(at(comment))
    said = text_of(page)
    for word in (
        "Buy eels now.",
        "Rosa Lind",
        "The bridge",
        "Shown",
        "eels",
        "one of a list",
        "An advert!",
        "Kindness",
    ):
        assert word in said
    assert "Secret Teller" not in said
    buttons = [button.get("value") for button in having(page_of(page), "name", "verb")]
    assert buttons == ["keep", "remove", "spam"]
    assert b'content="noindex"' in page.content


@pytest.mark.parametrize(
    ("verb", "sent", "after"),
    [
        ("spam", {}, "spam"), ("remove", {"reason": "hate"}, "removed"),
        ("remove", {"reason": "other", "note": "Not here."}, "removed"),
    ],
)  # fmt: skip
def test_a_decision_leads_back_to_the_discussion_and_can_be_taken_back(client, nils, story, verb, sent, after):
    comment = a_comment(story)
    page = client.post(at(comment), {"verb": verb} | sent, follow=True)
    assert page.redirect_chain[-1][0] == f"{PAGE}comments/"
    assert state(comment) == after
    assert having(page_of(page), "href", at(comment))[0].text == "Take back"
    [entry] = Decision.objects.filter(comment_id=comment.pk)
    assert (entry.by_name, entry.note) == ("Nils Brandt", sent.get("note", ""))
    form = next(form for form in page_of(client.get(at(comment))).iter("form") if having(form, "value", "undo"))
    assert form.get("action") == at(comment)
    back = client.post(at(comment), {"verb": "undo"}, follow=True)
    assert "Taken back." in text_of(back)
    assert f"#c{comment.pk}" in back.redirect_chain[-1][0]
    assert state(comment) == "published"


def test_what_was_answered_leaves_a_line_with_the_way_to_bring_it_back(client, nils, story):
    comment = a_comment(story)
    a_comment(parent=comment)
    client.post(at(comment), {"verb": "remove", "reason": "hate"})
    [line] = having(page_of(client.get(PAGE)), "class", "comment--gone")
    assert line.find("a").get("href") == at(comment)
    client.post(at(comment), {"verb": "restore"})
    assert not having(page_of(client.get(PAGE)), "class", "comment--gone")


def test_a_held_comment_is_approved_and_shown(client, nils, story):
    comment = a_held_comment(story=story)
    page = client.post(at(comment), {"verb": "approve"}, follow=True)
    assert f"#c{comment.pk}" in page.redirect_chain[-1][0]
    assert state(comment) == "published"


def test_an_appeal_is_read_and_decided_here_too(client, nils, story):
    comment = a_comment(story)
    comment.remove(by=a_person("moderator"), reason="hate")
    comment.appeal_with("I meant the eels.")
    page = client.get(at(comment))
    assert "I meant the eels." in text_of(page)
    client.post(at(comment), {"verb": "uphold", "note": "They heard it too."})
    assert Decision.objects.about(comment).first().verb == "uphold"
    page = client.get(at(comment))
    assert having(page_of(page), "value", "undo")
    assert "Appealed Its author" in text_of(page)


def test_where_the_discussion_is_not_shown_the_page_itself_says_what_was_done(client, nils):
    story = a_story()
    comment = a_comment(story)
    story.withdraw("It was not ours to tell.")
    page = client.post(at(comment), {"verb": "spam"}, follow=True)
    assert page.redirect_chain[-1][0] == at(comment)
    assert "Marked as spam." in text_of(page)


# What was typed


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"verb": "remove", "note": "Aimed at Tom."}, "Choose a reason"),
        ({"verb": "remove", "reason": "other", "note": ""}, "Write the reason here"),
        ({"verb": "burn", "note": "Aimed at Tom."}, "Select a valid choice"),
        ({"note": "Aimed at Tom."}, "required"),
        ({"verb": "spam", "note": "Aimed at Tom." * 100}, "at most 1000"),
        ({"verb": "approve", "note": "Aimed at Tom."}, "cannot be done"),
        ({"verb": "keep", "note": "Aimed at Tom."}, "No report"),
        ({"verb": "undo"}, "nothing of yours"),
        ({"verb": "spam", "note": "nul \0 byte"}, "Null characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_a_decision_that_cannot_be_made_keeps_what_was_typed(client, nils, story, sent, wrong, headers):
    comment = a_comment(story)
    page = client.post(at(comment), sent, headers=headers)
    assert page.status_code == 422
    assert wrong in " ".join(page_of(page).itertext())
    note = page_of(page).find(".//textarea").text or ""
    assert note.strip() == sent.get("note", "")
    assert state(comment) == "published"
    assert not Decision.objects.exists()


def test_a_saved_reply_is_put_below_what_was_typed_and_decides_nothing(client, nils, story):
    reply = SavedReply.objects.create(name="Kindness", text="Be kind.")
    comment = a_comment(story)
    page = client.post(at(comment), {"reply": reply.pk, "note": "Rosa,", "reason": "hate"})
    assert page.status_code == 200
    assert value_of(page_of(page).find(".//textarea")) == ["Rosa,\n\nBe kind."]
    assert value_of(having(page_of(page), "name", "reason")[0]) == ["hate"]
    assert state(comment) == "published"
    for forged in ("x", "9" * 30, "0", ""):
        assert client.post(at(comment), {"reply": forged}).status_code == 200


def test_a_moderator_whose_script_runs_wild_is_told_to_wait_and_loses_nothing(client, nils, story, settings):
    settings.LIMITS = settings.LIMITS | {"likes": (1, 600)}
    comment = a_comment(story)
    client.post(at(comment), {"verb": "remove"})
    page = client.post(at(comment), {"verb": "remove", "reason": "hate", "note": "Aimed at Tom."})
    assert page.status_code == 429
    assert page["Retry-After"]
    assert "Wait 10 min" in text_of(page)
    assert state(comment) == "published"


# Two at once


def test_who_is_second_sees_what_the_first_did_and_by_whom(client, nils, story):
    comment = a_held_comment(story=story)
    [form] = [form for form in page_of(client.get(at(comment))).iter("form") if form.get("action") == at(comment)]
    seen = having(form, "name", "seen")[0].get("value")
    comment.approve(by=a_person("moderator", name="Lena Holt"))
    page = client.post(at(comment), {"verb": "spam", "note": "Sold before.", "seen": seen})
    assert page.status_code == 422
    said = text_of(page)
    assert "Lena Holt was quicker." in said
    assert "Approved By Lena Holt" in said
    assert "Sold before." in said
    assert state(comment) == "published"
    again = having(page_of(page), "name", "seen")[0].get("value")
    assert client.post(at(comment), {"verb": "spam", "seen": again}).status_code == 302
    assert state(comment) == "spam"


def test_a_comment_deleted_meanwhile_is_no_fault(client, nils, story, monkeypatch):
    comment = a_comment(story)
    Comment.objects.filter(pk=comment.pk).delete()
    monkeypatch.setattr("comments.views.decide.get_object_or_404", lambda *found, **said: comment)
    page = client.post(at(comment), {"verb": "spam"})
    assert page.status_code == 422
    assert "deleted in the meantime" in text_of(page)


# In place


def test_a_script_gets_what_is_left_of_a_comment_and_the_way_back(client, nils, story):
    comment = a_comment(story)
    sheet = page_of(client.get(at(comment), headers=IN_PLACE))
    assert sheet.find("main") is None
    assert having(sheet, "id", f"decide-{comment.pk}")
    answer = client.post(at(comment), {"verb": "remove", "reason": "hate"}, headers=IN_PLACE)
    [line] = having(page_of(answer), "id", f"c{comment.pk}")
    assert line.find("button").attrib.items() >= {("formaction", at(comment)), ("value", "undo")}
    assert having(page_of(answer), "id", "comments-title")
    back = client.post(at(comment), {"verb": "undo"}, headers=IN_PLACE)
    [again] = having(page_of(back), "id", f"c{comment.pk}")
    assert again.tag == "article"


def test_a_script_gets_the_comment_again_where_it_stays(client, nils, story):
    comment = a_comment(story)
    Report.objects.create(comment=comment, reader=a_person(), reason="spam")
    answer = client.post(at(comment), {"verb": "keep"}, headers=IN_PLACE)
    page = page_of(answer)
    assert having(page, "id", f"c{comment.pk}")[0].tag == "article"
    assert having(page, "class", "said")[0].find("a").get("href") == at(comment)
    gone = client.post(at(a_held_comment(story=story)), {"verb": "reject", "reason": "hate"}, headers=IN_PLACE)
    assert having(page_of(gone), "class", "comment--gone")


# On the pages of readers


def test_the_menu_of_a_comment_offers_both_and_no_spam_of_ones_own(client, nils, story):
    comment, own = a_comment(story), a_comment(story, author=nils)
    menu = menu_of(client, comment)
    assert having(menu, "href", at(comment))
    assert [button.get("value") for button in having(menu, "formaction", at(comment))] == ["spam"]
    assert not having(menu_of(client, own), "formaction", at(own))


def test_what_is_held_is_counted_above_the_discussion_for_moderators(client, nils, story):
    assert "held-here" not in client.get(PAGE).content.decode()
    a_held_comment(story=story), a_held_comment(story=story), a_held_comment()
    for path in (PAGE, f"{PAGE}comments/"):
        [line] = having(page_of(client.get(path)), "class", "held-here")
        assert "2 comments on this story wait" in "".join(line.itertext())
        assert line.find("a").get("href") == f"/admin/comments/comment/?story={story.pk}&state=held"
    busy = a_story()
    a_discussion(busy, 101, lambda number: 0, [nils])
    Comment.objects.filter(story=busy).update(state="held")
    assert "More than 100 comments" in text_of(client.get(busy.get_absolute_url()))
    if connection.vendor == "sqlite":
        held = Comment.objects.filter(story=story, state="held")[:101]
        assert "comments_held_on_a_story" in held.explain()


def test_a_moderators_page_costs_one_question_more_than_a_readers(client, story):
    the_site()
    a_discussion(story, 40, lambda number: number % 2, [a_person()])
    a_held_comment(story=story)
    asked = {}
    for role in ("reader", "moderator"):
        client.force_login(a_person(role))
        client.get(PAGE)
        asked[role] = queries(client, PAGE)
    client.force_login(a_person("editor"))
    rights = 2  # a reader has none, so that nobody looks
    assert asked["reader"] <= 12
    assert asked["moderator"] <= asked["reader"] + rights + 1


def test_the_page_to_decide_asks_as_much_for_many_reports_as_for_one(client, nils, story, django_assert_num_queries):
    comment = a_comment(story)
    for times in (1, 30):
        for _time in range(times):
            Report.objects.create(comment=comment, reader=a_person(), reason="spam")
            Objection.objects.create(comment=comment, rule="all_held")
        client.get(at(comment))
        with django_assert_num_queries(13):
            client.get(at(comment))

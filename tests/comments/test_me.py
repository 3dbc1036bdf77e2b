"""A reader's own pages: what they wrote and what became of it, what they follow, hear of, muted and chose."""

from datetime import UTC, datetime

import pytest
import time_machine

from articles.models import Story
from comments.models import Comment, Discussion, Follow, Like, MailSettings, Mute, Notice
from tests.factories import a_comment, a_held_comment, a_person, a_story, an_editor, the_site
from tests.forms import filled, having, page_of, text_of, words_of

PAGES = ["", "following/", "notices/", "muted/", "settings/", "delete/"]


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind", email="rosa@example.org")
    client.force_login(person)
    return person


def look(client, page=""):
    answer = client.get(f"/me/{page}")
    assert answer.status_code == 200
    return text_of(answer)


def said(story, rosa, state, **fields):
    """A comment of Rosa's in a state, with the decision that led there."""
    comment = a_comment(story, author=rosa)
    editor = an_editor()
    if state in ("rejected",):
        Comment.objects.filter(pk=comment.pk).update(state="held", visible=False)
        Discussion.changed(story.pk, comments=-1)
        comment.reject(by=editor, **fields)
    verbs = {"spam": comment.mark_spam, "removed": comment.remove}
    if state in verbs:
        verbs[state](by=editor, **fields)
    if state == "deleted":
        comment.delete_by_author()
    return comment


# Every page


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_signs_in_and_comes_back(client, page):
    assert client.get(f"/me/{page}").url == f"/accounts/login/?next=/me/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_nobody_else_to_store_or_find(client, rosa, page):
    answer = client.get(f"/me/{page}")
    assert answer["Cache-Control"] == "private, no-store"
    assert page_of(answer).find(".//meta[@name='robots']").get("content") == "noindex"
    assert not answer.cookies


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_the_others_and_out(client, rosa, page):
    tree = page_of(client.get(f"/me/{page}"))
    tabs = next(nav for nav in tree.iter("nav") if nav.get("class") == "tabs")
    assert [words_of(tab) for tab in tabs] == ["Comments", "Following", "Notices", "Muted", "Settings"]
    assert len([tab for tab in tabs if "aria-current" in tab.attrib]) == 1
    assert tree.find(".//a[@href='/accounts/logout/']") is not None


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_from_right_to_left_where_the_site_does(client, rosa, story, page):
    the_site(language="ar")
    a_comment(story, author=rosa)
    tree = page_of(client.get(f"/me/{page}"))
    assert tree.find("html").get("dir") == "rtl"


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("", "You have not written anything yet"),
        ("following/", "You follow no discussion"),
        ("notices/", "Nothing has happened yet"),
        ("muted/", "You have muted nobody"),
    ],
)
def test_an_empty_page_says_so_and_what_would_stand_here(client, rosa, page, sentence):
    a_comment(author=a_person())
    assert sentence in look(client, page)


def test_a_long_list_has_pages(client, rosa, story):
    fill(story, rosa, 25)
    for page in ("", "following/", "notices/", "muted/"):
        turn_to_the_second(client, page)


def turn_to_the_second(client, page):
    first = page_of(client.get(f"/me/{page}"))
    assert len(next(having(first, "class", "receipts").__iter__()).findall("li")) == 20
    second = page_of(client.get(f"/me/{page}" + first.find(".//a[@rel='next']").get("href")))
    assert len(next(having(second, "class", "receipts").__iter__()).findall("li")) >= 5
    again = page_of(client.get(f"/me/{page}" + second.find(".//a[@rel='prev']").get("href")))
    assert words_of(again.find(".//main")) == words_of(first.find(".//main"))
    assert client.get(f"/me/{page}?page=9").status_code == 404


def fill(story, rosa, number):
    """So many comments, follows, notices and muted people of hers, each with all that a page may show of it."""
    editor = an_editor()
    for _ in range(number):
        mine = a_comment(a_story(), author=rosa)
        a_comment(parent=mine)
        Like.objects.set(mine, a_person())
        mine.remove(by=editor, reason="person", note="Not so.")
        mine.restore(by=editor)
        Follow.objects.switch(True, story=mine.story, reader=rosa)
        Mute.objects.switch(True, reader=rosa, muted=a_person(name=f"Loud {number}"))


QUERIES = {"": 12, "following/": 7, "notices/": 8, "muted/": 5, "settings/": 6, "delete/": 6}


def test_a_page_asks_as_much_for_two_rows_as_for_thirty(client, rosa, story, django_assert_num_queries):
    def ask():
        for page, questions in QUERIES.items():
            with django_assert_num_queries(questions, info=page):
                client.get(f"/me/{page}")

    fill(story, rosa, 2)
    for page in QUERIES:
        client.get(f"/me/{page}")  # what is looked up once; the first form puts its token into the session
    ask()
    fill(story, rosa, 28)
    ask()


# Comments


def test_my_comments_stand_newest_first_with_day_and_story_and_those_of_others_do_not(client, rosa, story):
    a_comment(story, author=rosa, body="An old word", at=datetime(2026, 11, 9, tzinfo=UTC))
    a_comment(story, author=rosa, body="A new word", at=datetime(2026, 11, 12, tzinfo=UTC))
    a_comment(story, body="Somebody else's")
    page = look(client)
    assert page.index("A new word") < page.index("An old word")
    assert "12 November 2026, on The bridge" in page
    assert "Somebody else's" not in page
    assert page_of(client.get("/me/")).find(".//main//a[@href='/stories/the-bridge/']") is not None


@pytest.mark.parametrize(
    ("state", "word", "square"),
    [
        ("published", "Shown", "state--shown"),
        ("rejected", "Refused", "state--refused"),
        ("spam", "Refused", "state--refused"),
        ("removed", "Removed", "state--refused"),
        ("deleted", "Deleted by you", "state--gone"),
    ],
)
def test_a_comment_says_its_state_in_a_word_and_a_square(client, rosa, story, state, word, square):
    said(story, rosa, state)
    (state,) = having(page_of(client.get("/me/")), "class", "state ")
    assert (words_of(state), square in state.get("class")) == (word, True)


def test_a_held_comment_names_the_rule(client, rosa, story):
    the_site(comments_mode="all_held")
    a_comment(story, author=rosa)
    page = look(client)
    assert "Held for a moderator" in page
    assert "RuleEvery comment here is read before it is shown" in page
    assert "A person reads it." in page


def test_a_refused_comment_tells_reason_note_and_day_of_the_last_decision(client, rosa, story):
    with time_machine.travel(datetime(2026, 11, 22, 18, 20, tzinfo=UTC), tick=False):
        comment = said(a_story(title="The ferry"), rosa, "rejected", reason="person", note="Say it without the shove.")
        comment.restore(by=an_editor())
        comment.remove(by=an_editor(), reason="law")
        page = look(client)
    assert "ReasonMay break the law" in page
    assert "A moderator, 22 November 2026, 18:20" in page
    assert "shove" not in page
    assert "Lene Moss" not in page


def test_a_shown_comment_counts_its_answers_and_likes_and_leads_to_its_place(client, rosa, story):
    comment = a_comment(story, author=rosa)
    for _ in range(2):
        a_comment(parent=comment)
    a_comment(parent=a_comment(parent=comment)).remove()
    Like.objects.set(comment, a_person())
    answer = client.get("/me/")
    assert "3 replies" in text_of(answer)
    assert "1 like" in text_of(answer)
    assert "See it" in text_of(answer)
    assert page_of(answer).find(f".//a[@href='/comments/{comment.pk}/']") is not None


def test_what_can_be_done_is_offered_as_long_as_it_can(client, rosa, story):
    comment = a_comment(story, author=rosa)
    assert "Edit Delete" in look(client)
    with time_machine.travel(comment.editable_until):
        page = look(client)
    assert "Edit" not in page
    assert "Delete" in page
    comment.delete_by_author()
    assert "See it" not in look(client)


def test_a_withdrawn_story_is_not_named_and_leads_nowhere(client, rosa, story):
    comment = a_comment(story, author=rosa)
    story.withdraw("It was not ours to tell.")
    answer = client.get("/me/")
    assert "on a withdrawn story" in text_of(answer)
    assert comment.body in text_of(answer)
    assert "The bridge" not in answer.content.decode()
    assert "the-bridge" not in answer.content.decode()
    assert page_of(answer).find(f".//a[@href='/comments/{comment.pk}/']") is None


def test_a_story_that_is_not_live_again_is_not_named_either(client, rosa, story):
    a_comment(story, author=rosa)
    Story.objects.filter(pk=story.pk).update(published_at=datetime(2036, 1, 1, tzinfo=UTC))
    answer = client.get("/me/")
    assert "on a story that is not shown now" in text_of(answer)
    assert "The bridge" not in answer.content.decode()


def test_where_comments_are_not_shown_nothing_leads_to_them(client, rosa, story):
    a_comment(story, author=rosa)
    Discussion.objects.filter(pk=story.pk).update(shown=False)
    page = look(client)
    assert "on The bridge" in page
    assert "See it" not in page


# Following


def test_followed_discussions_tell_how_many_comments_and_can_be_left(client, rosa, story):
    a_comment(story)
    Follow.objects.switch(True, story=story, reader=rosa)
    Follow.objects.switch(True, story=a_story(title="The ferry"), reader=rosa)
    Follow.objects.switch(True, story=a_story(title="Unseen"), reader=a_person())
    page = look(client, "following/")
    assert page.index("The ferry") < page.index("The bridge 1 comment")
    assert "Unseen" not in page
    row = Follow.objects.get(story=story)
    answer = client.post(f"/me/following/{row.pk}/", follow=True)
    assert "You no longer follow this discussion." in text_of(answer)
    assert "The bridge" not in text_of(answer)


def test_a_followed_story_that_was_withdrawn_is_not_named_but_can_be_left(client, rosa, story):
    Follow.objects.switch(True, story=story, reader=rosa)
    story.withdraw("It was not ours to tell.")
    page = client.get("/me/following/")
    assert "a withdrawn story" in text_of(page)
    assert "The bridge" not in page.content.decode()
    client.post(f"/me/following/{Follow.objects.get().pk}/")
    assert not Follow.objects.exists()


@pytest.mark.parametrize("page", ["following", "muted"])
def test_what_belongs_to_another_person_cannot_be_undone(client, rosa, story, page):
    other = a_person(name="Somebody Else")
    follow = Follow.objects.create(story=story, reader=other)
    mute = Mute.objects.create(reader=other, muted=a_person(name="Loud Person"))
    row = follow if page == "following" else mute
    answer = client.post(f"/me/{page}/{row.pk}/", follow=True)
    assert "Loud Person" not in text_of(answer)
    assert "no longer" not in text_of(answer)
    assert (Follow.objects.count(), Mute.objects.count()) == (1, 1)


@pytest.mark.parametrize("path", ["following/1/", "muted/1/", "notices/read/", "avatar/"])
def test_a_deed_is_never_done_by_looking_nor_by_a_stranger(client, path):
    assert client.get(f"/me/{path}").status_code == 405
    assert client.post(f"/me/{path}").url.startswith("/accounts/login/?next=/me/")


@pytest.mark.parametrize("number", [0, 10**18, 10**19, 10**40])
def test_numbers_that_nothing_has_do_nothing(client, rosa, number):
    assert client.post(f"/me/following/{number}/").status_code == 302
    assert client.post(f"/me/muted/{number}/").status_code == 302
    assert client.post("/me/notices/read/", {"newest": number}).status_code == 302


# Notices


def test_a_notice_tells_who_did_what_where_and_how_it_begins(client, rosa, story):
    mine = a_comment(story, author=rosa)
    reply = a_comment(parent=mine, author=a_person(name="Tom Akande"), body="**Louder** than that. " * 40)
    Follow.objects.switch(True, story=story, reader=rosa)
    a_comment(story, author=a_person(name="Ines Varga"))
    mine.pin(by=an_editor())
    mine.pick(by=an_editor())
    page = look(client, "notices/")
    assert "Tom Akande answered you" in page
    assert "Ines Varga wrote in a discussion you follow" in page
    assert "Your comment was pinned" in page
    assert "Your comment became an editors’ pick" in page
    assert "Louder than that." in page
    assert "**" not in page
    assert "than that.…" in page or "that. Louder…" in page or "than…" in page
    assert page_of(client.get("/me/notices/")).find(f".//a[@href='{reply.get_absolute_url()}']") is not None


def test_unread_notices_are_counted_marked_in_words_and_read_at_once(client, rosa, story):
    mine = a_comment(story, author=rosa)
    for _ in range(3):
        a_comment(parent=mine)
    assert "Notices3 unread" in look(client).replace(" 3", "3")
    answer = client.get("/me/notices/")
    assert text_of(answer).count("Unread ") == 3
    assert len(having(page_of(answer), "class", "me__new")) == 3
    newest = page_of(answer).find(".//input[@name='newest']").get("value")
    a_comment(parent=mine)
    client.post("/me/notices/read/", {"newest": newest})
    assert look(client, "notices/").count("Unread ") == 1
    client.post("/me/notices/read/")
    page = look(client, "notices/")
    assert "Unread" not in page
    assert "Mark all as read" not in page


def test_reading_does_not_mark_and_others_keep_theirs(client, rosa, story):
    a_comment(parent=a_comment(story, author=rosa))
    a_comment(parent=a_comment(story))
    look(client, "notices/")
    assert Notice.objects.filter(read_at=None).count() == 2
    client.post("/me/notices/read/")
    assert Notice.objects.get(read_at=None).recipient != rosa


def test_a_great_many_unread_are_counted_no_further(client, rosa, story):
    mine = a_comment(story, author=rosa)
    for number in range(101):
        a_comment(parent=mine, body=f"Yes, {number}.")
    assert "100+" in look(client)


@pytest.mark.parametrize("deed", ["remove", "mark_spam", "delete_by_author"])
def test_a_notice_of_what_is_no_longer_shown_tells_neither_text_nor_name(client, rosa, story, deed):
    reply = a_comment(parent=a_comment(story, author=rosa), author=a_person(name="Tom Akande"), body="A word too many.")
    getattr(reply, deed)()
    answer = client.get("/me/notices/")
    assert "This comment is no longer shown." in text_of(answer)
    assert "A word too many." not in answer.content.decode()
    assert "Tom Akande" not in answer.content.decode()
    assert page_of(answer).find(f".//a[@href='{reply.get_absolute_url()}']") is None


def test_a_notice_from_a_withdrawn_story_or_a_muted_person_tells_no_text(client, rosa, story):
    a_comment(parent=a_comment(story, author=rosa), body="From the bridge.")
    loud = a_comment(parent=a_comment(author=rosa), body="From somebody loud.")
    Mute.objects.switch(True, reader=rosa, muted=loud.author)
    story.withdraw("It was not ours to tell.")
    page = look(client, "notices/")
    assert "a withdrawn story" in page
    assert "By a person you have muted." in page
    for text in ("From the bridge.", "From somebody loud.", "The bridge"):
        assert text not in page


# Muted


def test_muted_people_are_listed_and_can_be_read_again(client, rosa):
    Mute.objects.switch(True, reader=rosa, muted=a_person(name="Loud Person"))
    assert "Loud Person" in look(client, "muted/")
    answer = client.post(f"/me/muted/{Mute.objects.get().pk}/", {"undo": "1"}, follow=True)
    assert "You see what Loud Person writes again." in text_of(answer)
    assert not Mute.objects.exists()


# Settings


def test_the_settings_show_what_is_chosen_and_keep_what_is_changed(client, rosa):
    page = client.get("/me/settings/")
    chosen = filled(page, "settings")
    assert (chosen["name"], chosen["mail"]) == (["Rosa Lind"], ["soon"])
    answer = client.post("/me/settings/", chosen | {"name": "Rosa Lindqvist", "mail": "daily"}, follow=True)
    assert "Your settings are kept." in text_of(answer)
    rosa.refresh_from_db()
    assert rosa.name == "Rosa Lindqvist"
    assert MailSettings.objects.get(reader=rosa).mail == "daily"
    assert filled(client.get("/me/settings/"), "settings")["mail"] == ["daily"]


@pytest.mark.parametrize("name", ["", "R", "R" * 61])
def test_a_name_that_does_not_do_is_refused_and_kept_to_be_mended(client, rosa, name):
    answer = client.post("/me/settings/", filled(client.get("/me/settings/"), "settings") | {"name": name})
    assert answer.status_code == 422
    field = page_of(answer).find(".//input[@name='name']")
    assert field.get("value") == name
    assert "autofocus" in field.attrib
    rosa.refresh_from_db()
    assert rosa.name == "Rosa Lind"


def test_a_choice_that_is_not_offered_is_refused(client, rosa):
    answer = client.post("/me/settings/", filled(client.get("/me/settings/"), "settings") | {"mail": "hourly"})
    assert answer.status_code == 422
    assert not MailSettings.objects.exists()


def test_the_settings_lead_to_addresses_password_data_and_out(client, rosa):
    tree = page_of(client.get("/me/settings/"))
    links = {link.get("href") for link in tree.find(".//main").iter("a")}
    assert {"/accounts/email/", "/accounts/password/change/", "/accounts/logout/", "/me/delete/"} <= links
    rosa.set_unusable_password()
    rosa.save()
    client.force_login(rosa)
    assert "/accounts/password/set/" in client.get("/me/settings/").content.decode()


def test_a_held_comment_is_told_of_as_held_even_without_a_decision(client, rosa, story):
    a_held_comment(story=story, author=rosa)
    assert "A person reads it." in look(client)

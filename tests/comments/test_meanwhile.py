"""What changes between looking and pressing: nothing typed is lost, nothing taken away is told."""

import pytest
from allauth.account.models import EmailAddress

from comments.models import Comment, Decision, Discussion, EarlierText, Letter, Notice
from comments.receipts import confirmation_address
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story, an_editor, the_site
from tests.forms import page_of, text_of

SAID = "I heard it from the ferry."


@pytest.fixture
def story():
    return a_story(title="The bridge", slug="the-bridge")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind")
    client.force_login(person)
    return person


PAGE = "/stories/the-bridge/"
ADDRESS = f"{PAGE}comments/"


def post(client, **data):
    return client.post(ADDRESS, {"body": SAID} | data, headers={"Sec-Fetch-Site": "same-origin"})


def by_a_stranger(client, **data):
    post(client, name="Nell Harrow", email="nell@example.org", **data)
    return Comment.objects.get(state="unconfirmed")


def publish(client, comment):
    return client.post(confirmation_address(comment), {"comment": comment.pk})


def typed(answer) -> str:
    return (page_of(answer).find(".//textarea").text or "").strip()


@pytest.mark.parametrize("state", ["held", "rejected", "spam", "removed", "deleted", "unconfirmed"])
@pytest.mark.parametrize("query", ["reply={}", "reply={}&quote=1"])
def test_what_is_not_shown_cannot_be_answered_nor_quoted(client, story, state, query):
    secret = a_comment(story, body="Nobody shall read this again.")
    a_comment(parent=secret)
    Comment.objects.filter(pk=secret.pk).update(state=state)
    answer = client.get(f"{ADDRESS}?{query.format(secret.pk)}")
    assert answer.status_code == 404
    assert "Nobody shall" not in answer.content.decode()
    assert "Nobody shall" not in client.get(f"{ADDRESS}?thread={secret.pk}").content.decode()


def test_pressing_publish_twice_leads_to_the_comment_both_times(client, story):
    comment = by_a_stranger(client)
    assert publish(client, comment).url == publish(client, comment).url == comment.get_absolute_url()
    assert Comment.objects.count() == 1


def test_what_was_confirmed_in_another_tab_is_no_fault(client, story, monkeypatch):
    comment = by_a_stranger(client)
    person = a_person(email="nell@example.org")
    confirm = Comment.confirm

    def after_another_tab(self, author):
        monkeypatch.setattr(Comment, "confirm", confirm)
        Comment.objects.get(pk=self.pk).confirm(person)
        return confirm(self, author)

    monkeypatch.setattr(Comment, "confirm", after_another_tab)
    assert publish(client, comment).url == comment.get_absolute_url()


@pytest.mark.parametrize("what", ["closed", "hidden", "withdrawn"])
def test_a_discussion_that_closed_before_the_confirmation_takes_no_comment_and_keeps_the_text(client, story, what):
    comment = by_a_stranger(client)
    if what == "closed":
        the_site(comments_mode="closed")
    elif what == "hidden":
        the_site(comments_shown=False)
    else:
        story.withdraw("It was not ours to tell.")
    answer = publish(client, comment)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "closed" in said
    assert SAID in said
    assert ("The bridge" in said) == (what != "withdrawn")
    assert Comment.objects.get().state == "unconfirmed"
    assert "_auth_user_id" not in client.session


def test_the_page_to_confirm_does_not_tell_what_a_withdrawn_story_was_called(client, story):
    comment = by_a_stranger(client)
    story.withdraw("It was not ours to tell.")
    page = text_of(client.get(confirmation_address(comment)))
    assert SAID in page
    assert "The bridge" not in page
    assert "on a withdrawn story" in page


def test_an_answer_to_what_is_gone_by_the_time_of_confirmation_waits(client, story):
    first = a_comment(story)
    comment = by_a_stranger(client, parent=first.pk)
    first.remove(by=an_editor(), reason="other")
    answer = publish(client, comment)
    assert answer.status_code == 422
    assert "no longer shown" in text_of(answer)
    first.refresh_from_db()
    assert not first.visible


def test_a_comment_stands_where_its_confirmation_put_it(client, story):
    waiting = by_a_stranger(client)
    a_comment(story, body="Later, but confirmed at once.")
    publish(client, waiting)
    page = text_of(client.get(ADDRESS))
    assert page.index(SAID) < page.index("Later, but confirmed")


def test_a_removed_comment_cannot_be_made_room_for_by_its_author(client, story, rosa):
    comment = a_comment(story, author=rosa, body=SAID)
    comment.remove(by=an_editor(), reason="person")
    assert client.get(f"/comments/{comment.pk}/delete/").status_code == 404
    assert client.post(f"/comments/{comment.pk}/delete/").status_code == 404
    post(client)
    assert list(Comment.objects.values_list("state", flat=True)) == ["removed"]


def test_a_text_sent_to_an_old_address_arrives(client, story, rosa):
    story.slug = "another-address"
    story.save()
    answer = post(client)
    assert answer.status_code == 308
    client.post(answer.url, {"body": SAID}, headers={"Sec-Fetch-Site": "same-origin"})
    assert Comment.objects.get().body == SAID


@pytest.mark.parametrize("what", ["hidden", "withdrawn"])
def test_a_text_for_a_discussion_that_is_gone_can_be_copied(client, story, rosa, what):
    if what == "hidden":
        the_site(comments_shown=False)
    else:
        story.withdraw("It was not ours to tell.")
    answer = post(client)
    assert answer.status_code == (422 if what == "hidden" else 410)
    assert typed(answer) == SAID
    assert "The bridge" not in text_of(answer)
    assert not Comment.objects.exists()


def test_a_report_too_many_keeps_its_note(client, story, rosa, settings):
    settings.LIMITS = settings.LIMITS | {"reports": (1, 3600)}
    for comment in (a_comment(story), a_comment(story)):
        answer = client.post(f"/comments/{comment.pk}/report/", {"reason": "other", "note": "Look at the link."})
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert typed(answer) == "Look at the link."


def test_edits_and_previews_are_counted(client, story, rosa, settings):
    comment = a_comment(story, author=rosa)
    settings.LIMITS = settings.LIMITS | {"comments": (1, 3600), "likes": (1, 3600)}
    edits = [client.post(f"/comments/{comment.pk}/edit/", {"body": f"{SAID} {n}"}).status_code for n in range(2)]
    previews = [post(client, preview="1").status_code for _n in range(2)]
    assert edits == [302, 429]
    assert previews == [200, 429]
    assert EarlierText.objects.count() == 1


def test_an_answer_does_not_name_who_wrote_what_is_gone(client, story):
    first = a_comment(story)
    second = a_comment(parent=first)
    gone = a_comment(parent=second, author=a_person(name="Zed Dorn"))
    a_comment(parent=gone, body="And yet it hums.")
    thread = f"{ADDRESS}?thread={first.pk}"
    assert "Zed Dorn" in text_of(client.get(thread))
    gone.delete_by_author()
    page = text_of(client.get(thread))
    assert "And yet it hums." in page
    assert "Zed Dorn" not in page
    assert "In reply to an earlier comment" in page


def test_a_pick_that_was_taken_back_is_not_told(client, story, rosa):
    comment = a_comment(story, author=rosa)
    for deed in ("pick", "pin"):
        getattr(comment, deed)(by=an_editor())
        assert Notice.objects.filter(kind=deed).exists()
        getattr(comment, f"un{deed}")()
        assert not Notice.objects.filter(kind=deed).exists()
    assert not Letter.objects.exists()


def test_one_may_delete_where_comments_are_hidden_or_the_story_withdrawn(client, story, rosa):
    hidden, withdrawn = a_comment(story, author=rosa), a_comment(author=rosa)
    withdrawn.story.withdraw("It was not ours to tell.")
    Discussion.objects.filter(story=story).update(shown=False)
    for comment in (hidden, withdrawn):
        assert client.get(f"/comments/{comment.pk}/delete/").status_code == 200
        assert client.post(f"/comments/{comment.pk}/delete/").url == "/me/"
    assert set(Comment.objects.values_list("state", flat=True)) == {"deleted"}


def test_the_log_says_what_a_comment_was_before_it_was_held(client, story, rosa):
    the_site(comments_mode="all_held")
    post(client)
    assert Decision.objects.get().before == "unconfirmed"
    Comment.objects.get().approve(by=an_editor())
    client.post(f"/comments/{Comment.objects.get().pk}/edit/", {"body": "Changed."})
    assert Decision.objects.latest("pk").before == "published"


def test_a_note_about_reports_that_came_to_nothing_is_not_for_the_author(client, story, rosa):
    comment = a_comment(story, author=rosa)
    comment.reports.create(reader=a_person(), reason="other")
    comment.keep(by=an_editor(), note="Watch this one.")
    export = b"".join(client.post("/me/export/").streaming_content)
    from io import BytesIO
    from zipfile import ZipFile

    assert b"Watch this one." not in ZipFile(BytesIO(export)).read("comments.json")
    assert "Watch this one." not in text_of(client.get("/me/"))


def test_what_somebody_else_takes_away_first_is_not_picked(client, story, monkeypatch):
    editor = an_editor()
    client.force_login(editor)
    comment = a_comment(a_story(creators=[a_creator()]))
    pick = Comment.pick

    def too_late(self, by=None):
        Comment.objects.get(pk=self.pk).remove(by=editor, reason="other")
        return pick(self, by)

    monkeypatch.setattr(Comment, "pick", too_late)
    assert client.post(f"/comments/{comment.pk}/pick/").status_code == 404


def test_a_change_that_comes_too_late_says_so(client, story, rosa):
    comment = a_held_comment(story=story, author=rosa)
    Comment.objects.update(created_at="2026-01-01T00:00Z")
    page = client.get(f"/comments/{comment.pk}/edit/")
    assert "15 minutes" in text_of(page)
    assert page_of(page).find(".//textarea") is None


def test_whose_account_was_closed_reads_and_writes_as_a_stranger(client, story, rosa):
    rosa.is_active = False
    rosa.save()
    client.handler.enforce_csrf_checks = True
    answer = post(client, name="Nell Harrow", email="nell@example.org")
    assert answer.status_code == 302


def test_what_is_left_after_half_was_published_can_still_be_deleted(client, story):
    first = by_a_stranger(client)
    second = a_story(title="Another", slug="another")
    client.post(
        "/stories/another/comments/",
        {"body": SAID, "name": "Nell Harrow", "email": "nell@example.org"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    other = Comment.objects.get(story=second)
    Discussion.objects.update_or_create(story=second, defaults={"mode": "closed"})
    answer = client.post(confirmation_address(first), {"comment": [first.pk, other.pk]})
    assert answer.status_code == 422
    (form,) = [form for form in page_of(answer).iter("form") if "confirm" in form.get("action", "")]
    client.post(form.get("action"), {"discard": "1"})
    assert list(Comment.objects.all()) == [first]


def test_a_receipt_of_a_withdrawn_story_mails_nothing_and_tells_nothing(client, story):
    from comments.receipts import receipt_address

    comment = by_a_stranger(client)
    story.withdraw("It was not ours to tell.")
    answer = client.post(receipt_address(comment) + "mail/", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 404


def test_an_address_that_somebody_else_claims_makes_nobody_share_their_account(client, story):
    claimant = a_person(name="Not Nell", email="other@example.org")
    EmailAddress.objects.create(user=claimant, email="nell@example.org", verified=False, primary=False)
    publish(client, by_a_stranger(client))
    author = Comment.objects.get().author
    assert author != claimant
    assert author.email == "nell@example.org"
    assert client.session["_auth_user_id"] == str(author.pk)

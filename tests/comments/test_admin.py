"""Comments at the desk: found, read in their place, and decided; every decision is in the log."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.admin import comment_search, many
from comments.admin.discussion import DiscussionAdmin
from comments.models import Comment, Decision, Discussion, Insight, Report, StoryInsight
from newsroom.admin import lists
from tests.factories import a_comment, a_held_comment, a_person, a_story, an_editor, the_site
from tests.forms import filled, having, page_of, text_of, words_of

LIST = "/admin/comments/comment/"
REPORTS = "/admin/comments/report/"
LOG = "/admin/comments/decision/"


@pytest.fixture
def moderator(client):
    person = a_person("moderator", name="Mo Derat")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def _signed_in(moderator):
    """Nearly every test looks as a moderator."""


def page(comment):
    return f"{LIST}{comment.pk}/change/"


def decide(client, comment, verb, **said):
    return client.post(f"{LIST}{comment.pk}/decision/", {"verb": verb, **said}, follow=True)


def many_at_once(client, comments, action, query="", **said):
    chosen = {"action": action, "_selected_action": [comment.pk for comment in comments]}
    return client.post(LIST + query, chosen | said, follow="verb" in said)


def texts(client, **query):
    return sorted(words_of(cell) for cell in having(page_of(client.get(LIST, query)), "class", "field-excerpt"))


def a_report(comment, **fields):
    return Report.objects.create(**{"comment": comment, "reader": a_person(), "reason": "hate"} | fields)


def states(*comments):
    return [Comment.objects.get(pk=comment.pk).state for comment in comments]


# The list


def test_the_list_says_who_said_what_where_and_how_it_stands(client):
    rosa = a_person(name="Rosa Lind")
    comment = a_comment(a_story(title="Eels"), author=rosa, body="I *counted*   them\n\ntoo.")
    a_report(comment), a_report(comment), a_report(comment, handled_at=comment.created_at)
    [row] = page_of(client.get(LIST)).findall(".//table[@id='result_list']/tbody/tr")
    cells = [words_of(cell) for cell in row]
    assert cells[1:5] == ["I *counted* them too.", "Rosa Lind", "Eels", "Shown"]
    assert cells[6] == "2 open reports"


def test_the_list_is_searched_by_text_person_address_and_story(client):
    a_comment(a_story(title="Night ovens"), body="Bread.", author=a_person(name="Rosa Lind", email="rl@example.net"))
    a_comment(a_story(title="Eels"), body="A crumb of doubt.", author=a_person(name="Ben Ode"))
    for word in ("bread", "ROSA", "rl@example.net", "ovens", "rosa bread"):
        assert texts(client, q=word) == ["Bread."], word
    assert texts(client, q="rosa doubt") == []


def test_only_the_newest_texts_are_searched_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(comment_search, "READ", 2)
    rosa = a_person(name="Rosa Lind")
    for body in ("Old bread.", "New bread.", "Fresh bread."):
        a_comment(a_story(title="Night ovens"), body=body, author=rosa)
    assert texts(client, q="bread") == ["Fresh bread.", "New bread."]
    assert texts(client, q="rosa bread") == texts(client, q="ovens") == ["Fresh bread.", "New bread.", "Old bread."]
    assert "the newest 20,000 comments" in text_of(client.get(LIST))
    for odd in ("\0", "🫠", '"', "%", "a" * 5000, "ا " * 500):
        assert client.get(LIST, {"q": odd}).status_code == 200, odd


def test_the_list_is_filtered_by_state_reports_story_person_and_day(client):
    shown, held = a_comment(body="Shown."), a_held_comment(body="Held.")
    a_report(shown), a_report(held, handled_at=held.created_at)
    assert texts(client, state="held") == ["Held."]
    assert texts(client, reported="open") == ["Shown."]
    assert texts(client, story=held.story_id) == ["Held."]
    assert texts(client, author=shown.author_id) == ["Shown."]
    Comment.objects.filter(pk=shown.pk).update(created_at="2024-03-01T12:00:00Z")
    assert texts(client, created_at__gte="2024-02-01 00:00:00+00:00", created_at__lt="2024-04-01 00:00:00+00:00") == [
        "Shown."
    ]
    assert texts(client, state="nonsense", story="x", author="9" * 30) == ["Held.", "Shown."]


def test_the_newest_comment_comes_first_and_the_list_reads_an_index(client):
    for body in ("First.", "Second.", "Third."):
        a_comment(body=body)
    rows = having(page_of(client.get(LIST)), "class", "field-excerpt")
    assert [words_of(row) for row in rows] == ["Third.", "Second.", "First."]
    if connection.vendor == "sqlite":
        assert "comments_newest" in Comment.objects.order_by("-created_at", "-id")[:50].explain()


def test_the_list_takes_as_many_queries_for_thirty_comments_as_for_three(client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    for _ in range(3):
        a_report(a_comment())
    queries()  # what is looked up once for all pages
    few = queries()
    for _ in range(27):
        a_report(a_comment())
    assert queries() == few <= 12


def test_the_list_counts_no_further_than_anybody_turns_pages(client, monkeypatch):
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    story = a_story()
    for _ in range(3):
        a_comment(story)
    assert "more than 2 comments" in text_of(client.get(LIST))


# The page of one comment


def test_a_comment_is_read_in_its_place(client):
    story = a_story(title="The bridge")
    first = a_comment(story, author=a_person(name="Rosa Lind"), body="Is it an A?")
    answer = a_comment(parent=first, author=a_person(name="Ben Ode"), body="**No.**")
    answer.edit("**Never.**")
    a_report(answer, reason="person", note="He shouts.")
    response = client.get(page(answer))
    said = text_of(response)
    for part in ("Comment by Ben Ode", "The bridge", "Is it an A?", "**Never.**", "**No.**", "He shouts.", "Shown 1"):
        assert part in said, part
    root = page_of(response)
    assert words_of(root.find(".//div[@class='said said--this']//strong")) == "Never."
    for link in (f"/comments/{answer.pk}/", page(first), story.get_absolute_url(), f"{LIST}?story={story.pk}"):
        assert having(root, "href", link), link


def test_the_version_that_was_answered_is_named(client):
    story = a_story()
    comment = a_comment(story)
    story.write(body="<p>Now it is silent.</p>")
    story.publish_changes()
    number = story.public_version().number
    assert f"(readers see version {number} now)" in text_of(client.get(page(comment)))


def test_html_in_a_comment_stays_text(client):
    response = client.get(page(a_comment(body="<script>alert(1)</script> and <b>")))
    assert "<script>alert" not in response.content.decode()


def test_what_is_not_shown_has_no_public_link(client):
    held = a_held_comment()
    assert "View on site" not in text_of(client.get(page(held)))


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("unconfirmed", []),
        ("held", ["approve", "reject", "spam"]),
        ("published", ["remove", "spam"]),
        ("rejected", ["restore"]),
        ("spam", ["restore"]),
        ("removed", ["restore"]),
        ("deleted", []),
    ],
)
def test_the_page_offers_what_fits_the_state(client, state, verbs):
    comment = a_comment()
    Comment.objects.filter(pk=comment.pk).update(state=state)
    buttons = page_of(client.get(page(comment))).findall(".//button[@name='verb']")
    assert [button.get("value") for button in buttons] == verbs


def test_nobody_writes_adds_or_deletes_a_comment_here(client):
    client.force_login(an_editor())
    comment = a_comment()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{comment.pk}/delete/").status_code == 403
    assert client.post(page(comment), {"body": "Changed."}).status_code == 403
    assert "delete_selected" not in client.get(LIST).content.decode()


# Deciding


def test_each_verb_changes_the_state_and_writes_the_log(client, moderator):
    held, refused, shown, spam = a_held_comment(), a_held_comment(), a_comment(), a_comment()
    decide(client, held, "approve")
    decide(client, refused, "reject", reason="private", note="A street and a number.")
    decide(client, shown, "remove", reason="hate")
    decide(client, spam, "spam")
    assert states(held, refused, shown, spam) == ["published", "rejected", "removed", "spam"]
    decide(client, spam, "restore")
    assert states(spam) == ["published"]
    log = [(entry.verb, entry.reason, entry.note, entry.by_id) for entry in Decision.objects.order_by("id")]
    by = moderator.pk
    assert log == [
        ("approve", "", "", by), ("reject", "private", "A street and a number.", by), ("remove", "hate", "", by),
        ("spam", "spam", "", by), ("restore", "", "", by),
    ]  # fmt: skip
    said = text_of(client.get(page(refused)))
    assert "Tells private things about somebody" in said
    assert "Mo Derat" in said


def test_a_page_that_is_no_longer_true_overrules_nobody(client):
    comment = a_held_comment()
    seen = filled(client.get(page(comment)), "decision")["seen"]
    Comment.objects.get(pk=comment.pk).approve(by=a_person("moderator", name="Lena Holt"))
    assert "Lena Holt was quicker." in text_of(decide(client, comment, "spam", seen=seen))
    assert states(comment) == ["published"]


def test_refusing_without_a_reason_decides_nothing_and_keeps_the_note(client):
    comment = a_held_comment()
    response = decide(client, comment, "reject", note="Half a thought.")
    assert response.status_code == 422
    assert "Choose a reason" in text_of(response)
    assert filled(response, "decision")["note"] == ["Half a thought."]
    assert states(comment) == ["held"]
    assert decide(client, comment, "reject", reason="other").status_code == 422
    assert decide(client, comment, "reject", reason="first_held", note="No.").status_code == 422
    assert not Decision.objects.exists()


def test_who_comes_second_is_told_and_changes_nothing(client, moderator):
    comment = a_held_comment()
    client.get(page(comment))
    Comment.objects.get(pk=comment.pk).reject(reason="spam")
    response = decide(client, comment, "approve")
    assert "“Approve” was not done" in text_of(response)
    assert "in the state 'Refused'" in text_of(response)
    assert states(comment) == ["rejected"]
    assert [entry.verb for entry in Decision.objects.all()] == ["reject"]


@pytest.mark.parametrize("ticked", ["a\0b", "💥", "9" * 40, "-1"])
def test_what_can_be_no_comment_is_not_asked_for(client, ticked):
    held = a_held_comment()
    client.post(LIST, {"action": "approve_comments", "_selected_action": [ticked, held.pk]})
    assert states(held) == ["published"]
    assert client.post(LIST, {"action": "reject_comments", "_selected_action": ticked}, follow=True).status_code == 200


def test_a_decision_answers_the_reports(client):
    comment = a_comment()
    report, other = a_report(comment), a_report(a_comment())
    decide(client, comment, "remove", reason="hate")
    report.refresh_from_db(), other.refresh_from_db()
    assert report.handled_at
    assert not other.handled_at


def test_reports_are_dismissed_once_and_the_comment_stays(client):
    comment = a_comment()
    a_report(comment), a_report(comment)
    assert having(page_of(client.get(page(comment))), "value", "keep")
    decide(client, comment, "keep", note="Sharp, but about the story.")
    assert not Report.objects.filter(handled_at__isnull=True).exists()
    assert states(comment) == ["published"]
    assert "No report of this comment is open any more." in text_of(decide(client, comment, "keep"))
    assert [entry.verb for entry in Decision.objects.all()] == ["keep"]


def test_a_decision_needs_a_token_a_post_and_the_permission(client):
    comment = a_held_comment()
    address = f"{LIST}{comment.pk}/decision/"
    assert client.get(address).url == page(comment)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_person("moderator"))
    assert strict.post(address, {"verb": "approve"}).status_code == 403
    client.force_login(a_person("creator"))
    assert client.post(address, {"verb": "approve"}).status_code == 403
    assert states(comment) == ["held"]


def test_an_unknown_verb_or_comment_does_no_harm(client):
    comment = a_held_comment()
    assert decide(client, comment, "explode").status_code == 422
    assert client.post(f"{LIST}999999/decision/", {"verb": "approve"}).status_code == 404
    assert states(comment) == ["held"]


# Many at once


def test_many_are_approved_and_those_that_could_not_be_are_named(client, moderator):
    held, shown = a_held_comment(), a_comment(author=a_person(name="Ben Ode"))
    response = client.post(LIST, {"action": "approve_comments", "_selected_action": [held.pk, shown.pk]}, follow=True)
    said = text_of(response)
    assert "Approved. 1 comment." in said
    assert f"number {shown.pk}, Comment by Ben Ode" in said
    assert states(held, shown) == ["published", "published"]
    assert [entry.by_id for entry in Decision.objects.all()] == [moderator.pk]


def test_many_are_removed_after_one_question_for_the_reason(client):
    first, second = a_comment(), a_comment()
    asked = many_at_once(client, [first, second], "remove_comments")
    assert states(first, second) == ["published", "published"]
    form = filled(asked, "several", verb="remove")
    assert sorted(form["_selected_action"]) == sorted([str(first.pk), str(second.pk)])
    again = client.post(LIST, form)
    assert again.status_code == 422
    assert "Choose a reason" in text_of(again)
    response = client.post(LIST, filled(again, "several", verb="remove", reason="off_topic", note="Both."), follow=True)
    assert "Removed. 2 comments." in text_of(response)
    assert states(first, second) == ["removed", "removed"]
    assert {(entry.reason, entry.note) for entry in Decision.objects.all()} == {("off_topic", "Both.")}


def test_a_comment_that_left_the_filtered_list_meanwhile_is_not_forgotten(client):
    first, second = a_held_comment(), a_held_comment()
    asked = many_at_once(client, [first, second], "reject_comments", "?state=held")
    first.approve()
    form = filled(asked, "several", verb="reject", reason="advert")
    said = text_of(client.post(f"{LIST}?state=held", form, follow=True))
    assert "Refused. 1 comment." in said
    assert f"number {first.pk}" in said
    assert states(first, second) == ["published", "rejected"]


def test_a_forged_button_does_not_get_around_the_reason(client):
    comment = a_comment()
    many_at_once(client, [comment], "remove_comments", verb="spam")
    assert states(comment) == ["published"]


def test_too_many_at_once_are_refused(client, monkeypatch):
    monkeypatch.setattr(many, "MOST_AT_ONCE", 1)
    comments = [a_held_comment(), a_held_comment()]
    response = many_at_once(client, comments, "approve_comments")
    assert "at most 1 at once" in text_of(client.get(response.url))
    assert states(*comments) == ["held", "held"]


# Reports and the log


def test_reports_lead_to_their_comment_and_are_filtered(client):
    comment = a_comment(author=a_person(name="Ben Ode"))
    a_report(comment, note="Read the third line.")
    a_report(a_comment(), note="Old.", handled_at=comment.created_at)
    response = client.get(REPORTS, {"handled": "no"})
    assert "Read the third line." in text_of(response)
    assert "Old." not in text_of(response)
    assert having(page_of(response), "href", page(comment))
    assert client.get(f"{REPORTS}add/").status_code == 403
    assert client.get(f"{REPORTS}{Report.objects.first().pk}/delete/").status_code == 403
    assert client.get(f"{REPORTS}{Report.objects.first().pk}/change/").status_code == 200


def test_the_log_is_read_searched_and_never_written(client):
    first, second = a_held_comment(), a_held_comment()
    first.approve(by=a_person("moderator", name="Ann Other"))
    second.reject(by=a_person("moderator", name="Bo Th"), reason="law")
    numbers = lambda **query: [  # noqa: E731
        words_of(cell) for cell in having(page_of(client.get(LOG, query)), "class", "field-said_of")
    ]
    assert numbers() == [f"#{second.pk}", f"#{first.pk}"]
    assert numbers(q="ann") == numbers(verb__exact="approve") == [f"#{first.pk}"]
    assert numbers(q=f"#{second.pk}") == numbers(reason__exact="law") == [f"#{second.pk}"]
    entry = Decision.objects.first()
    assert client.get(f"{LOG}{entry.pk}/change/").status_code == 200
    client.force_login(a_person("admin"))
    for address in (f"{LOG}add/", f"{LOG}{entry.pk}/delete/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LOG}{entry.pk}/change/", {"note": "Changed."}).status_code == 403


# Discussions and insights


def test_a_story_has_discussion_settings_before_anybody_answered(client):
    the_site(comments_mode="first_held", comments_close_after=14)
    story = a_story(title="The bridge")
    address = f"/admin/comments/discussion/{story.pk}/change/"
    response = client.get(address)
    said = text_of(response)
    assert "A person's first comment is held. Comments are shown. They close 14 days after publication." in said
    assert "Closes on " in said
    assert not Discussion.objects.exists()
    saved = client.post(address, filled(response, "discussion_form", mode="closed", _continue="1"), follow=True)
    assert "Closed." in text_of(saved)
    assert Discussion.objects.get().mode == "closed"


def test_saving_the_settings_loses_no_count_made_meanwhile(client, monkeypatch):
    comment = a_comment()
    address = f"/admin/comments/discussion/{comment.story_id}/change/"
    form = filled(client.get(address), "discussion_form", mode="all_held")
    save_form = DiscussionAdmin.save_form

    def slowly(*args, **kwargs):
        Discussion.changed(comment.story_id, comments=1)
        return save_form(*args, **kwargs)

    monkeypatch.setattr(DiscussionAdmin, "save_form", slowly)
    client.post(address, form)
    discussion = Discussion.objects.get()
    assert (discussion.mode, discussion.comments) == ("all_held", 2)


def test_an_editor_chooses_a_story_and_a_moderator_comes_from_a_comment(client):
    assert client.get("/admin/comments/discussion/add/").status_code == 403
    client.force_login(an_editor())
    story = a_story()
    response = client.get("/admin/comments/discussion/add/")
    assert "They never close." in text_of(response)
    client.post("/admin/comments/discussion/add/", filled(response, "discussion_form", story=story.pk, close_after=3))
    assert Discussion.objects.get(pk=story.pk).close_after == 3
    again = client.post("/admin/comments/discussion/add/", {"story": story.pk, "mode": "", "shown": "unknown"})
    assert "already exists" in text_of(again)


def test_the_list_of_discussions_takes_a_fixed_number_of_queries(client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/admin/comments/discussion/").status_code == 200
        return len(seen)

    a_comment()
    queries()
    few = queries()
    for _ in range(5):
        a_comment()
    assert queries() == few


def test_a_story_leads_to_its_comments_for_those_who_moderate(client):
    client.force_login(an_editor())
    story = a_story()
    root = page_of(client.get(f"/admin/articles/story/{story.pk}/change/"))
    assert having(root, "href", f"{LIST}?story={story.pk}")
    assert having(root, "href", f"/admin/comments/discussion/{story.pk}/change/")


def test_an_insight_that_was_used_is_taken_off_the_offer_not_deleted(client):
    client.force_login(an_editor())
    used, unused = Insight.objects.all()[:2]
    StoryInsight.objects.set(a_story(), a_person(), used)
    response = client.post(f"/admin/comments/insight/{used.pk}/delete/", {"post": "yes"}, follow=True)
    assert "so it cannot be deleted" in text_of(response)
    client.post(f"/admin/comments/insight/{unused.pk}/delete/", {"post": "yes"})
    assert list(Insight.objects.filter(pk__in=[used.pk, unused.pk])) == [used]
    form = filled(client.get("/admin/comments/insight/"), "changelist-form", **{"form-0-offered": None}, _save="Save")
    client.post("/admin/comments/insight/", form)
    used.refresh_from_db()
    assert not used.offered


# Who sees it


@pytest.mark.parametrize("model", ["comment", "report", "decision", "discussion", "insight"])
def test_creators_see_nothing_of_it(client, model):
    client.force_login(a_person("creator"))
    assert client.get(f"/admin/comments/{model}/").status_code == 403
    assert "/admin/comments/" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("model", ["comment", "report", "decision", "discussion"])
def test_moderators_read_all_of_it(client, model):
    a_report(a_comment())
    assert client.get(f"/admin/comments/{model}/").status_code == 200


def test_the_public_page_leads_a_moderator_to_the_desk(client):
    comment = a_comment()
    root = page_of(client.get(comment.story.get_absolute_url()))
    assert having(root, "href", page(comment))
    assert client.get(page(comment)).status_code == 200


def test_a_comment_on_a_story_that_is_not_live_is_still_read(client):
    comment = a_comment()
    comment.story.withdraw("It was not ours to tell.")
    assert "(not live)" in text_of(client.get(page(comment)))


def test_who_may_only_look_is_offered_no_verb(client):
    comment = a_held_comment()
    onlooker = a_person("creator")
    onlooker.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(onlooker)
    assert not page_of(client.get(page(comment))).findall(".//button[@name='verb']")
    many_at_once(client, [comment], "approve_comments")
    decide(client, comment, "approve")
    assert states(comment) == ["held"]

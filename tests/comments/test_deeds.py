"""What can be done with a comment and a story: like, insight, follow, mute, report, pin, pick, edit, delete."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision, Discussion, Follow, Insight, Like, Mute, Notice, Report, StoryLike
from tests.factories import a_comment, a_creator, a_person, a_story, an_editor, the_site
from tests.forms import page_of, text_of, words_of

PAGE = "/stories/the-bridge/"


@pytest.fixture
def story():
    return a_story(title="The bridge")


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind")
    client.force_login(person)
    return person


def do(client, comment, deed, **data):
    return client.post(f"{comment.get_absolute_url()}{deed}/", data)


@pytest.mark.parametrize("deed", ["like", "mute", "pin", "pick"])
def test_a_deed_is_never_done_by_looking(client, story, rosa, deed):
    comment = a_comment(story)
    assert client.get(f"{comment.get_absolute_url()}{deed}/").status_code == 405


def test_a_like_counts_once_and_can_be_taken_back(client, story, rosa):
    comment = a_comment(story)
    for _ in range(3):
        assert do(client, comment, "like").url == comment.get_absolute_url()
    comment.refresh_from_db()
    assert (comment.like_count, Like.objects.count()) == (1, 1)
    button = page_of(client.get(PAGE)).find(f".//button[@formaction='/comments/{comment.pk}/like/']")
    assert button.get("aria-pressed") == "true"
    for _ in range(2):
        do(client, comment, "like", undo="1")
    comment.refresh_from_db()
    assert (comment.like_count, Like.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "path", ["comments/{}/like/", "comments/{}/mute/", "stories/the-bridge/like/", "stories/the-bridge/follow/"]
)
def test_a_stranger_is_led_to_sign_in_and_back(client, story, path):
    comment = a_comment(story)
    answer = client.post("/" + path.format(comment.pk))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=/")
    assert not Like.objects.exists()


def test_a_story_is_liked_marked_and_followed(client, story, rosa):
    insight = Insight.objects.get(name="Eye-opening")
    client.post(PAGE + "like/")
    client.post(PAGE + "insights/", {"insight": insight.pk})
    client.post(PAGE + "follow/")
    discussion = Discussion.of(story)
    assert (discussion.likes, discussion.insights) == (1, {str(insight.pk): 1})
    page = text_of(client.get(PAGE))
    assert "Liked 1" in page
    assert "Eye-opening 1" in page
    assert "Stop following" in page
    client.post(PAGE + "like/", {"undo": "1"})
    client.post(PAGE + "insights/", {"undo": insight.pk})
    client.post(PAGE + "follow/", {"undo": "1"})
    discussion = Discussion.of(story)
    assert (discussion.likes, discussion.insights) == (0, {str(insight.pk): 0})
    assert not Follow.objects.exists()
    assert not StoryLike.objects.exists()


def test_three_insights_are_the_most(client, story, rosa):
    for insight in Insight.objects.all():
        answer = client.post(PAGE + "insights/", {"insight": insight.pk}, follow=True)
    assert "You have chosen three." in text_of(answer)
    assert sum(Discussion.of(story).insights.values()) == 3


@pytest.mark.parametrize("asked", ["", "x", "999999", "9" * 40])
def test_an_insight_that_is_not_offered_is_not_found(client, story, rosa, asked):
    assert client.post(PAGE + "insights/", {"insight": asked}).status_code == 404


def test_nobody_responds_to_what_they_cannot_see(client, rosa):
    for deed in ("like", "insights", "follow"):
        assert client.post(f"/stories/nothing-here/{deed}/").status_code == 404


def test_a_muted_person_is_not_read_any_more_by_who_muted_them(client, story, rosa):
    loud = a_comment(story, body="LOUD WORDS")
    reply = a_comment(parent=loud)
    do(client, loud, "mute")
    page = text_of(client.get(PAGE))
    assert "LOUD WORDS" not in page
    assert "By a person you have muted." in page
    assert reply.body in page
    assert "LOUD WORDS" in text_of(Client().get(PAGE))
    do(client, loud, "mute", undo="1")
    assert "LOUD WORDS" in text_of(client.get(PAGE))


def test_nobody_mutes_themselves(client, story, rosa):
    own = a_comment(story, author=rosa)
    assert do(client, own, "mute").status_code == 404
    assert not Mute.objects.exists()


def test_a_report_needs_a_reason_and_is_kept_once(client, story, rosa):
    comment = a_comment(story)
    assert "Report a comment" in text_of(client.get(f"{comment.get_absolute_url()}report/"))
    answer = do(client, comment, "report", note="See the last line.")
    assert answer.status_code == 422
    assert "Choose what is wrong with it." in text_of(answer)
    assert "See the last line." in text_of(answer)
    for reason in ("spam", "person"):
        assert do(client, comment, "report", reason=reason, note="See the last line.").status_code == 302
    assert (Report.objects.get().reason, Report.objects.get().reader) == ("person", rosa)


def test_nobody_reports_themselves(client, story, rosa):
    assert do(client, a_comment(story, author=rosa), "report", reason="spam").status_code == 404


def test_an_author_edits_for_fifteen_minutes_and_readers_see_that(client, story, rosa):
    comment = a_comment(story, author=rosa, body="It hums at noon.")
    page = page_of(client.get(f"{comment.get_absolute_url()}edit/"))
    assert page.find(".//textarea[@name='body']").text == "\nIt hums at noon."
    do(client, comment, "edit", body="It hums at *dusk*.")
    comment.refresh_from_db()
    assert "<em>dusk</em>" in comment.body_html
    assert comment.earlier_texts.get().body == "It hums at noon."
    assert "edited" in text_of(client.get(PAGE))
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1), tick=False):
        answer = do(client, comment, "edit", body="It does not hum.")
    assert answer.status_code == 422
    assert "Those are over." in text_of(answer)
    assert page_of(answer).find(".//textarea[@name='body']").text.strip() == "It does not hum."


def test_an_edit_that_says_nothing_keeps_the_comment(client, story, rosa):
    comment = a_comment(story, author=rosa, body="It hums at noon.")
    answer = do(client, comment, "edit", body="  ")
    assert answer.status_code == 422
    comment.refresh_from_db()
    assert comment.body == "It hums at noon."


def test_an_edit_is_previewed_without_being_kept(client, story, rosa):
    comment = a_comment(story, author=rosa, body="It hums at noon.")
    assert "<em>dusk</em>" in do(client, comment, "edit", body="It hums at *dusk*.", preview="1").content.decode()
    comment.refresh_from_db()
    assert comment.edited_at is None


def test_an_edited_comment_is_read_again_where_all_are(client, story, rosa):
    comment = a_comment(story, author=rosa, body="It hums at noon.")
    the_site(comments_mode="all_held")
    do(client, comment, "edit", body="Buy kettles.")
    comment.refresh_from_db()
    assert comment.state == "held"
    assert Discussion.of(story).comments == 0


def test_two_comments_cannot_be_edited_into_one(client, story, rosa):
    a_comment(story, author=rosa, body="Once.")
    second = a_comment(story, author=rosa, body="Twice.")
    answer = do(client, second, "edit", body="once.")
    assert answer.status_code == 422
    assert "You have said exactly this here already." in text_of(answer)


@pytest.mark.parametrize("deed", ["edit", "delete"])
def test_nobody_changes_what_another_wrote(client, story, rosa, deed):
    comment = a_comment(story)
    assert client.get(f"{comment.get_absolute_url()}{deed}/").status_code == 404
    assert do(client, comment, deed, body="Mine now.").status_code == 404


def test_an_author_deletes_after_being_asked(client, story, rosa):
    comment = a_comment(story, author=rosa, body="I take it back.")
    assert "I take it back." in text_of(client.get(f"{comment.get_absolute_url()}delete/"))
    assert Comment.objects.get().is_published
    answer = do(client, comment, "delete")
    assert answer.url == f"{PAGE}comments/"
    assert "I take it back." not in text_of(client.get(PAGE))
    assert do(client, comment, "delete").url == f"{PAGE}comments/"  # a second press


def test_what_was_deleted_may_be_said_again(client, story, rosa):
    comment = a_comment(story, author=rosa, body="I take it back.")
    comment.delete_by_author()
    client.post(f"{PAGE}comments/", {"body": "I take it back."})
    assert Comment.objects.published().count() == 1


def test_creators_and_editors_lead_the_discussion_and_readers_do_not(client):
    ines = a_person("creator", name="Ines Varga")
    story = a_story(title="The bridge", creators=[a_creator("Ines Varga", user=ines)])
    comment = a_comment(story)
    for person, allowed in ((a_person(), False), (a_person("creator"), False), (ines, True), (an_editor(), True)):
        client.force_login(person)
        for deed in ("pin", "pick"):
            assert do(client, comment, deed).status_code == (302 if allowed else 404)
            offered = words_of(page_of(client.get(PAGE)).find(".//details[@class='more']"))
            assert ("pin" in offered.lower()) == allowed
    assert Notice.objects.filter(kind="pin").count() == 1
    do(client, comment, "pin", undo="1")
    do(client, comment, "pick", undo="1")
    comment.refresh_from_db()
    assert comment.picked_at is None
    assert Discussion.of(story).pinned is None


def test_a_flood_of_likes_is_refused(client, story, rosa, settings):
    settings.LIMITS = settings.LIMITS | {"likes": (2, 600)}
    comment = a_comment(story)
    for status in (302, 302, 429):
        answer = do(client, comment, "like")
        assert answer.status_code == status
    assert int(answer["Retry-After"]) > 0
    assert "That was too often" in text_of(answer)


def test_every_verb_of_a_moderator_is_in_the_log_and_counts_what_is_shown(story):
    editor = an_editor()
    comment = a_comment(story)
    shown = []
    for verb, arguments in (("remove", {"reason": "person"}), ("restore", {}), ("mark_spam", {}), ("restore", {})):
        getattr(comment, verb)(by=editor, **arguments)
        shown.append(Discussion.of(story).comments)
    assert shown == [0, 1, 0, 1]
    log = [(entry.verb, entry.before, entry.reason, entry.by_name) for entry in Decision.objects.order_by("id")]
    assert log == [
        ("remove", "published", "person", "Lene Moss"),
        ("restore", "removed", "", "Lene Moss"),
        ("spam", "published", "spam", "Lene Moss"),
        ("restore", "spam", "", "Lene Moss"),
    ]


def test_the_author_sees_state_reason_and_note_of_a_refusal(client, story, rosa):
    the_site(comments_mode="all_held")
    place = client.post(f"{PAGE}comments/", {"body": "Anyone who pays that deserves to walk."}).url
    Comment.objects.get().reject(by=an_editor(), reason="person", note="Say it without the shove and it goes up.")
    page = text_of(Client().get(place))
    for said in ("Refused", "Aimed at a person, not at the story", "A moderator", "Say it without the shove"):
        assert said in page
    assert "Lene Moss" not in page


@pytest.mark.parametrize("token", ["1", "1:abc", "x"])
def test_a_receipt_cannot_be_guessed(client, story, token):
    a_comment(story)
    assert client.get(f"/receipts/{token}/").status_code == 404


def test_in_place_the_piece_that_changed_is_answered(client, story, rosa):
    comment = a_comment(story)
    answer = client.post(f"{comment.get_absolute_url()}like/", headers={"x-in-place": "1"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert page_of(answer).find(f".//article[@id='c{comment.pk}']") is not None
    posted = client.post(f"{PAGE}comments/", {"body": "In place."}, headers={"x-in-place": "1"})
    assert "In place." in posted.content.decode()
    wrong = client.post(f"{PAGE}comments/", {"body": ""}, headers={"x-in-place": "1"})
    assert wrong.status_code == 422
    assert b"<html" not in wrong.content
    stranger = Client().post(f"{comment.get_absolute_url()}like/", headers={"x-in-place": "1"})
    assert stranger.status_code == 401
    assert "Sign in" in stranger.content.decode()


def test_what_just_happened_is_said_once_and_sets_no_cookie_by_looking(client, story, rosa):
    client.get(PAGE)
    comment = a_comment(story)
    do(client, comment, "report", reason="spam")
    first, second = client.get(PAGE), client.get(PAGE)
    assert "Reported. A moderator will read it." in text_of(first)
    assert "Reported." not in text_of(second)
    assert not first.cookies
    assert not second.cookies

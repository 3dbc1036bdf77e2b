"""The desk page: what waits for whom, in a number of queries that stays the same."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Reads
from comments.models import HouseRule, Insight, Report, StoryInsight, StoryLike
from newsroom import moments
from newsroom.models import Page, Site
from tests.factories import (
    a_comment,
    a_creator,
    a_draft,
    a_held_comment,
    a_page,
    a_person,
    a_scheduled_story,
    a_story,
    a_withdrawn_story,
    an_editor,
    an_image,
    the_site,
)
from tests.forms import having, page_of, text_of, words_of

DESK = "/admin/"
MOST_QUERIES = 14  # and one more where the site asks staff for a second factor


def part(response, title) -> str:
    """The words of the section below a heading."""
    page = page_of(response)
    for section in page.iter("section"):
        if any(words_of(heading).startswith(title) for heading in section.iter("h2")):
            return words_of(section)
    return ""


def today():
    return timezone.localdate(timezone=Site.current().zone)


def queries(client, address=DESK) -> int:
    client.get(address)  # the first page of a session also stores its token
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def everything(number=3):
    """Some of all that the desk can show, more with a higher number."""
    for _one in range(number):
        a_draft(title="Handed in").submit()
        a_scheduled_story(title="Soon")
        story = a_story(title="Read and discussed")
        Reads.objects.add(today(), {story.pk: 7})
        a_held_comment(story=story)
        comment = a_comment(story=story)
        Report.objects.create(comment=comment, reader=a_person(), reason="spam")


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


@pytest.fixture
def ines(client):
    """A creator with an account and a profile."""
    person = a_person("creator", name="Ines")
    person.profile = a_creator("Ines Varga", user=person)
    client.force_login(person)
    return person


def test_an_editor_finds_what_waits_the_longest_first(client, editor, monkeypatch):
    now = moments.now()
    for title, minutes in [("Eels", 5), ("Ovens", 90)]:
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: now - timedelta(minutes=minutes))
        a_draft(title=title, creators=[a_creator("Ines Varga"), a_creator("Tom Akande")]).submit()
    monkeypatch.setattr(timezone, "now", lambda: now)
    a_draft(title="Only begun")
    a_scheduled_story(title="Tomorrow's story")
    waiting = part(client.get(DESK), "Waiting for you")
    assert waiting.index("Ovens Ines Varga · Last saved: ") < waiting.index("Eels")
    assert "Only begun" not in waiting
    assert "Tomorrow's story Tomorrow at" in part(client.get(DESK), "This week")


def test_held_and_reported_comments_lead_to_their_decision(client, editor):
    held = a_held_comment(body="Is this the parish?")
    reported = a_comment(body="You are all fools.")
    Report.objects.create(comment=reported, reader=a_person(), reason="person")
    answer = client.get(DESK)
    links = [link.get("href") for link in having(page_of(answer), "href", "/admin/comments/comment/")]
    assert [f"/admin/comments/comment/{comment.pk}/change/" in links for comment in (held, reported)] == [True, True]
    assert "Held comments 1 Is this the parish?" in part(answer, "Waiting for you")
    assert "Reported comments 1 You are all fools." in part(answer, "Waiting for you")


def test_a_long_queue_is_counted_only_so_far(client, editor, monkeypatch):
    monkeypatch.setattr("comments.desk.MOST_COUNTED", 2)
    story = a_story()
    for _one in range(4):
        a_held_comment(story=story)
    assert "Held comments more than 2 " in part(client.get(DESK), "Waiting for you")


def test_the_week_has_each_day_with_what_went_and_will_go_live(client, editor, monkeypatch):
    the_site(time_zone="Pacific/Auckland")
    a_story(at=datetime(2026, 11, 23, 11, 0, tzinfo=UTC))  # the 24th there
    a_story(at=datetime(2026, 11, 24, 10, 59, 59, tzinfo=UTC))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 10, 59, 59, tzinfo=UTC))
    a_scheduled_story()
    days = [words_of(item) for item in page_of(client.get(DESK)).findall(".//ol[@class='desk-week']/li")]
    assert days[2] == "Tue Tuesday 24 2 live"
    assert days[3] == "Wed Wednesday 25 0 live 1 planned"


def test_the_most_read_and_most_discussed_come_with_a_chart_that_also_has_words(client, editor):
    bridge, eels, gone = a_story(title="The bridge"), a_story(title="Eels"), a_story(title="Gone")
    Reads.objects.add(today(), {bridge.pk: 2, eels.pk: 3, gone.pk: 50})
    a_comment(story=bridge), a_comment(story=bridge), a_comment(story=eels), a_held_comment(story=eels)
    a_comment(story=eels, at=timezone.now() - timedelta(days=8))
    a_comment(story=gone)
    gone.withdraw("It was not ours to tell.")
    answer = client.get(DESK)
    assert part(answer, "Most read").endswith("Eels 3 The bridge 2")
    assert part(answer, "Most discussed").endswith("The bridge 2 Eels 1")
    charts = [chart.get("aria-label") for chart in page_of(answer).iter("svg") if "bars" in chart.get("class", "")]
    assert charts[0] == "Reads a day, the oldest first: 0, 0, 0, 0, 0, 0, 3"
    assert charts[2] == "Comments a day, the oldest first: 0, 0, 0, 0, 0, 0, 2"
    assert "style=" not in answer.content.decode()


def test_a_desk_with_nothing_to_do_says_what_will_stand_there(client, editor):
    waiting = part(client.get(DESK), "Waiting for you")
    assert "None. When a creator sends a story for review, it stands here" in waiting
    assert "None. What readers report waits here" in waiting


def test_everything_an_editor_can_see_costs_the_same_few_queries(client, editor):
    everything()
    few = queries(client)
    everything(5)
    assert queries(client) == few <= MOST_QUERIES
    assert "First steps" in text_of(client.get(DESK))


def test_a_moderator_sees_comments_and_no_unpublished_story(client):
    client.force_login(a_person("moderator"))
    everything()
    answer = text_of(client.get(DESK))
    assert "Held comments 3" in answer
    assert "Most discussed" in answer
    for secret in ("Handed in", "Soon", "This week", "First steps", "Most read"):
        assert secret not in answer
    assert queries(client) <= MOST_QUERIES


def test_a_reader_has_no_desk(client):
    client.force_login(a_person())
    assert client.get(DESK).status_code == 302


# A creator's own room


def test_a_story_that_was_sent_back_says_why_and_leads_on(client, ines):
    story = a_draft(title="Eels", creators=[ines.profile])
    story.submit()
    story.send_back("Say who counted them, and when.")
    others = a_draft(title="Not mine")
    others.submit()
    others.send_back("Secret reason.")
    answer = client.get(DESK)
    assert "Eels Sent back: Say who counted them, and when. Go on writing" in part(answer, "Your stories")
    assert having(page_of(answer), "href", f"/admin/articles/story/{story.pk}/change/")
    assert not any(words in text_of(answer) for words in ("Not mine", "Secret reason"))


def test_the_room_has_ones_own_stories_by_state(client, ines):
    a_draft(title="Begun", creators=[ines.profile])
    a_draft(title="Handed in", creators=[ines.profile]).submit()
    a_scheduled_story(title="Planned", creators=[ines.profile])
    a_story(title="Live", creators=[a_creator(), ines.profile])
    a_withdrawn_story(title="Gone", creators=[ines.profile])
    own = part(client.get(DESK), "Your stories")
    assert own.index("Drafts Begun") < own.index("In review Handed in") < own.index("Scheduled Planned")
    assert "Live" in part(client.get(DESK), "What readers said")


def test_many_planned_stories_hide_neither_the_next_nor_what_is_live(client, ines):
    now = moments.now()
    for day in range(33):
        a_story(title=f"Day {day}.", at=now + timedelta(days=day + 1), creators=[ines.profile])
    a_story(title="Live", creators=[ines.profile])
    answer = client.get(DESK)
    assert "Scheduled Day 0." in part(answer, "Your stories")
    assert "Live" in part(answer, "What readers said")


def test_what_readers_said_has_likes_insights_and_reads(client, ines):
    story, reader = a_story(title="Eels", creators=[ines.profile]), a_person()
    StoryLike.objects.set(story, reader)
    StoryInsight.objects.set(story, reader, Insight.objects.get(name="Heartfelt"))
    Reads.objects.add(today(), {story.pk: 4})
    answer = client.get(DESK)
    assert "Eels 1 like · 0 comments · Heartfelt 1" in part(answer, "What readers said")
    assert having(page_of(answer), "aria-label", "0, 0, 0, 0, 0, 0, 4")


def test_to_answer_has_what_others_wrote_until_it_is_answered(client, ines):
    story = a_story(creators=[ines.profile])
    question = a_comment(story=story, body="Who counted them?")
    a_comment(story=story, author=ines, body="My own words.")
    a_held_comment(story=story, body="Held words.")
    a_comment(body="Under another story.")
    answer = client.get(DESK)
    assert "Who counted them?" in part(answer, "To answer")
    assert not any(words in part(answer, "To answer") for words in ("My own", "Held words", "another story"))
    [link] = having(page_of(answer), "href", "?reply=")
    assert "Who counted them?" in text_of(client.get(link.get("href").partition("#")[0]))
    a_comment(parent=question, author=ines)
    assert "Who counted them?" not in part(client.get(DESK), "To answer")


def test_a_full_room_costs_the_same_few_queries(client, ines):
    def more(number):
        for _one in range(number):
            story = a_story(creators=[ines.profile])
            a_comment(story=story)
            Reads.objects.add(today(), {story.pk: 7})
            a_draft(creators=[ines.profile])

    more(2)
    few = queries(client)
    more(6)
    assert queries(client) == few <= MOST_QUERIES


def test_an_empty_room_teaches(client, ines):
    answer = client.get(DESK)
    assert "You have not written anything yet." in text_of(answer)
    assert having(page_of(answer), "href", "/admin/articles/story/add/")
    ines.profile.delete()
    assert "Your account has no creator profile yet." in text_of(client.get(DESK))


# First steps


def test_first_steps_go_when_they_are_done_or_put_away(client, settings):
    client.force_login(a_person("admin"))
    assert "11 things are still to do" in text_of(client.get(DESK))
    a_page("About"), a_page("House rules", slug="house-rules")
    assert "11 things" in text_of(client.get(DESK))  # what the demo brought is nobody's
    for page in ("about", "house-rules"):
        address = f"/admin/newsroom/page/{Page.objects.get(slug=page).pk}/change/"
        data = {"title": page, "slug": page, "body": "<p>We.</p>", "position": 1}
        assert client.post(address, data).status_code == 302
    assert LogEntry.objects.count() == 2
    a_story(), an_editor(), the_site(name="The Saltmere Post", logo=an_image())
    HouseRule.objects.create(name="watched", words="cuckoo")
    assert "3 things" in text_of(client.get(DESK))
    settings.EMAIL_BACKEND, settings.PRODUCTION = "django.core.mail.backends.smtp.EmailBackend", True
    assert "1 thing is" in text_of(client.get(DESK))  # the topics
    client.post("/admin/first-steps/hidden/", follow=True)
    assert "First steps" not in text_of(client.get(DESK))

"""Who may do what with a story in which state, and what stays written of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import verbs
from articles.models import Step, Story
from newsroom import moments
from tests.articles.test_admin_story import change, fresh, in_hours, press
from tests.factories import (
    a_creator,
    a_draft,
    a_person,
    a_scheduled_story,
    a_story,
    a_story_in_review,
    a_withdrawn_story,
    an_editor,
)
from tests.forms import filled, having, page_of, text_of

MADE = {
    "draft": a_draft,
    "in_review": a_story_in_review,
    "scheduled": a_scheduled_story,
    "live": a_story,
    "withdrawn": a_withdrawn_story,
}
# Where each verb leads from each state where it may be done.
LEADS = {
    "submit": {"draft": "in_review"},
    "take_back": {"in_review": "draft"},
    "publish": {"draft": "live", "in_review": "live", "scheduled": "live"},
    "schedule": {"draft": "scheduled", "in_review": "scheduled", "scheduled": "scheduled"},
    "send_back": {"in_review": "draft"},
    "unschedule": {"scheduled": "draft"},
    "publish_changes": {"scheduled": "scheduled", "live": "live"},
    "withdraw": {"live": "withdrawn"},
    "restore": {"withdrawn": "live"},
}


@pytest.fixture
def people():
    """Somebody for each part, and who stands in the byline."""
    roles = {"writer": "creator"}
    parts = ("writer", "creator", "editor", "moderator", "reader")
    people = {part: a_person(roles.get(part, part)) for part in parts}
    a_creator("Somebody Else", user=people["creator"])
    return people | {"byline": [a_creator("Bram Okafor", user=people["writer"])]}


class Form:
    cleaned_data = {"reason": "Because."}


@pytest.mark.parametrize("verb", LEADS)
def test_a_verb_moves_a_story_only_from_where_it_leads(verb):
    for state, make in MADE.items():
        story = make()
        story.write(title="A changed title")
        if verb == "schedule":
            story.published_at = moments.now() + timedelta(hours=5)
        if state in LEADS[verb]:
            verbs.VERBS[verb].do(story, an_editor(), Form)
        else:
            with pytest.raises(verbs.Refused):
                verbs.VERBS[verb].do(story, an_editor(), Form)
        assert fresh(story).state == LEADS[verb].get(state, state)


@pytest.mark.parametrize("state", MADE)
def test_a_forged_verb_does_nothing_for_whom_it_is_not_meant(client, people, state):
    """The editor's own form with all that any verb asks for, sent by everybody else for every verb."""
    story = MADE[state](creators=people["byline"])
    story.write(title="A changed title")
    client.force_login(people["editor"])
    form = filled(client.get(change(story)), "story_form", reason="Because.", title="A forged title")
    for part in ("writer", "creator", "moderator", "reader"):
        client.force_login(people[part])
        for verb in LEADS:
            if part == "writer" and verb in ("submit", "take_back") and state in LEADS[verb]:
                continue
            form["published_at"] = in_hours(5) if verb == "schedule" else form.get("published_at", "")
            client.post(change(story), form | {"_verb": verb})
            assert fresh(story).state == state, f"{part} pressed {verb} on a story that was {state}"
    assert story.working_copy.title == "A changed title"
    client.force_login(people["editor"])
    client.post(change(story), form | {"_verb": "take_back"})  # an editor sends back, and says why
    assert fresh(story).state == state


def test_a_creator_takes_back_what_nobody_has_dealt_with_yet(client, people):
    client.force_login(people["writer"])
    story = a_story_in_review(creators=people["byline"])
    page = page_of(client.get(change(story)))
    assert [button.get("value") for button in having(page, "name", "_verb")] == ["take_back"]
    press(client, story, "take_back", title="Better")
    assert (fresh(story).state, fresh(story).title) == ("draft", "Better")


def test_every_reason_stays_readable_for_the_creator_when_the_story_has_moved_on(client, people):
    story = a_story_in_review(creators=people["byline"])
    story.send_back("  Too long.  ", by=people["editor"])
    story.submit(by=people["writer"])
    story.publish(by=people["editor"])
    story.withdraw("Not ours to tell.", by=people["editor"])
    client.force_login(people["writer"])
    page = client.get(change(story))
    log = " ".join(" ".join(part.itertext()) for part in having(page_of(page), "class", "step-log"))
    assert "Too long." in log
    assert "Not ours to tell." in log
    assert str(people["editor"]) in log
    client.force_login(people["creator"])
    assert client.get(change(story)).status_code == 302


def test_each_verb_leaves_one_step_with_who_and_when_and_why():
    editor, story = an_editor(), a_draft()
    story.submit(by=editor)
    story.send_back("Too long.", by=editor)
    story.submit(by=editor)
    story.take_back(by=editor)
    at = moments.now() + timedelta(days=2)
    story.publish(at=at, by=editor)
    story.unschedule(by=editor)
    story.publish(by=editor)
    story.write(title="Another title")
    story.publish_changes(by=editor)
    story.withdraw("Not ours.", by=editor)
    story.restore(by=editor)
    steps = list(Step.objects.filter(story=story).order_by("id"))
    assert [step.verb for step in steps] == [
        *("submit", "send_back", "submit", "take_back", "schedule", "unschedule", "publish", "publish_changes"),
        *("withdraw", "restore"),
    ]
    assert [step.reason for step in steps if step.reason] == ["Too long.", "Not ours."]
    assert [step.planned_for for step in steps if step.planned_for] == [at]
    assert {step.by for step in steps} == {editor}


def test_what_was_refused_leaves_no_step(client, people):
    client.force_login(people["editor"])
    story = a_story_in_review(creators=[])
    before = Step.objects.count()
    press(client, story, "publish")
    press(client, story, "send_back")
    press(client, story, "withdraw", reason="No.")
    assert Step.objects.count() == before


def test_a_name_stays_in_the_log_when_its_account_is_gone():
    editor, story = an_editor(name="Lene Moss"), a_draft()
    story.publish(by=editor)
    editor.delete()
    assert (story.steps.get().by, story.steps.get().by_name) == (None, "Lene Moss")


@pytest.mark.parametrize("state", ["draft", "in_review", "scheduled", "live", "withdrawn"])
def test_clearing_a_date_publishes_nothing(client, people, state):
    client.force_login(people["editor"])
    story = MADE[state](creators=people["byline"])
    if state in ("draft", "in_review"):
        press(client, story, published_at=in_hours(5))
        assert fresh(story).published_at
    press(client, story, published_at="")
    assert fresh(story).state == state


@pytest.mark.parametrize("state", ["scheduled", "live", "withdrawn"])
def test_a_date_cannot_be_taken_away_behind_the_form_either(state):
    story = MADE[state]()
    for status in Story.Status.values:
        assert fresh(story).state == state
        if status == "ready":
            with pytest.raises(ValidationError, match="moment when it goes live"):
                Story(title="A story", body="<p>x</p>", status=status).full_clean()


def test_the_log_costs_one_query_however_long_it_is(client, people):
    client.force_login(people["editor"])

    def queries(story):
        client.get(change(story))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(change(story))
        return len(asked)

    story = a_draft(creators=people["byline"])
    few = queries(story)
    for _time in range(4):
        story.submit(by=people["writer"])
        story.send_back("Again.", by=people["editor"])
    assert queries(story) == few


def test_steps_of_a_story_are_seen_by_no_reader(client, people):
    story = a_story_in_review(creators=people["byline"])
    story.send_back("A private reason.", by=people["editor"])
    story.submit()
    story.publish(by=people["editor"])
    assert "A private reason." not in client.get(story.get_absolute_url()).content.decode()
    client.force_login(people["moderator"])
    assert "A private reason." not in text_of(client.get(change(story), follow=True))

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from articles.models import Story
from newsroom import moments
from tests.factories import (
    a_creator,
    a_draft,
    a_scheduled_story,
    a_story,
    a_withdrawn_story,
    an_editor,
    an_image,
    the_site,
)
from tests.forms import filled, having, page_of, text_of, words_of

ADD = "/admin/articles/story/add/"


def change(story):
    return reverse("admin:articles_story_change", args=[story.pk])


def press(client, story, verb=None, **changes):
    """Open the story's form, change fields, and press a verb, or 'Save and continue'."""
    button = {"_verb": verb} if verb else {"_continue": "1"}
    data = filled(client.get(change(story)), "story_form", **changes) | button
    return client.post(change(story), data, follow=True)


def fresh(story):
    return Story.objects.get(pk=story.pk)


def in_hours(hours):
    return timezone.localtime(moments.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def errors_at(response, field):
    rows = having(page_of(response), "class", f"field-{field}")
    return " ".join(words_of(found) for row in rows for found in having(row, "class", "errorlist"))


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def test_an_editor_writes_a_story_and_it_is_a_draft_with_one_version(client, editor):
    creator = a_creator()
    data = filled(client.get(ADD), "story_form", title="The long way home", body="<p>On foot.</p><script>x</script>")
    client.post(ADD, data | {"bylines-0-creator": creator.pk, "_continue": "1"})
    story = Story.objects.get()
    assert (story.title, story.body, story.state, story.byline) == (
        "The long way home",
        "<p>On foot.</p>",
        "draft",
        [creator],
    )
    assert story.versions.get().saved_by == editor


def test_the_form_keeps_html_that_is_written_as_text(client, editor):
    story = a_draft(body="<p>&lt;b&gt; &amp; &amp;lt;</p>")
    press(client, story)
    assert fresh(story).body == "<p>&lt;b&gt; &amp; &amp;lt;</p>"
    assert story.versions.count() == 1


def test_publishing_saves_first(client, editor):
    story = a_draft(body="<p>First.</p>")
    answer = press(client, story, "publish", body="<p>Second.</p>")
    story = fresh(story)
    assert story.is_live
    assert story.body == "<p>Second.</p>"
    assert "Published. Live since today" in text_of(answer)


def test_saving_a_live_story_leaves_what_readers_see_and_says_so(client, editor):
    story = a_story(body="<p>First.</p>")
    answer = press(client, story, body="<p>Second.</p>", title="Another title")
    assert fresh(story).body == "<p>First.</p>"
    assert "Version 2. The changes here are not published yet." in text_of(answer)
    assert "Second." in client.get(change(story)).content.decode()
    assert client.get(story.get_absolute_url()).content.decode().count("Second.") == 0
    press(client, story, "publish_changes")
    assert (fresh(story).title, fresh(story).body) == ("Another title", "<p>Second.</p>")


def test_a_refused_publication_keeps_what_was_typed_and_does_nothing_by_halves(client, editor):
    story = a_draft(body="<p>First.</p>")
    picture = an_image()
    data = {
        "body": f'<figure><img src="{picture.address}"></figure><p>New.</p>',
        "cover": picture.pk,
        "title": "New title",
    }
    answer = press(client, story, "publish", **data)
    assert "A picture in the text has no alternative text" in errors_at(answer, "body")
    assert "Say what the cover shows" in errors_at(answer, "cover_alt")
    assert "New.</p>" in page_of(answer).find(".//textarea[@id='id_body']").text
    assert page_of(answer).find(".//textarea[@id='id_title']").text.strip() == "New title"
    assert (fresh(story).body, fresh(story).title, fresh(story).cover) == ("<p>First.</p>", story.title, None)
    assert story.versions.count() == 1
    assert not LogEntry.objects.exists()


def test_an_emptied_address_and_another_mistake_come_back_together(client, editor):
    """The address is made from the title, but not from one that is refused."""
    answer = press(client, a_story(), slug="", title="", language="none")
    assert answer.status_code == 200
    assert errors_at(answer, "title")


@pytest.mark.parametrize("forged", ["x\0", "9" * 5000, "²"])
@pytest.mark.parametrize("field", ["tags", "topic", "cover", "bylines-0-creator", "bylines-0-position"])
def test_what_is_no_number_of_anything_is_refused_in_its_place(client, editor, field, forged):
    story = a_draft()
    assert press(client, story, **{field: forged, "title": "Forged"}).status_code == 200
    assert fresh(story).title == story.title


def test_a_new_story_can_be_refused_without_being_made(client, editor):
    data = filled(client.get(ADD), "story_form", title="Too early", body="")
    answer = client.post(ADD, data | {"_verb": "publish"})
    assert "The story has no text yet." in errors_at(answer, "body")
    assert not Story.objects.exists()


def test_scheduling_needs_a_moment_that_is_still_to_come(client, editor):
    story = a_draft()
    assert "Say when" in errors_at(press(client, story, "schedule"), "published_at")
    assert "has passed" in errors_at(press(client, story, "schedule", published_at=in_hours(-3)), "published_at")
    assert fresh(story).state == "draft"
    press(client, story, "schedule", published_at=in_hours(3))
    assert fresh(story).is_scheduled
    assert story.versions.get(public_at__isnull=False).public_at == fresh(story).published_at


def test_the_plan_is_said_in_words_in_the_zone_of_the_site(client, editor, time_machine):
    time_machine.move_to("2026-11-11 12:00:00+00:00", tick=False)
    the_site(time_zone="Europe/Berlin")
    story = a_draft()
    answer = press(client, story, "schedule", published_at="2026-11-12T06:00")
    assert fresh(story).published_at.isoformat() == "2026-11-12T05:00:00+00:00"
    assert "Goes live tomorrow at 06:00, Europe/Berlin" in text_of(answer)


def test_a_moved_date_moves_the_planned_version_too(client, editor):
    story = a_scheduled_story()
    press(client, story, published_at=in_hours(5))
    story = fresh(story)
    assert story.is_scheduled
    assert story.versions.filter(public_at__isnull=False).latest("number").public_at == story.published_at


@pytest.mark.parametrize("date", ["", "2020-01-01T06:00"])
def test_a_scheduled_story_keeps_a_date_ahead(client, editor, date):
    story = a_scheduled_story()
    answer = press(client, story, published_at=date)
    assert errors_at(answer, "published_at")
    assert fresh(story).published_at == story.published_at


@pytest.mark.parametrize("verb", ["publish", "unschedule"])
def test_an_emptied_date_does_not_hinder_what_needs_none(client, editor, verb):
    story = a_scheduled_story()
    press(client, story, verb, published_at="")
    assert fresh(story).state == {"publish": "live", "unschedule": "draft"}[verb]


def test_a_live_story_keeps_a_date_in_the_past(client, editor):
    story = a_story()
    assert "keeps a date" in errors_at(press(client, story, published_at=""), "published_at")
    assert "cannot lie ahead" in errors_at(press(client, story, published_at=in_hours(4)), "published_at")
    assert fresh(story).is_live


def test_saving_a_live_story_keeps_the_second_it_went_live(client, editor):
    story = a_story(at=moments.now() - timedelta(days=1, seconds=17))
    press(client, story, subtitle="New")
    assert fresh(story).published_at == story.published_at


def test_a_story_of_the_hour_that_comes_twice_can_be_saved(client, editor, time_machine):
    time_machine.move_to("2026-10-26 12:00:00+00:00", tick=False)
    the_site(time_zone="Europe/Berlin")
    story = a_story(at=moments.now().replace(day=25, hour=1, minute=30))
    press(client, story, subtitle="New")
    assert fresh(story).published_at == story.published_at
    assert story.working_copy.subtitle == "New"


def test_a_time_that_no_clock_shows_is_refused(client, editor, time_machine):
    time_machine.move_to("2026-03-20 12:00:00+00:00", tick=False)
    the_site(time_zone="Europe/Berlin")
    answer = press(client, a_draft(), published_at="2026-03-29T02:30")
    assert "has no such time" in errors_at(answer, "published_at")


def test_the_embargo_is_a_sentence_beside_its_field(client, editor):
    story = a_draft()
    answer = press(client, story, embargoed_until=in_hours(9), published_at=in_hours(5))
    assert "before its embargo ends" in text_of(answer)
    answer = press(client, story, "publish", embargoed_until=in_hours(9))
    assert "The embargo ends later" in errors_at(answer, "embargoed_until")
    assert fresh(story).state == "draft"


def test_sending_back_needs_a_reason_that_the_creator_sees(client, editor):
    story = a_draft()
    story.submit()
    assert "Say why" in errors_at(press(client, story, "send_back"), "reason")
    press(client, story, "send_back", reason="Too long.")
    assert (fresh(story).state, fresh(story).returned_reason) == ("draft", "Too long.")
    assert "Too long." in text_of(client.get(change(story)))


def test_withdrawing_and_bringing_back(client, editor):
    story = a_story()
    assert "Say why" in errors_at(press(client, story, "withdraw"), "reason")
    press(client, story, "withdraw", reason="Not ours to tell.")
    assert fresh(story).state == "withdrawn"
    press(client, story, "restore")
    assert fresh(story).is_live


def test_a_verb_whose_time_has_passed_says_so(client, editor):
    story = a_draft()
    data = filled(client.get(change(story)), "story_form")
    story.publish()
    answer = client.post(change(story), data | {"published_at": in_hours(-1), "_verb": "submit"}, follow=True)
    assert "another state by now" in text_of(answer)


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (a_draft, ["submit", "publish", "schedule"]),
        (a_scheduled_story, ["publish", "schedule", "unschedule", "publish_changes"]),
        (a_story, ["publish_changes", "withdraw"]),
        (a_withdrawn_story, ["restore"]),
    ],
)
def test_only_the_verbs_that_fit_are_offered(client, editor, make, offered):
    page = page_of(client.get(change(make())))
    assert [button.get("value") for button in page.findall(".//button[@name='_verb']")] == offered


def test_every_verb_is_in_the_history(client, editor):
    story = a_draft()
    press(client, story, "submit")
    press(client, story, "publish")
    said = list(LogEntry.objects.filter(object_id=str(story.pk)).values_list("change_message", flat=True))
    assert "Published." in said
    assert "Sent for review." in said


def test_a_public_story_can_be_withdrawn_but_not_deleted(client, editor):
    for story in (a_story(), a_withdrawn_story(), a_scheduled_story()):
        assert client.post(f"/admin/articles/story/{story.pk}/delete/", {"post": "yes"}).status_code == 403
    draft = a_draft()
    client.post(f"/admin/articles/story/{draft.pk}/delete/", {"post": "yes"})
    assert not Story.objects.filter(pk=draft.pk).exists()


def test_what_is_live_links_to_the_site_and_what_is_not_to_its_preview(client, editor):
    live, draft = a_story(), a_draft()
    beside, last = ["Preview links", "Notes", "Versions"], ["Comments", "Discussion settings", "History"]
    links = page_of(client.get(change(live))).findall(".//ul[@class='object-tools']//a")
    ways = ["View on site", *beside, "Add a correction", "Put on the front page", *last]
    assert [link.text for link in links] == ways
    links = page_of(client.get(change(draft))).findall(".//ul[@class='object-tools']//a")
    assert [link.text for link in links] == ["Preview", *beside, *last]
    assert links[0].get("href") == f"/admin/articles/story/{draft.pk}/preview/"


def test_names_stand_in_the_order_of_their_numbers(client, editor):
    first, second = a_creator("First"), a_creator("Second")
    story = a_draft(creators=[first, second])
    press(client, story, **{"bylines-0-position": "9"})
    assert fresh(story).byline == [second, first]


def test_without_scripts_the_text_is_a_field_with_html(client, editor):
    page = page_of(client.get(change(a_draft(body="<p>Hum.</p>"))))
    assert page.find(".//textarea[@id='id_body']").text.strip() == "<p>Hum.</p>"


def test_the_only_inline_script_has_a_nonce_and_no_style_is_inline(client, editor):
    answer = client.get(change(a_draft()))
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    inline = [script for script in page_of(answer).iter("script") if not script.get("src")]
    assert [script.get("type") for script in inline] == ["importmap"]
    assert f"'nonce-{inline[0].get('nonce')}'" in policy
    assert not [element for element in page_of(answer).iter() if element.tag == "style" or element.get("style")]


def test_public_pages_keep_their_own_policy(client, editor):
    assert "nonce" not in client.get("/robots.txt")["Content-Security-Policy"]


@pytest.mark.parametrize("changes", [{"bylines-0-DELETE": "on"}, {"cover": True, "cover_alt": ""}])
def test_what_readers_see_at_once_is_saved_only_whole(client, editor, changes):
    story = a_story()
    if changes.get("cover"):
        changes = changes | {"cover": an_image().pk}
    answer = press(client, story, **changes)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert fresh(story).bylines.count() == 1
    assert fresh(story).cover is None


def test_a_second_press_of_publish_is_told_that_the_story_moved_on(client, editor):
    story = a_draft()
    old = filled(client.get(change(story)), "story_form") | {"_verb": "publish"}
    client.post(change(story), old)
    date = fresh(story).published_at
    answer = client.post(change(story), old)
    assert "in another state by now" in text_of(answer)
    assert (fresh(story).state, fresh(story).published_at) == ("live", date)


@pytest.mark.parametrize(
    "odd", [{"cover": "²"}, {"published_at": "0001-01-01T00:00"}, {"embargoed_until": "9999-12-31T23:59"}]
)
def test_odd_values_come_back_with_a_sentence(client, editor, odd):
    the_site(time_zone="Europe/Berlin")
    story = a_draft()
    answer = press(client, story, **odd)
    assert answer.status_code == 200
    assert errors_at(answer, next(iter(odd)))


def test_a_title_is_one_line(client, editor):
    story = a_draft()
    press(client, story, title="The long\r\nway\x0b home")
    assert fresh(story).title == "The long way home"


def test_an_update_cannot_lie_ahead(client, editor):
    story = a_story()
    assert "lies ahead" in errors_at(press(client, story, revised_at=in_hours(5)), "revised_at")

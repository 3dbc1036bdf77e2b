"""What was put right after readers had seen it: where it is shown, who may give it, and where it never leaks."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError

from articles.models import Correction
from newsroom import moments
from tests.articles.test_admin_story import change, errors_at, fresh, press
from tests.factories import (
    a_correction,
    a_creator,
    a_draft,
    a_person,
    a_scheduled_story,
    a_source,
    a_story,
    a_withdrawn_story,
    an_editor,
)
from tests.forms import filled, page_of, text_of, words_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST, FEED = "/corrections/", "/corrections/feed.rss"
ADD = "/admin/articles/correction/add/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def bridge():
    return a_story(title="The bridge", at=NOW - timedelta(days=2))


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def seen(client, path):
    return client.get(path).content.decode()


def article(client, story):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', seen(client, story.get_absolute_url()))
    return json.loads(blocks[0])


def items(client, path):
    return ElementTree.fromstring(client.get(path).content).findall(".//item")


def give(client, story, **fields):
    data = filled(client.get(f"{ADD}?story={story.pk}"), "correction_form", **fields)
    return client.post(ADD, data, follow=True)


# On the story


def test_a_correction_stands_on_the_story_with_kind_and_date(client, bridge):
    correction = a_correction(bridge, "The bridge has 22 spans.\nNot 21.", kind="clarification")
    page = page_of(client.get(bridge.get_absolute_url()))
    section = page.find(".//section[@aria-labelledby='corrections']")
    assert "Clarification, 22 November 2026" in words_of(section)
    assert section.find(f".//li[@id='{correction.anchor}']//br") is not None
    assert section.find(f".//a[@href='{LIST}']") is not None
    assert "Updated 22 November 2026" in text_of(client.get(bridge.get_absolute_url()))


def test_several_stand_newest_first_between_the_text_and_the_tags(client, bridge, clock):
    for day in range(3):
        a_correction(bridge, f"Number {day}.")
        clock.shift(timedelta(days=1))
    page = seen(client, bridge.get_absolute_url()).partition("<body")[2]
    places = [page.index(said) for said in ("hums.", "Number 2.", "Number 1.", "Number 0.", 'class="response')]
    assert places == sorted(places)


def test_what_is_typed_in_a_correction_is_text(client, bridge):
    a_correction(bridge, "It was <b>not</b> & never a 🌉 <script>x</script> جسر")
    for path in (bridge.get_absolute_url(), LIST):
        page = seen(client, path)
        assert "It was &lt;b&gt;not&lt;/b&gt; &amp; never a 🌉" in page
        assert "<script>x" not in page


def test_a_story_asks_no_more_without_corrections_and_once_more_with_many(client, bridge, django_assert_num_queries):
    path = bridge.get_absolute_url()
    with django_assert_num_queries(7):
        client.get(path)
    for number in range(3):
        a_correction(bridge, f"Number {number}.")
    with django_assert_num_queries(8):
        client.get(path)
    a_source(bridge)
    with django_assert_num_queries(9):
        client.get(path)


def test_search_engines_are_told(client, bridge, clock):
    assert "correction" not in article(client, bridge)
    clock.shift(timedelta(hours=1))
    correction = a_correction(bridge, "It has 22 spans.")
    said = article(client, bridge)
    assert said["correction"] == [
        {
            "@type": "CorrectionComment",
            "name": "Correction",
            "text": "It has 22 spans.",
            "datePublished": "2026-11-22T13:00:00+00:00",
            "url": f"http://127.0.0.1:8000/stories/the-bridge/#{correction.anchor}",
        }
    ]
    assert said["dateModified"] == "2026-11-22T13:00:00+00:00"
    assert said["publisher"]["correctionsPolicy"] == "http://127.0.0.1:8000/corrections/"
    assert "<lastmod>2026-11-22T13:00:00Z</lastmod>" in seen(client, "/sitemap-stories.xml")


def test_a_feed_of_stories_ends_a_text_with_what_was_corrected(client, bridge, django_assert_num_queries):
    for story in (bridge, a_story(title="The ferry")):
        a_correction(story, f"Of {story.title}.")
    with django_assert_num_queries(5):
        feed = seen(client, "/feeds/stories.rss")
    assert feed.count("Of The bridge.") == feed.count("Of The ferry.") == 1
    assert "<updated>2026-11-22T12:00:00+00:00</updated>" in seen(client, "/feeds/stories.atom")


# The list and its feed


def test_all_corrections_stand_newest_first_by_month(client, bridge, clock):
    a_correction(bridge, "It has 22 spans.")
    clock.move_to(datetime(2026, 12, 3, tzinfo=UTC), tick=False)
    a_correction(a_story(title="The ferry"), "It left at six.", kind="update")
    page = text_of(client.get(LIST))
    places = [page.index(said) for said in ("December 2026", "Update, 3 December", "The ferry", "It left at six.")]
    places += [page.index(said) for said in ("November 2026", "Correction, 22", "The bridge", "It has 22 spans.")]
    assert places == sorted(places)
    assert 'rel="alternate" type="application/rss+xml" title="Corrections" href="/corrections/feed.rss"' in seen(
        client, LIST
    )
    assert f'href="{LIST}"' in seen(client, "/").split("<footer")[1]


def test_a_long_list_has_pages_that_ask_as_much_as_the_first(client, bridge, django_assert_num_queries):
    for number in range(45):
        a_correction(bridge, f"Number {number}.")
    client.get(LIST)
    with django_assert_num_queries(2):
        first = page_of(client.get(LIST))
    with django_assert_num_queries(2):
        second = client.get(LIST + first.find(".//a[@rel='next']").get("href"))
    assert "Number 24." in text_of(second)
    assert "Number 25." not in text_of(second)
    for wrong in ("x", "1~2~3", "9" * 40, "\0"):
        assert client.get(LIST, {"after": wrong}).status_code == 404


def test_an_empty_list_says_what_would_stand_there(client):
    assert "No corrections yet" in text_of(client.get(LIST))
    assert items(client, FEED) == []
    assert client.get(FEED).content == client.get(FEED).content


def test_the_feed_tells_each_with_an_id_that_never_changes(client, bridge):
    correction = a_correction(bridge, "It has <22> spans.\x0b")
    (item,) = items(client, FEED)
    assert item.findtext("title") == "Correction: The bridge"
    assert item.findtext("link") == f"http://127.0.0.1:8000/stories/the-bridge/#{correction.anchor}"
    assert item.findtext("guid") == f"tag:127.0.0.1,2026:correction/{correction.pk}"
    assert item.findtext("description") == "<p>It has &lt;22&gt; spans.</p>"
    bridge.title, bridge.slug = "The viaduct", "the-viaduct"
    bridge.save()
    assert items(client, FEED)[0].findtext("guid") == item.findtext("guid")


@pytest.mark.parametrize("path", [LIST, FEED, "/feeds/stories.rss"])
def test_of_a_withdrawn_story_nothing_is_told_until_it_is_back(client, bridge, path):
    a_correction(bridge, "A secret merger.")
    assert "secret" in seen(client, path)
    bridge.withdraw("Not ours to tell.")
    assert "secret" not in seen(client, path)
    assert "secret" not in seen(client, bridge.get_absolute_url())
    bridge.restore()
    assert "secret" in seen(client, path)


def test_a_corrected_story_whose_date_is_moved_ahead_appears_again_in_its_second(client, bridge, clock):
    a_correction(bridge, "A secret merger.")
    type(bridge).objects.update(published_at=NOW + timedelta(days=1))
    clock.move_to(NOW + timedelta(days=1, seconds=-1), tick=False)
    assert "secret" not in seen(client, LIST) + seen(client, FEED)
    clock.shift(timedelta(seconds=1))
    assert "secret" in seen(client, LIST)
    assert "secret" in seen(client, FEED)


# Giving one


@pytest.mark.parametrize("make", [a_draft, a_scheduled_story, a_withdrawn_story])
def test_only_a_live_story_is_corrected(client, editor, make):
    story = make()
    with pytest.raises(ValidationError, match="Only a live story"):
        story.correct("It was not so.")
    answer = give(client, story, text="It was not so.")
    assert "Only a live story can be corrected" in text_of(answer)
    assert "It was not so." in page_of(answer).find(".//textarea").text
    assert not Correction.objects.exists()


def test_a_story_is_corrected_in_its_first_second_but_not_before_it_or_ahead(clock):
    story = a_story(at=NOW)
    for at in (NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)):
        with pytest.raises(ValidationError):
            story.correct("It was not so.", at=at)
    assert story.correct("It was not so.").at == NOW


def test_an_editor_gives_a_correction_from_the_story(client, editor, bridge):
    link = page_of(client.get(change(bridge))).find(f".//a[@href='{ADD}?story={bridge.pk}']")
    assert link.text == "Add a correction"
    give(client, bridge, text="  It has 22 spans. \r\n\r\nNot 21.\r\n", kind="correction")
    correction = Correction.objects.get()
    assert (correction.text, correction.at, correction.by) == ("It has 22 spans.\n\nNot 21.", NOW, editor)
    assert fresh(bridge).revised_at == NOW
    assert LogEntry.objects.filter(object_id=str(correction.pk), action_flag=1).exists()
    assert "It has 22 spans." in seen(client, change(bridge))


def test_a_second_press_gives_no_second_correction(client, editor, bridge):
    give(client, bridge, text="It has 22 spans.")
    assert "has this correction already" in text_of(give(client, bridge, text="It has 22 spans."))
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001, "nul \0"])
def test_a_correction_that_says_nothing_or_too_much_comes_back(client, editor, bridge, text):
    answer = give(client, bridge, text=text or None)
    assert answer.status_code == 200
    assert errors_at(answer, "text")
    assert not Correction.objects.exists()


@pytest.mark.parametrize("story", ["x", "²", "9" * 30, "0", "1' OR 1=1", "-1"])
def test_a_forged_story_makes_no_error_of_ours(client, editor, story):
    assert client.get(ADD, {"story": story}).status_code == 200
    assert client.post(ADD, {"story": story, "kind": "nonsense", "text": "x"}).status_code == 200


def test_its_words_can_be_mended_and_nothing_else(client, editor, bridge):
    correction = a_correction(bridge, "It has 22 spans.", at=NOW - timedelta(hours=1))
    seen(client, bridge.get_absolute_url())
    place = f"/admin/articles/correction/{correction.pk}/change/"
    data = filled(client.get(place), "correction_form", text="It has 22 spans, not 21.", kind="clarification")
    client.post(place, data | {"story": a_story().pk, "at": "2020-01-01"})
    mended = Correction.objects.get()
    assert (mended.text, mended.kind) == ("It has 22 spans, not 21.", "clarification")
    assert (mended.story, mended.at) == (bridge, correction.at)
    assert "not 21" in seen(client, LIST)
    assert "not 21" in seen(client, bridge.get_absolute_url())
    assert LogEntry.objects.filter(object_id=str(correction.pk), action_flag=2).exists()


def test_what_is_deleted_is_on_no_page(client, editor, bridge):
    correction = a_correction(bridge, "It has 22 spans.")
    client.post(f"/admin/articles/correction/{correction.pk}/delete/", {"post": "yes"})
    assert "22 spans" not in seen(client, bridge.get_absolute_url()) + seen(client, LIST)


def test_a_form_that_was_open_meanwhile_does_not_take_the_date_back(client, editor, bridge):
    stale = filled(client.get(change(bridge)), "story_form")
    a_correction(bridge)
    client.post(change(bridge), stale | {"_continue": "1"})
    assert fresh(bridge).revised_at == NOW


def test_the_desk_finds_corrections_by_their_stories(client, editor, bridge):
    a_correction(bridge, "It has 22 spans.")
    a_correction(a_story(title="The ferry"), "It left at six.")
    page = text_of(client.get("/admin/articles/correction/", {"q": "ferry"}))
    assert "It left at six." in page
    assert "It has 22 spans." not in page


def test_creators_and_readers_give_none(client, bridge):
    for person in (a_person(), a_person("creator"), a_person("moderator")):
        client.force_login(person)
        assert client.get(ADD).status_code in (302, 403)
        assert client.post(ADD, {"story": bridge.pk, "kind": "update", "text": "x"}).status_code in (302, 403)
    own = a_person("creator")
    mine = a_story(creators=[a_creator(user=own)])
    client.force_login(own)
    assert "Add a correction" not in text_of(client.get(change(mine)))
    assert not Correction.objects.exists()


def test_saving_a_corrected_story_keeps_its_corrections(client, editor, bridge):
    a_correction(bridge, "It has 22 spans.")
    press(client, bridge, subtitle="New")
    with time_machine.travel(moments.now() + timedelta(days=1), tick=False):
        assert "22 spans" in seen(client, bridge.get_absolute_url())

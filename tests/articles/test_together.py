"""Several people at one story: nobody's text is overwritten unseen, and what was typed waits apart from the versions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Sitting, Story
from newsroom import moments
from tests.factories import a_creator, a_draft, a_person, a_story, a_tag, a_topic, an_editor
from tests.forms import filled, having, page_of, text_of, words_of

ADD = "/admin/articles/story/add/"
PARTS = ["<p>The bridge hums.</p>", "<p>Nobody knew why.</p>", "<p>Then came the wind.</p>"]


def change(story):
    return reverse("admin:articles_story_change", args=[story.pk])


class Desk:
    """One person at one story in a browser without scripts; `form` is what they have open."""

    def __init__(self, story=None, person=None):
        self.person, self.client, self.story = person or an_editor(), Client(), story
        self.client.force_login(self.person)
        self.address = change(story) if story else ADD
        self.open()

    def open(self, query=""):
        self.page = self.client.get(self.address + query)
        self.form = filled(self.page, "story_form")
        return self

    def press(self, button=None, **fields):
        """Fill in fields and press a button: a verb, 'merge:joined', or else 'Save and continue'."""
        name, _colon, value = (button or "_continue:1").rpartition(":")
        name = {"": "_verb", "merge": "_merge"}.get(name, name)
        self.form = {name: value for name, value in (self.form | fields).items() if value is not None}
        self.page = self.client.post(self.address, self.form | {name: value}, follow=True)
        self.form = filled(self.page, "story_form")
        return self.page

    def type(self, turn=1, **text):
        """What the script sends."""
        data = {name: self.form.get(name, "") for name in ("tab", "opened", "title", "subtitle", "body")}
        data = {name: value[0] if isinstance(value, list) else value for name, value in data.items()}
        return self.client.post(self.sitting, data | text | {"turn": turn})

    def breathe(self):
        return self.client.post(self.sitting, {"tab": self.form["tab"], "opened": self.form["opened"]}).json()

    @property
    def sitting(self):
        return self.address.replace("/change/", "/").removesuffix("/") + "/sitting/"


def fresh(story):
    return Story.objects.get(pk=story.pk)


def newest(story):
    return story.versions.first()


@pytest.fixture
def story():
    return a_draft(title="The bridge", body="".join(PARTS))


@pytest.fixture
def lene(story):
    return Desk(story)


@pytest.fixture
def tom(story):
    return Desk(story, an_editor(name="Tom Reed"))


# A stale save


def test_a_stale_save_is_refused_and_shows_both_texts(lene, tom, story):
    tom.press(title="The bridge that hums")
    page = lene.press(body="<p>Mine.</p>" + "".join(PARTS))
    said = text_of(page)
    assert page.status_code == 409
    assert "Not saved: Tom Reed saved version 2 today" in said
    assert "What version 2 changed" in said
    assert "What you changed" in said
    assert (newest(story).title, newest(story).number) == ("The bridge that hums", 2)
    assert lene.form["body"] == ["<p>Mine.</p>" + "".join(PARTS)]
    assert "Tom Reed saved version 2" in text_of(lene.press(body="<p>Again.</p>"))  # and again, until they are joined
    assert newest(story).number == 2


def test_changes_in_different_places_are_joined_and_then_saved(lene, tom, story):
    tom.press(title="The bridge that hums", body="".join([*PARTS[:2], "<p>Then came a gale.</p>"]))
    lene.press(subtitle="A riddle", body="".join(["<p>The old bridge hums.</p>", *PARTS[1:]]))
    page = lene.press("merge:joined")
    assert page.status_code == 200
    assert newest(story).number == 2  # nothing is saved by joining
    assert "Nothing is saved yet" in text_of(page)
    lene.press()
    assert newest(story).text == {
        "title": "The bridge that hums",
        "subtitle": "A riddle",
        "body": "<p>The old bridge hums.</p><p>Nobody knew why.</p><p>Then came a gale.</p>",
    }
    assert [version.number for version in story.versions.all()] == [3, 2, 1]


@pytest.mark.parametrize(
    ("choice", "middle"),
    [
        ({}, "<p>Theirs.</p><p>Mine.</p>"),
        ({"merge-0": "theirs"}, "<p>Theirs.</p>"),
        ({"merge-0": "mine"}, "<p>Mine.</p>"),
    ],
)
def test_what_both_changed_is_chosen(lene, tom, story, choice, middle):
    tom.press(title="Theirs", body=PARTS[0] + "<p>Theirs.</p>" + PARTS[2])
    page = lene.press(title="Mine", body=PARTS[0] + "<p>Mine.</p>" + PARTS[2])
    assert "Both changed this place" in text_of(page)
    assert "Both changed the title" in text_of(page)
    lene.press("merge:joined", **choice)
    lene.press()
    assert newest(story).body == PARTS[0] + middle + PARTS[2]
    assert newest(story).title == "Mine"


def test_mine_can_stand_in_place_of_theirs_which_stays_a_version(lene, tom, story):
    tom.press(body="<p>Theirs.</p>")
    lene.press(body="<p>Mine.</p>")
    lene.press("merge:mine")
    lene.press()
    assert [version.body for version in story.versions.all()] == ["<p>Mine.</p>", "<p>Theirs.</p>", "".join(PARTS)]


def test_joining_with_a_version_that_is_no_longer_the_newest_shows_the_newest(lene, tom, story):
    tom.press(title="One")
    lene.press(body="<p>Mine.</p>")
    tom.press(title="Two")
    page = lene.press("merge:joined")
    assert "Tom Reed saved version 3" in text_of(page)
    assert "The joined text" in text_of(page)
    lene.press()
    assert newest(story).title == "Two"


@pytest.mark.parametrize("verb", ["publish", "submit"])
@pytest.mark.parametrize("typed", [{}, {"body": "<p>Mine.</p>"}])
def test_a_stale_page_publishes_nothing(lene, tom, story, verb, typed):
    tom.press(body="<p>Theirs.</p>")
    page = lene.press(verb, **typed)
    assert page.status_code == 409
    assert (fresh(story).state, newest(story).body) == ("draft", "<p>Theirs.</p>")
    assert "saved version 2" in text_of(page)


def test_who_changed_no_word_overwrites_none(lene, tom, story):
    topic = a_topic("Harbour")
    tom.press(body="<p>Theirs.</p>")
    page = lene.press(topic=topic.pk)
    assert (newest(story).body, fresh(story).topic) == ("<p>Theirs.</p>", topic)
    assert "Somebody else changed this meanwhile: text." in text_of(page)


def test_the_same_words_from_both_are_no_quarrel(lene, tom, story):
    tom.press(body="<p>Same.</p>")
    lene.press(body="<p>Same.</p>", cover_credit="L. Moss")
    assert (newest(story).number, fresh(story).cover_credit) == (2, "L. Moss")


def test_a_version_with_the_same_text_hinders_nobody(lene, story):
    story.publish()
    lene.press(body="<p>Mine.</p>")
    assert newest(story).body == "<p>Mine.</p>"


@pytest.mark.parametrize("opened", [None, "", "-1", "99999999999999999999", "7", "1 topic", "x:y:z \x00 1:", "0"])
def test_a_page_that_does_not_say_what_it_began_with_overwrites_nothing(lene, tom, story, opened):
    tom.press(body=PARTS[0] + "<p>Theirs.</p>")
    assert lene.press(body=PARTS[0] + "<p>Mine.</p>", opened=opened).status_code == 409
    assert newest(story).body == PARTS[0] + "<p>Theirs.</p>"
    lene.press("merge:joined")
    lene.press()
    assert newest(story).body == PARTS[0] + "<p>Theirs.</p><p>Mine.</p>"


def test_a_story_opened_twice_by_one_person_says_so(lene, story):
    other = Desk(story, lene.person)
    other.press(body="<p>Other.</p>")
    assert "You saved version 2 today" in text_of(lene.press(body="<p>Mine.</p>"))


# All but the text


def test_fields_that_one_left_alone_are_the_others(lene, tom, story):
    topic, tag, second = a_topic("Harbour"), a_tag("wind"), a_creator("Second")
    rows = {"bylines-TOTAL_FORMS": 2, "bylines-1-creator": second.pk, "bylines-1-position": 2}
    tom.press(topic=topic.pk, tags=[tag.pk], cover_credit="T. Reed", **rows)
    assert len(fresh(story).byline) == 2
    page = lene.press(body="<p>Mine.</p>", cover_caption="At dusk")
    now = fresh(story)
    assert (now.topic, list(now.tags.all()), now.cover_credit, now.cover_caption) == (
        topic,
        [tag],
        "T. Reed",
        "At dusk",
    )
    assert [creator.name for creator in now.byline][1:] == ["Second"]
    assert newest(story).body == "<p>Mine.</p>"
    assert "Somebody else changed this meanwhile: Topic, Tags, Cover credit and byline." in text_of(page)


def test_a_field_that_both_changed_is_asked_for_beside_it(lene, tom, story):
    theirs, mine = a_topic("Theirs"), a_topic("Mine")
    tom.press(topic=theirs.pk)
    page = lene.press(topic=mine.pk, body="<p>Mine.</p>")
    assert page.status_code == 409
    (row,) = having(page_of(page), "class", "field-topic")
    assert "changed this meanwhile: Theirs." in words_of(row)
    assert (fresh(story).topic, newest(story).number) == (theirs, 1)
    lene.press()
    assert (fresh(story).topic, newest(story).body) == (mine, "<p>Mine.</p>")


def test_a_byline_that_both_changed_comes_back_with_what_was_added(lene, tom, story):
    first, second = a_creator("First"), a_creator("Second")
    add = {"bylines-TOTAL_FORMS": 2, "bylines-1-position": 2, "bylines-1-story": story.pk}
    tom.press(**{"bylines-1-creator": first.pk}, **add)
    page = lene.press(**{"bylines-1-creator": second.pk}, **add)
    assert "It stands here as they left it" in text_of(page)
    assert fresh(story).byline[1:] == [first]
    lene.press()
    assert fresh(story).byline[1:] == [first, second]


def test_nothing_is_published_with_fields_that_nobody_has_seen(lene, tom, story):
    tom.press(cover_credit="T. Reed")
    page = lene.press("publish")
    assert "press the button again" in text_of(page)
    assert fresh(story).state == "draft"
    lene.press("publish")
    assert (fresh(story).state, fresh(story).cover_credit) == ("live", "T. Reed")


# What was typed and not saved


def test_what_is_typed_is_kept_apart_from_the_versions(lene, story):
    assert "Kept at" in lene.type(body="<p>Typed.</p>").json()["kept"]
    assert story.versions.count() == 1
    assert fresh(story).body == "".join(PARTS)
    assert Sitting.objects.get().body == "<p>Typed.</p>"


def test_an_unsaved_text_is_shown_before_it_comes_back(lene, story):
    lene.type(title="The old bridge", body=PARTS[0] + "<p>Typed.</p><script>x</script>")
    lene.open()
    assert "You typed text today at" in text_of(lene.page)
    assert lene.form["title"] == ["The bridge"]  # nothing comes back by itself
    link = page_of(lene.page).find(".//p[@class='unsaved']/a").get("href")
    page = lene.client.get(link)
    assert "Typed." in text_of(page)
    assert "Removed: Nobody knew why" in text_of(page)
    take = page_of(page).find(".//form[@class='verbs']/a").get("href")
    lene.open("?" + take.partition("?")[2])
    assert lene.form["body"] == [PARTS[0] + "<p>Typed.</p>"]
    assert "Here stands what you typed" in text_of(lene.page)
    assert story.versions.count() == 1
    lene.press()
    assert newest(story).title == "The old bridge"
    assert "You typed text" not in text_of(lene.open().page)


def test_an_unsaved_text_over_an_older_version_cannot_overwrite_the_newest(lene, tom, story):
    lene.type(body="<p>Days old.</p>")
    tom.press(body="<p>Theirs.</p>")
    lene.open(f"?kept={Sitting.objects.get(typed_at__isnull=False).pk}")
    assert lene.press().status_code == 409
    assert newest(story).body == "<p>Theirs.</p>"


def test_an_unsaved_text_can_be_discarded(lene, story):
    lene.type(body="<p>Typed.</p>")
    kept = reverse("admin:articles_story_kept", args=[Sitting.objects.get().pk])
    assert "You typed text" not in text_of(lene.client.post(kept, follow=True))
    assert lene.client.get(kept).status_code == 404


def test_a_new_story_that_was_never_saved_waits_too():
    lene = Desk()
    assert lene.type(title="The long way home", body="<p>On foot.</p>").status_code == 200
    lene.open()
    assert "You typed text today" in text_of(lene.page)
    lene.open(f"?kept={Sitting.objects.get().pk}")
    assert lene.form["title"] == ["The long way home"]
    lene.press(**{"bylines-0-creator": a_creator().pk})
    assert Story.objects.get().body == "<p>On foot.</p>"
    assert not Sitting.objects.filter(typed_at__isnull=False).exists()


def test_saving_clears_what_was_kept_and_a_refused_save_does_not(lene, tom, story):
    lene.type(body="<p>Typed.</p>")
    lene.press("schedule", body="<p>Typed.</p>", published_at="")
    assert Sitting.objects.get(person=lene.person).body == "<p>Typed.</p>"
    lene.press(body="<p>Typed.</p>")
    assert not Sitting.objects.filter(typed_at__isnull=False).exists()


def test_what_arrives_late_never_replaces_what_was_typed_after_it(lene, story):
    lene.type(turn=9, body="<p>Later.</p>")
    lene.type(turn=8, body="<p>Earlier.</p>")
    assert Sitting.objects.get().body == "<p>Later.</p>"
    page = dict(lene.form)
    lene.press(body="<p>Later.</p>")
    lene.form = page
    assert "saved already" in lene.type(turn=10, body="<p>Earlier.</p>").json()["problem"]
    assert not Sitting.objects.filter(typed_at__isnull=False).exists()


def test_two_pages_of_one_person_keep_their_texts_apart(lene, story):
    lene.type(body="<p>One.</p>")
    other = Desk(story, lene.person)
    other.type(body="<p>Two.</p>")
    assert {row.body for row in Sitting.objects.all()} == {"<p>One.</p>", "<p>Two.</p>"}


def test_old_texts_go_and_few_are_kept(lene, story, time_machine):
    time_machine.move_to(moments.now(), tick=False)
    for _page in range(14):
        lene.open().type(body="<p>Typed.</p>")
    assert Sitting.objects.count() == 10
    time_machine.shift(timedelta(days=31))
    Desk(story, lene.person).breathe()
    assert Sitting.objects.count() == 1


# Who is here


def test_two_people_in_one_story_see_each_other(lene, tom, story, time_machine):
    time_machine.move_to(moments.now(), tick=False)
    lene.breathe()
    assert tom.breathe()["others"] == ["Lene Moss is here too."]
    lene.type(body="<p>Typed.</p>")
    assert tom.breathe()["others"] == ["Lene Moss is writing here."]
    assert lene.breathe()["others"] == ["Tom Reed is here too."]
    time_machine.shift(timedelta(minutes=1))
    assert tom.breathe()["others"] == []


def test_a_newer_version_is_told_before_anything_is_refused(lene, tom, story):
    assert lene.breathe()["newer"] == ""
    tom.press(body="<p>Theirs.</p>")
    assert "Tom Reed saved version 2 today" in lene.breathe()["newer"]
    page = lene.press("merge:look", body="<p>Mine.</p>")
    assert "What version 2 changed" in text_of(page)
    assert newest(story).number == 2


def test_only_who_may_change_a_story_sits_at_it(lene, story):
    sitting = lene.sitting
    stranger, creator = Client(), a_person("creator")
    assert stranger.post(sitting, {"tab": "abcdefgh"}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    stranger.force_login(creator)
    assert stranger.post(sitting, {"tab": "abcdefgh"}).status_code == 404
    live = a_story(creators=[a_creator(user=creator)])
    assert stranger.post(change(live).replace("change", "sitting"), {"tab": "abcdefgh"}).status_code == 403
    stranger.force_login(a_person("moderator"))
    assert stranger.post(sitting, {"tab": "abcdefgh"}).status_code == 404
    assert stranger.post(ADD + "sitting/", {"tab": "abcdefgh"}).status_code == 403
    assert not Sitting.objects.exists()
    assert lene.client.get(sitting).status_code == 405


@pytest.mark.parametrize("happens", ["published", "planned", "deleted", "not theirs any more"])
def test_what_was_typed_is_kept_when_the_story_can_be_saved_no_more(happens):
    writer = a_person("creator")
    story = a_draft(title="The kiln", creators=[a_creator(user=writer), a_creator()])
    desk = Desk(story, writer)
    desk.type(body="<p>It was lit at dawn.</p>")
    if happens == "published":
        story.publish()
    elif happens == "planned":
        story.publish(at=moments.now() + timedelta(days=1))
    elif happens == "deleted":
        story.delete()
    else:
        story.bylines.get(creator__user=writer).delete()
    page = desk.client.post(desk.address, desk.form | {"body": "<p>It was lit at dawn, and sang.</p>"}, follow=True)
    assert page.status_code == 200
    assert "What you typed is kept" in text_of(page)
    assert "It was lit at dawn, and sang." in text_of(page)
    assert not Story.objects.filter(versions__body__contains="sang").exists()
    kept = Sitting.objects.filter(person=writer, typed_at__isnull=False).latest("pk")
    assert kept.story_id == (story.pk if happens in ("published", "planned") else None)


def test_nobody_reads_what_another_typed(lene, tom, story):
    lene.type(body="<p>Typed.</p>")
    pk = Sitting.objects.get().pk
    kept = reverse("admin:articles_story_kept", args=[pk])
    assert tom.client.get(kept).status_code == 404
    assert tom.client.post(kept).status_code == 404
    assert tom.open(f"?kept={pk}").form["body"] == ["".join(PARTS)]
    assert Sitting.objects.filter(pk=pk).exists()


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"tab": ""}, 422),
        ({"tab": "no spaces\x00"}, 422),
        ({"turn": "-1"}, 422),
        ({"turn": "9" * 30}, 422),
        ({"body": "<p>" * 21_000}, 422),
        ({"body": "x" * 500_000}, 422),
        ({"title": "x" * 9_000}, 422),
        ({"body": "<p>\x00\ud800 🐦 \u202e مرحبا</p>".encode(errors="replace")}, 200),
        ({"title": "\x00 مرحبا"}, 200),
        ({"opened": "9" * 400}, 200),
    ],
)
def test_odd_signs_of_life_make_no_trouble(lene, odd, status):
    answer = lene.type(**odd)
    assert answer.status_code == status
    assert answer.json()[{422: "problem", 200: "kept"}[status]]


@pytest.mark.parametrize("kept", ["x", "²", "9" * 18, "9" * 40, "-1", ""])
def test_an_odd_address_opens_the_form_as_it_is(lene, kept):
    assert lene.open(f"?kept={kept}").form["body"] == ["".join(PARTS)]

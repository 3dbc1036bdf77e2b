"""Notes on a story: between editors, to its creators where that is wished, and never to readers."""

import pytest

from articles.models import Note
from tests.factories import a_creator, a_draft, a_person, a_preview_link, a_story, an_editor
from tests.forms import filled, having, page_of, text_of

SECRET = "The source is her brother."


def notes_of(story):
    return f"/admin/articles/story/{story.pk}/notes/"


def write(client, story, text=SECRET, **said):
    return client.post(notes_of(story), filled(client.get(notes_of(story)), "note_form", text=text, **said))


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


@pytest.fixture
def writer():
    return a_person("creator", name="Bram Okafor")


@pytest.fixture
def story(writer):
    return a_draft(creators=[a_creator(user=writer)])


def tools(client, story):
    page = page_of(client.get(f"/admin/articles/story/{story.pk}/change/"))
    return [link.text for link in page.findall(".//ul[@class='object-tools']//a")]


def test_an_editor_writes_a_note_and_comes_back_to_it(client, editor, story):
    answer = write(client, story)
    note = Note.objects.get()
    assert answer["Location"] == f"{notes_of(story)}#note-{note.pk}"
    assert (note.text, note.by, note.by_name, note.for_creators) == (SECRET, editor, "Lene Moss", False)
    assert having(page_of(client.get(notes_of(story))), "id", f"note-{note.pk}")[0].get("tabindex") == "-1"
    assert "Notes (1)" in tools(client, story)


def test_a_note_is_ticked_off_and_opened_again(client, editor, story):
    write(client, story)
    note = Note.objects.get()
    client.post(notes_of(story), {"note": note.pk, "verb": "finish"})
    assert "Done, Lene Moss" in text_of(client.get(notes_of(story)))
    assert "Notes" in tools(client, story)
    client.post(notes_of(story), {"note": note.pk, "verb": "reopen"})
    assert "Notes (1)" in tools(client, story)


def test_creators_read_only_what_is_meant_for_them_and_can_answer(client, editor, story, writer):
    write(client, story)
    write(client, story, text="Please shorten it.", for_creators="on")
    client.force_login(writer)
    page = text_of(client.get(notes_of(story)))
    assert SECRET not in page
    assert "Please shorten it." in page
    assert "Notes (1)" in tools(client, story)
    write(client, story, text="I will.")
    assert Note.objects.get(text="I will.").for_creators
    hidden, shown = Note.objects.order_by("id")[:2]
    for note in (hidden, shown):
        assert client.post(notes_of(story), {"note": note.pk, "verb": "finish"}).status_code == 404
        assert client.post(notes_of(story), {"note": note.pk, "verb": "show"}).status_code == 404
    assert not Note.objects.filter(done_at__isnull=False).exists()
    client.force_login(editor)
    client.post(notes_of(story), {"note": hidden.pk, "verb": "show"})
    client.force_login(writer)
    assert SECRET in text_of(client.get(notes_of(story)))


def test_who_does_not_see_the_story_finds_no_notes(client, editor, story):
    write(client, story)
    stranger = a_person("creator")
    a_creator(user=stranger)
    for person in (stranger, a_person("moderator")):
        client.force_login(person)
        assert client.get(notes_of(story)).status_code == 404
        assert client.post(notes_of(story), {"text": "Hello"}).status_code == 404
    client.force_login(a_person())
    assert client.get(notes_of(story)).status_code == 302


def test_no_page_of_readers_and_no_preview_shows_a_note(client, editor, writer):
    story = a_story(creators=[a_creator(user=writer)])
    Note.objects.create(story=story, by_name="Lene Moss", text=SECRET, for_creators=True)
    story.write(title="Changed")
    creator = story.byline[0]
    pages = [story.get_absolute_url(), a_preview_link(story).secret_address, creator.get_absolute_url()]
    pages += ["/", "/feeds/stories.rss", "/search/?q=brother", f"{story.get_absolute_url()}comments/"]
    for person in (None, a_person(), writer, editor):
        client.logout() if person is None else client.force_login(person)
        for page in pages:
            assert SECRET not in client.get(page).content.decode(), page


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001, "a\0b"])
def test_a_note_that_cannot_be_taken_comes_back_with_its_text(client, editor, story, text):
    answer = write(client, story, text=text)
    assert answer.status_code == 422
    assert having(page_of(answer), "class", "errorlist")
    assert page_of(answer).find(".//textarea[@name='text']").text.strip() == text.strip()
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "forged", [{"note": "²"}, {"note": "9" * 40}, {"note": "9" * 5000}, {"note": ""}, {"verb": "burn"}]
)
def test_a_forged_verb_does_nothing(client, editor, story, forged):
    write(client, story)
    data = {"note": Note.objects.get().pk, "verb": "finish"} | forged
    assert client.post(notes_of(story), data).status_code == 404
    assert client.get(f"{notes_of(story)}?before={'9' * 40}").status_code == 200
    assert client.get(f"{notes_of(story)}?before={'9' * 5000}").status_code == 200
    assert client.get(f"{notes_of(story)}?before=%00²").status_code == 200


def test_a_long_list_is_shown_in_parts_with_nothing_lost(client, editor, story, monkeypatch):
    monkeypatch.setattr("articles.admin.notes.MOST_SHOWN", 2)
    for number in range(5):
        Note.objects.create(story=story, by_name="Lene Moss", text=f"Note {number}.")
    path, seen = notes_of(story), []
    while path:
        page = page_of(client.get(path))
        seen = ["".join(note.itertext()).strip() for note in having(page, "class", "note-text")] + seen
        older = [link.get("href") for link in having(page, "href", "?before=")]
        path = notes_of(story) + older[0] if older else None
    assert seen == [f"Note {number}." for number in range(5)]

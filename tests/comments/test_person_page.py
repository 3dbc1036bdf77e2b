"""A person as moderators know them: one page with record, decisions, reports, blocks and notes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import record
from comments.models import Block, Comment, PersonNote, Report
from tests.factories import a_comment, a_confirmed, a_held_comment, a_person, a_story, an_editor
from tests.forms import having, page_of, text_of

NOTES = "/admin/comments/personnote/"


@pytest.fixture
def moderator(client):
    person = a_person("moderator", name="Mo Derat")
    client.force_login(person)
    return person


@pytest.fixture
def rosa():
    return a_confirmed("reader", name="Rosa Lind", email="rosa@shed.example")


def page(person):
    return f"{NOTES}person/{person.pk}/"


def test_the_page_says_who_it_is_and_how_their_comments_fared(client, moderator, rosa):
    story = a_story(title="The bridge")
    for body in ("One.", "Two.", "Three."):
        a_comment(story, author=rosa, body=body)
    refused = a_held_comment(author=rosa)
    refused.reject(by=moderator, reason="hate", note="Not here.")
    rosa.emailaddress_set.create(email="hers.too@shed.example", verified=True)
    rosa.emailaddress_set.create(email="unsure@shed.example", verified=False)
    said = text_of(client.get(page(rosa)))
    assert "hers.too@shed.example" in said
    assert "unsure@shed.example" not in said
    for part in ("Rosa Lind", "rosa@shed.example", "Here since", "Three.", "The bridge", "Shown 3", "Refused 1"):
        assert part in said, part
    assert "Refused or removed: 25% (1 of 4)." in said
    assert "Refused: Hateful towards a group of people" in said
    assert "Not here." in said
    root = page_of(client.get(page(rosa)))
    for link in (f"?author={rosa.pk}&state=rejected", f"/admin/comments/comment/{refused.pk}/change/"):
        assert having(root, "href", link), link


def test_a_person_who_has_done_nothing_has_a_calm_page(client, moderator):
    said = text_of(client.get(page(a_person(name="Eve"))))
    for part in ("Nothing written yet.", "Never blocked.", "No notes yet.", "Nothing reported.", "none"):
        assert part in said, part


def test_roles_are_named_and_staff_are_not_offered_to_be_blocked(client, moderator, rosa):
    lene = an_editor()
    assert "Editor" in text_of(client.get(page(lene)))
    assert not having(page_of(client.get(page(lene))), "href", "/admin/comments/block/add/")
    [link] = having(page_of(client.get(page(rosa))), "href", "/admin/comments/block/add/")
    form = client.get(link.get("href"))
    assert "The account of Rosa Lind" in text_of(form)
    assert having(page_of(form), "href", page(rosa))


def test_blocks_past_and_present_stand_there_those_of_the_network_too(client, moderator, rosa):
    a_comment(author=rosa, network="n" * 32)
    by = {"by": moderator, "reason": "spam"}
    Block.objects.make(kind="account", value=str(rosa.pk), person=rosa, **by).lift(moderator)
    Block.objects.make(kind="domain", value="shed.example", **by)
    Block.objects.make(kind="network", value="n" * 32, **by)
    Block.objects.make(kind="domain", value="else.example", **by)
    said = text_of(client.get(page(rosa)))
    for part in ("Account: Rosa Lind", "Lifted", "shed.example", "Network: nnnnnnnn…", "In force"):
        assert part in said, part
    assert "else.example" not in said


def test_their_reports_say_how_they_ended(client, moderator, rosa):
    gone, kept, waiting = a_comment(), a_comment(), a_comment()
    for comment in (gone, kept, waiting):
        Report.objects.create(comment=comment, reader=rosa, reason="hate")
    gone.remove(by=moderator, reason="hate")
    kept.keep(by=moderator)
    said = text_of(client.get(page(rosa)))
    assert "Made: 3. Open: 1. The comment went: 1. It stayed: 1." in said


def test_a_note_is_added_and_nobody_edits_it(client, moderator, rosa):
    client.post(page(rosa), {"text": " Writes at night.\r\nMeans well. "})
    note = PersonNote.objects.get()
    assert (note.person, note.by_name) == (rosa, "Mo Derat")
    said = text_of(client.get(page(rosa)))
    assert "Writes at night." in said
    assert client.post(f"{NOTES}{note.pk}/change/", {"text": "No."}).status_code == 403
    assert client.get(f"{NOTES}{note.pk}/delete/").status_code == 403
    assert client.get(f"{NOTES}add/").status_code == 403
    assert "Writes at night" in text_of(client.get(NOTES))


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "\0"])
def test_a_note_that_says_nothing_or_too_much_is_not_kept(client, moderator, rosa, text):
    response = client.post(page(rosa), {"text": text})
    assert response.status_code == 422
    assert not PersonNote.objects.exists()


def test_html_in_a_note_or_a_name_stays_text(client, moderator):
    eve = a_person(name="<b>Eve</b>")
    client.post(page(eve), {"text": "<script>alert(1)</script>"})
    said = client.get(page(eve)).content.decode()
    assert "<script>alert" not in said
    assert "<b>Eve" not in said


def test_names_lead_to_the_page(client, moderator, rosa):
    comment = a_comment(author=rosa)
    for place in ("/admin/comments/comment/", f"/admin/comments/comment/{comment.pk}/change/"):
        assert having(page_of(client.get(place)), "href", page(rosa)), place


def test_the_page_takes_a_bounded_number_of_queries_however_much_was_written(client, moderator, rosa, monkeypatch):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page(rosa)).status_code == 200
        return len(seen)

    queries()  # what the first page after signing in asks for
    few = queries()
    story = a_story()
    for _ in range(15):
        a_held_comment(story=story, author=rosa).reject(by=moderator, reason="hate")
        Report.objects.create(comment=a_comment(story), reader=rosa, reason="hate")
        PersonNote.objects.add(rosa, "Again.", by=moderator)
    assert few == queries() <= 12
    monkeypatch.setattr(record, "MOST_COUNTED", 5)
    assert "The newest are counted, not all." in text_of(client.get(page(rosa)))


def test_the_record_reads_indexes(moderator, rosa):
    if connection.vendor == "sqlite":
        theirs = Comment.objects.filter(author=rosa).order_by("-created_at")[:10]
        assert "comments_by_author" in theirs.explain()
        notes = PersonNote.objects.filter(person=rosa).order_by("-id")[:10]
        assert "notes_on_a_person" in notes.explain()


@pytest.mark.parametrize("role", ["creator", "reader"])
def test_others_see_nothing_of_it(client, rosa, role):
    client.force_login(a_person(role))
    assert client.get(page(rosa)).status_code in (302, 403)
    client.post(page(rosa), {"text": "Mine."})
    assert not PersonNote.objects.exists()


def test_nobody_of_that_number_is_not_found(client, moderator):
    for number in ("99999", "0", "9" * 40):
        assert client.get(f"{NOTES}person/{number}/").status_code in (404, 302), number

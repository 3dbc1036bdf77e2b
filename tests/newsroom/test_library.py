"""The library at the desk: finding pictures, uploading several, seeing where one is used, replacing it everywhere."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from newsroom import moments, uses
from newsroom.admin import replacing
from newsroom.models import Image
from tests.factories import a_creator, a_draft, a_person, a_scheduled_story, a_story, an_editor, an_image
from tests.forms import filled, having, page_of, text_of, words_of
from tests.pictures import a_jpeg

LIST = "/admin/newsroom/image/"
SEVERAL = LIST + "several/"


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def tiles(answer):
    return [words_of(tile) for tile in having(page_of(answer), "class", "tile") if tile.tag == "a"]


def showing(image):
    return f'<figure><img src="{image.address}" alt="A kiln"></figure>'


def page(image):
    return f"{LIST}{image.pk}/change/"


def replacement(image):
    return f"{LIST}{image.pk}/replacement/"


def test_the_list_says_how_often_each_picture_is_used(client, editor, django_assert_max_num_queries):
    image = an_image(alt="A kiln", credit="Ines Vale")
    an_image()
    a_story(cover=image, cover_alt="A kiln", body=showing(image))
    for _number in range(10):
        a_creator(portrait=image)
    with django_assert_max_num_queries(16):
        answer = client.get(LIST)
    assert tiles(answer) == ["No words yet", "A kiln"]
    said = text_of(answer)
    assert "Ines Vale 900 × 600 · 12 uses" in said
    assert "900 × 600 · unused" in said


def test_pictures_without_words_unused_or_of_ones_own_are_found(client, editor):
    image = an_image(alt="On a cover")
    an_image(alt="Mine", by=editor), an_image()
    a_draft(cover=image)
    assert tiles(client.get(LIST, {"words": "none"})) == ["No words yet"]
    assert tiles(client.get(LIST, {"use": "none"})) == ["No words yet", "Mine"]
    assert tiles(client.get(LIST, {"by": "me"})) == ["Mine"]
    assert tiles(client.get(LIST, {"words": "some", "use": "none", "q": "min"})) == ["Mine"]
    assert "Nothing here fits your search" in text_of(client.get(LIST, {"q": "eels"}))


def test_an_empty_library_says_what_it_is_for(client, editor):
    assert "A picture is uploaded once" in text_of(client.get(LIST))


def test_a_creator_is_not_told_how_often_others_use_a_picture(client):
    writer = a_person("creator")
    image = an_image(alt="Mine", by=writer)
    a_draft(title="A secret", cover=image)
    client.force_login(writer)
    assert tiles(client.get(LIST)) == ["Mine"]
    assert tiles(client.get(LIST, {"use": "none"})) == ["Mine"]
    for said in (text_of(client.get(LIST)), text_of(client.get(page(image)))):
        assert "A secret" not in said
        assert "1 use" not in said
    assert client.get(replacement(image)).status_code == 403
    assert client.post(replacement(image), {"other": an_image(by=writer).pk}).status_code == 403


def test_several_files_are_stored_and_one_that_is_none_loses_no_other(client, editor):
    known = an_image(a_jpeg(colour=1))
    files = {"a.jpg": a_jpeg(colour=1), "b.jpg": b"nothing", "ج.jpg": a_jpeg(colour=200)}
    sent = [SimpleUploadedFile(name, data) for name, data in files.items()]
    answer = client.post(SEVERAL, {"pictures": sent, "credit": "Ines Vale"})
    new = Image.objects.exclude(pk=known.pk).get()
    assert (new.credit, new.uploaded_by) == ("Ines Vale", editor)
    outcomes = [words_of(row) for row in page_of(answer).findall(".//ul[@class='outcomes']/li")]
    assert outcomes[0] == "a.jpg This picture was here already."
    assert outcomes[1].startswith("b.jpg This is not a picture we can read.")
    assert outcomes[2] == "ج.jpg Stored. Say what it shows."
    assert filled(answer, "several")["credit"] == ["Ines Vale"]
    links = [link.get("href") for link in page_of(answer).findall(".//ul[@class='outcomes']//a")]
    assert links == [page(known), page(new)]


def test_nothing_sent_or_only_what_is_no_picture_says_so(client, editor):
    assert "Choose at least one file" in text_of(client.post(SEVERAL, {}))
    answer = client.post(SEVERAL, {"pictures": [SimpleUploadedFile("a.jpg", b"no")]})
    assert (answer.status_code, Image.objects.count()) == (422, 0)


def test_somebody_who_uploads_the_picture_of_another_gets_no_way_to_it(client):
    an_image(a_jpeg(), alt="A secret", by=an_editor())
    client.force_login(a_person("creator"))
    answer = client.post(SEVERAL, {"pictures": [SimpleUploadedFile("a.jpg", a_jpeg())]})
    assert "here already" in text_of(answer)
    assert not page_of(answer).findall(".//ul[@class='outcomes']//a")
    client.force_login(a_person("moderator"))
    assert client.get(SEVERAL).status_code == 403


def test_a_picture_lists_where_it_is_used_and_no_more_than_anybody_reads(client, editor, monkeypatch):
    monkeypatch.setattr(uses, "MOST_SHOWN", 3)
    image = an_image()
    for number in range(3):
        a_draft(title=f"Draft {number}", cover=image)
    a_scheduled_story(title="Planned", body=showing(image))
    answer = client.get(page(image))
    rows = [words_of(row) for row in page_of(answer).findall(".//ul[@class='uses']/li")]
    assert rows == ["Planned in the text Scheduled", "Draft 2 cover Draft", "Draft 1 cover Draft"]
    assert "4 uses; the newest 3 are listed." in text_of(answer)
    assert "Nowhere yet" in text_of(client.get(page(an_image())))


def test_every_place_is_shown_before_a_picture_is_replaced_and_then_changes(client, editor):
    old, new = an_image(alt="Old"), an_image(alt="New")
    story = a_story(title="Kilns", body=showing(old), at=moments.now() - timedelta(days=1))
    once = a_draft(title="Long ago", body=showing(old))
    once.write(body="<p>Without.</p>")
    [link] = [link for link in page_of(client.get(page(old))).iter("a") if link.get("href") == replacement(old)]
    shown = client.get(link.get("href"))
    assert "1 place changes Kilns in the text Live" in text_of(shown)
    assert "Long ago" not in text_of(shown)
    answer = client.post(replacement(old), filled(shown, "replacement", other=new.pk), follow=True)
    assert "1 place shows the other picture now." in text_of(answer)
    assert new.small_url in client.get(story.get_absolute_url()).content.decode()
    assert "Long ago only in an earlier version" in text_of(answer)
    [entry] = LogEntry.objects.filter(object_id=str(story.pk))
    assert (entry.user, entry.change_message) == (editor, "Picture “Old” replaced by “New”.")


def test_many_places_change_in_steps(client, editor, monkeypatch):
    monkeypatch.setattr(replacing, "AT_ONCE", 2)
    old, new = an_image(), an_image()
    for _number in range(3):
        a_draft(cover=old)
    first = client.get(replacement(old))
    assert "2 places are changed at a time" in text_of(first)
    second = client.post(replacement(old), {"other": new.pk}, follow=True)
    assert "Some are left" in text_of(second)
    assert filled(second, "replacement")["other"] == [str(new.pk)]
    client.post(replacement(old), filled(second, "replacement"))
    assert (uses.left(old), uses.left(new)) == (0, 3)


def test_the_other_picture_may_be_uploaded_right_there(client, editor):
    old = an_image()
    story = a_draft(cover=old)
    client.post(replacement(old), {"picture": SimpleUploadedFile("a.jpg", a_jpeg(colour=3))})
    story.refresh_from_db()
    assert story.cover == Image.objects.exclude(pk=old.pk).get()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a picture first"),
        ({"other": "itself"}, "This is the same picture"),
        ({"other": "9" * 30}, "Select a valid choice"),
        ({"other": "x\0"}, "Null characters are not allowed"),
        ({"picture": b"nothing"}, "not a picture we can read"),
    ],
)
def test_without_a_picture_that_can_come_nothing_changes(client, editor, sent, said):
    old = an_image()
    story = a_draft(cover=old)
    sent = {name: old.pk if value == "itself" else value for name, value in sent.items()}
    if "picture" in sent:
        sent["picture"] = SimpleUploadedFile("a.jpg", sent["picture"])
    answer = client.post(replacement(old), sent)
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    story.refresh_from_db()
    assert story.cover == old


@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 40])
def test_a_picture_that_is_not_there_is_not_found(client, editor, number):
    assert client.get(f"{LIST}{number}/replacement/").status_code == 404


@pytest.mark.parametrize(("point", "focus"), [((0, 100), "0-10"), ((44, 45), "4-5"), ((96, 94), "10-9")])
def test_public_pages_cut_a_cover_around_its_focal_point(client, point, focus):
    image = an_image(focal_x=point[0], focal_y=point[1])
    a_story(cover=image, cover_alt="A kiln")
    assert f'data-focus="{focus}"' in client.get("/").content.decode()

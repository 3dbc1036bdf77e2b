import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newsroom.models import Image
from tests.factories import a_creator, a_person, an_editor, an_image
from tests.forms import filled, having, page_of, text_of, words_of
from tests.pictures import a_jpeg

LIST, ADD = "/admin/newsroom/image/", "/admin/newsroom/image/add/"
PICTURES, UPLOAD = LIST + "pictures/", LIST + "upload/"


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def a_file(data=None, name="kiln.jpg"):
    return SimpleUploadedFile(name, data or a_jpeg())


def test_a_picture_is_uploaded_with_its_words(client, editor):
    client.post(ADD, {"picture": a_file(), "alt": "A kiln", "caption": "Lit.", "credit": "Ines Vale"})
    image = Image.objects.get()
    assert (image.alt, image.caption, image.credit, image.uploaded_by) == ("A kiln", "Lit.", "Ines Vale", editor)


def test_what_is_no_picture_is_refused_beside_the_file_and_the_words_are_kept(client, editor):
    answer = client.post(ADD, {"picture": a_file(b"nothing"), "alt": "A kiln"})
    [row] = having(page_of(answer), "class", "field-picture")
    assert "This is not a picture we can read" in words_of(row)
    assert filled(answer, "image_form")["alt"] == ["A kiln"]
    assert not Image.objects.exists()


def test_nothing_is_stored_while_a_word_is_too_long(client, editor):
    assert "at most 500" in text_of(client.post(ADD, {"picture": a_file(), "alt": "x" * 501}))
    assert not Image.objects.exists()


def test_a_number_in_an_address_shows_nobody_a_picture_of_others(client):
    secret, writer = an_image(alt="The minister, before it is known", uploaded_by=an_editor()), a_person("creator")
    a_creator(user=writer)
    client.force_login(writer)
    mine = an_image(alt="A kiln", uploaded_by=writer)
    address = "/admin/articles/story/add/?cover="
    assert "The minister" not in client.get(f"{address}{secret.pk}").content.decode()
    assert "A kiln" in client.get(f"{address}{mine.pk}").content.decode()


def test_the_same_picture_again_leads_to_the_first(client, editor):
    image = an_image(a_jpeg(), alt="A kiln")
    answer = client.post(ADD, {"picture": a_file(), "alt": "Other words"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{LIST}{image.pk}/change/"
    assert "was here already" in text_of(answer)
    image.refresh_from_db()
    assert image.alt == "A kiln"


def test_the_words_and_the_focal_point_change_and_the_file_does_not(client, editor):
    image = an_image()
    path = f"{LIST}{image.pk}/change/"
    page = client.get(path)
    assert not [field for field in page_of(page).iter("input") if field.get("type") == "file"]
    assert having(page_of(page), "class", "large")
    client.post(path, filled(page, "image_form", alt="Reeds", focal_x=20))
    image.refresh_from_db()
    assert (image.alt, image.focal_x) == ("Reeds", 20)
    answer = client.post(path, filled(page, "image_form", focal_x=101))
    assert "less than or equal to 100" in text_of(answer)


def test_the_list_shows_and_finds_pictures(client, editor):
    an_image(alt="A kiln", credit="Ines Vale"), an_image(alt="Reeds")
    assert len(page_of(client.get(LIST)).findall(".//a[@class='tile']")) == 2
    found = text_of(client.get(LIST, {"q": "kiln vale"}))
    assert "A kiln" in found
    assert "Reeds" not in found


def test_the_editor_asks_for_pictures_newest_first_and_a_page_at_a_time(client, editor, monkeypatch):
    from newsroom.admin import library

    monkeypatch.setattr(library, "AT_ONCE", 2)
    images = [an_image(alt=f"Picture {number}") for number in range(3)]
    first = client.get(PICTURES).json()
    assert [told["id"] for told in first["pictures"]] == [images[2].pk, images[1].pk]
    assert first["more"]
    second = client.get(PICTURES, {"before": images[1].pk}).json()
    assert ([told["address"] for told in second["pictures"]], second["more"]) == ([images[0].address], False)
    assert [told["alt"] for told in client.get(PICTURES, {"q": "1"}).json()["pictures"]] == ["Picture 1"]
    assert client.get(PICTURES, {"before": "9" * 40}).status_code == 200


def test_an_upload_from_the_editor_answers_with_its_address_or_a_sentence(client, editor):
    answer = client.post(UPLOAD, {"picture": a_file()})
    assert (answer.status_code, answer.json()["address"]) == (201, Image.objects.get().address)
    again = client.post(UPLOAD, {"picture": a_file()})
    assert (again.status_code, again.json()["known"]) == (200, True)
    refused = client.post(UPLOAD, {"picture": a_file(b"nothing")})
    assert (refused.status_code, "not a picture" in refused.json()["error"]) == (422, True)
    assert client.post(UPLOAD).status_code == 422
    assert client.get(UPLOAD).status_code == 405


def test_a_creator_sees_their_own_uploads_and_learns_nothing_of_others(client):
    writer = a_person("creator")
    client.force_login(writer)
    foreign = an_image(a_jpeg(), alt="A secret", by=an_editor())
    own = an_image(alt="Mine", by=writer)
    assert [told["id"] for told in client.get(PICTURES).json()["pictures"]] == [own.pk]
    assert client.get(f"{LIST}{foreign.pk}/change/").status_code == 302
    answer = client.post(UPLOAD, {"picture": a_file()}).json()
    assert (answer["alt"], answer["known"]) == ("", False)


@pytest.mark.parametrize("role", ["moderator", "reader"])
def test_others_have_no_pictures(client, role):
    client.force_login(a_person(role))
    for answer in (client.get(PICTURES), client.post(UPLOAD, {"picture": a_file()}), client.get(LIST)):
        assert answer.status_code in (302, 403)
    assert not Image.objects.exists()

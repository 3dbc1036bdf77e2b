"""How I appear: my name, my picture or my initials, and the language I read the interface in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import a_comment, a_person, a_story, an_editor
from tests.forms import having, page_of, text_of
from tests.pictures import a_jpeg


@pytest.fixture
def rosa(client):
    person = a_person(name="Rosa Lind", email="rosa@example.org")
    client.force_login(person)
    return person


def upload(client, data, name="me.jpg"):
    return client.post("/me/avatar/", {"picture": SimpleUploadedFile(name, data)})


def settings_of(client, **changes):
    return client.post("/me/settings/", {"name": "Rosa Lind", "language": "", "mail": "soon"} | changes)


def test_a_picture_stands_beside_what_i_write_and_before_it_my_initials(client, rosa):
    comment = a_comment(a_story(), author=rosa)
    address = comment.story.get_absolute_url()
    assert "RL" in text_of(client.get(address))
    assert upload(client, a_jpeg()).url == "/me/settings/"
    (picture,) = having(page_of(client.get(address)), "src", "/avatars/")
    assert client.get(picture.get("src")).status_code == 200
    client.post("/me/avatar/", {"remove": "1"})
    assert not having(page_of(client.get(address)), "src", "/avatars/")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("me.jpg", b"not a picture"),
        ("me.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("me.jpg", b""),
    ],
)
def test_a_file_that_is_no_picture_is_refused_beside_its_field(client, rosa, name, data):
    answer = upload(client, data, name)
    assert answer.status_code == 422
    assert having(page_of(answer), "class", "wrong")
    rosa.refresh_from_db()
    assert not rosa.avatar


def test_pictures_cannot_be_sent_all_day(client, rosa, settings):
    settings.LIMITS = settings.LIMITS | {"pictures": (1, 3600)}
    assert [upload(client, a_jpeg()).status_code for _n in range(2)] == [302, 429]


def test_i_read_the_interface_in_the_language_i_choose(client, rosa):
    settings_of(client, language="ar")
    assert page_of(client.get("/me/")).find("html").get("dir") == "rtl"
    settings_of(client, language="")
    assert page_of(client.get("/me/")).find("html").get("dir") == "ltr"
    assert settings_of(client, language="xx").status_code == 422


def test_i_change_my_name_but_not_into_one_of_the_house(client, rosa):
    an_editor(name="Lene Moss")
    settings_of(client, name="Rosa Lindqvist")
    rosa.refresh_from_db()
    assert rosa.name == "Rosa Lindqvist"
    answer = settings_of(client, name="Lene  MOSS")
    assert answer.status_code == 422
    assert "taken for somebody who works here" in text_of(answer)
    assert having(page_of(answer), "value", "Lene")


def test_staff_keep_the_name_they_have(client):
    client.force_login(an_editor(name="Editor"))
    assert settings_of(client, name="Editor").status_code == 302

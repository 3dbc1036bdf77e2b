"""The mails of a private site as a page: there for a newcomer without a mail server, and for nobody else."""

import pytest
from django.core.mail import EmailMessage

from newsroom import mailbox


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PRIVATE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


def page(client, **headers):
    return client.get(mailbox.address().removeprefix("http://127.0.0.1:8000"), headers=headers)


def test_before_the_first_mail_the_page_says_so(client):
    assert "No mail yet" in page(client).content.decode()


def test_mails_are_read_there_the_newest_first(client):
    for number in range(2):
        EmailMessage(f"Code {number}", f"Your code is\n\nAB-{number} <b>", to=["ada@example.org"]).send()
    text = page(client).content.decode()
    assert text.index("Code 1") < text.index("Code 0")
    assert "AB-1 &lt;b&gt;" in text
    assert "ada@example.org" in text


def test_letters_of_every_script_arrive_whole(client):
    EmailMessage("مرحبا", "رمزك هو ١٢٣ – é 漢字", to=["ada@example.org"]).send()
    text = page(client).content.decode()
    assert "مرحبا" in text
    assert "رمزك هو ١٢٣ – é 漢字" in text


def test_it_is_never_stored_and_never_indexed(client):
    answer = page(client)
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex' in answer.content.decode()


def test_its_address_has_a_part_that_cannot_be_guessed(client, settings):
    place = mailbox.address()
    assert len(place.rstrip("/").rpartition("/")[2]) >= 20
    assert client.get("/accounts/mail/000000000000000000000000/").status_code == 404
    settings.SECRET_KEY = "another-one-0123456789-abcdefghijklmnopqrst"
    assert mailbox.address() != place


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via"])
def test_what_comes_through_a_proxy_finds_nothing(client, header):
    assert page(client, **{header: "192.0.2.1"}).status_code == 404


def test_a_public_site_has_no_such_page(client, settings):
    place = mailbox.address().removeprefix("http://127.0.0.1:8000")
    settings.PRIVATE = False
    assert mailbox.address() == ""
    assert client.get(place).status_code == 404


def test_a_site_with_a_mail_server_has_no_such_page(client, settings):
    place = mailbox.address().removeprefix("http://127.0.0.1:8000")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert mailbox.address() == ""
    assert client.get(place).status_code == 404

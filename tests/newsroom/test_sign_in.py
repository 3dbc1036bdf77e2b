"""Signing in: the site's own pages, the same answer for every address, and the one-time link of a private site."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from newsroom import once
from newsroom.management.commands.create_account import create_confirmed
from newsroom.models import User
from tests.factories import PASSWORD, the_site


@pytest.fixture
def person():
    return create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)


@pytest.fixture
def link():
    create_confirmed(once.FIRST_EDITOR, name="Editor", role="admin")
    return once.sign_in_link().removeprefix("http://127.0.0.1:8000")


def sign_in(client, email="rosa@example.org", password=PASSWORD, **extra):
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def test_the_sign_in_page_wears_the_look_of_the_site(client):
    the_site(name="The Estuary")
    page = client.get("/accounts/login/").content.decode()
    assert "<title>Sign in – The Estuary</title>" in page
    assert page.count("<h1") == 1
    assert 'class="masthead"' in page
    assert 'autocomplete="current-password"' in page


def test_the_right_password_signs_in_whatever_the_case_of_the_address(client, person):
    answer = sign_in(client, "ROSA@example.org")
    assert answer.status_code == 302
    assert answer.url == "/"


def test_what_is_wrong_is_said_beside_its_field_and_the_text_is_kept(client):
    page = sign_in(client, "rosa.example.org", "").content.decode()
    assert 'role="alert"' in page
    assert re.search(r'<a href="#id_login">E-mail address: ', page)
    field = re.search(r'<input type="email" name="login"[^>]*>', page)[0]
    assert 'value="rosa.example.org"' in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_login_error"' in field
    assert page.count(" autofocus") == 1
    assert " autofocus" in field
    assert page.index('id="id_login_error"') < page.index(field)


def test_a_wrong_password_keeps_the_address_and_goes_on_with_the_password(client, person):
    page = sign_in(client, password="wrong").content.decode()
    assert 'value="rosa@example.org"' in page
    assert "wrong" not in re.search(r'<input type="password"[^>]*>', page)[0]
    assert " autofocus" in re.search(r'<input type="password"[^>]*>', page)[0]


def _without_token(page):
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", page)


def test_nobody_learns_whether_an_address_has_an_account(client, person):
    known = sign_in(client, password="wrong").content
    unknown = sign_in(client, "nobody@example.org", "wrong").content
    assert _without_token(known) == _without_token(unknown.replace(b"nobody@", b"rosa@"))
    for email in ("rosa@example.org", "nobody@example.org"):
        answer = client.post("/accounts/password/reset/", {"email": email})
        assert (answer.status_code, answer.url) == (302, "/accounts/password/reset/done/")


def test_a_new_password_comes_by_a_link_that_works_once(client, person):
    client.post("/accounts/password/reset/", {"email": "rosa@example.org"})
    link = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = {"password1": "ten herons standing", "password2": "ten herons standing"}
    assert client.post(form.redirect_chain[-1][0], new).status_code == 302
    client.logout()
    assert sign_in(client, password="ten herons standing").status_code == 302
    client.logout()
    assert "used or is too old" in client.get(link, follow=True).content.decode()


def test_guessing_for_an_account_is_slowed_down_even_where_it_is_right_at_last(client, person):
    answers = [sign_in(client, password="wrong").status_code for _attempt in range(20)]
    assert answers == [422] * 20
    assert sign_in(client).status_code == 429


def test_guessing_from_one_place_is_slowed_down_wherever_it_says_it_comes_from(client, person, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (3, 3600)}
    answers = [
        sign_in(client, f"p{number}@example.org", "wrong", headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(31)
    ]
    assert answers[-1] == 429
    assert "too often" in sign_in(client).content.decode()


def test_behind_a_trusted_proxy_each_network_has_its_own_limit(client, person, settings):
    from ipaddress import ip_network

    settings.LIMITS = settings.LIMITS | {"sign_ins": (3, 3600)}
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
    for number in range(31):
        sign_in(client, f"p{number}@example.org", "wrong", headers={"X-Forwarded-For": "192.0.2.1"})
    assert sign_in(client, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429
    assert sign_in(client, headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 302


def test_signing_up_asks_for_a_name_and_an_address_and_no_password(client):
    page = client.get("/accounts/signup/").content.decode()
    assert re.findall(r'<input type="(?!hidden)\w+" name="(\w+)"', page) == ["name", "email"]
    assert "We mail a code" in page


def test_where_signing_up_is_closed_it_says_so_and_makes_nobody(client, monkeypatch):
    monkeypatch.setattr("newsroom.accounts.Adapter.is_open_for_signup", lambda self, request: False)
    assert "by invitation" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"name": "Nell Byrd", "email": "new@example.org"})
    assert not User.objects.exists()


def test_signing_out_needs_a_button(client, person):
    sign_in(client)
    assert "Rosa Lind" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "login/code/",
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-x/",
        "password/reset/key/done/",
        "inactive/",
        "logout/",
        "email/",
        "password/change/",
        "password/set/",
        "reauthenticate/",
    ],
)
def test_every_account_page_is_in_the_look_and_has_no_inline_script_or_style(client, person, path):
    if path in ("logout/", "email/", "password/change/", "reauthenticate/"):
        client.force_login(person)
    if path == "password/set/":
        person.set_unusable_password()
        person.save()
        client.force_login(person)
    answer = client.get(f"/accounts/{path}", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"].endswith(path)
    assert 'class="masthead"' in page
    assert page.count("<h1") == 1
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"\bstyle=|<style", page)
    assert 'name="robots" content="noindex"' in page


def test_a_form_that_was_open_too_long_says_so_in_the_look(person):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.c"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
    assert 'class="masthead"' in answer.content.decode()


def test_no_get_of_a_public_page_sets_a_cookie(client):
    for path in ("/", "/robots.txt", "/healthz", "/readyz", "/nothing-here/", "/stories/"):
        assert not client.get(path).cookies, path


def test_the_one_time_link_signs_in_once_and_only_by_its_button(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "Sign in as Editor" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert client.head(link).status_code == 200
    answer = client.post(link)
    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    client.logout()
    for method in (client.get, client.post):
        assert method(link).status_code == 410
    assert "used or is too old" in client.get(link).content.decode()
    assert "_auth_user_id" not in client.session


def test_the_one_time_link_dies_after_a_day(client, link, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=23))
    assert client.get(link).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert client.get(link).status_code == 410


def test_a_new_link_works_after_the_first_was_used(client, link, time_machine):
    client.post(link)
    client.logout()
    time_machine.move_to(timezone.now() + timedelta(seconds=2))
    again = once.sign_in_link().removeprefix("http://127.0.0.1:8000")
    assert again != link
    assert client.post(again).status_code == 302


def test_a_public_site_has_no_one_time_link(client, link, settings):
    settings.PRIVATE = False
    assert once.sign_in_link() == ""
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_a_link_for_an_account_that_was_closed_is_dead(client, link):
    User.objects.update(is_active=False)
    assert client.get(link).status_code == 410
    assert once.sign_in_link() == ""


@pytest.mark.parametrize("path", ["MQ/x-y", "x/y", "LTE/a-b", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk/a-b", "é/ü"])
def test_a_made_up_link_is_dead_too(client, link, path):
    assert client.get(f"/accounts/once/{path}/").status_code == 410

"""The pages and mails about accounts: in the site's look and words, leading back to where somebody came from."""

import re
import time
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.utils import timezone

from newsroom import mailbox
from newsroom.management.commands.create_account import create_confirmed
from tests.factories import PASSWORD, a_person, an_editor, the_site

CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)
MAILS = Path(__file__).resolve().parents[2] / "templates"
# What allauth mails with the settings of this site; codes for new passwords and telephones it never does.
SENT = {
    "account": [
        "account_already_exists", "email_changed", "email_confirm", "email_confirmation", "email_confirmation_signup",
        "email_deleted", "login_code", "password_changed", "password_reset", "password_reset_key", "password_set",
        "unknown_account",
    ],
    "mfa": ["recovery_codes_generated", "totp_activated", "totp_deactivated", "webauthn_added", "webauthn_removed"],
}  # fmt: skip
A_PASSKEY = {"name": "Phone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}


@pytest.fixture
def rosa():
    the_site(name="The Estuary")
    return create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)


def code():
    return CODE.search(mail.outbox[-1].body)[1]


def sign_up(client, next=""):
    return client.post("/accounts/signup/", {"name": "Nell Byrd", "email": "nell@example.org", "next": next})


def is_ours(answer, heading):
    """In the site's layout: masthead, one heading, kept from search engines, nothing inline."""
    page = answer.content.decode()
    assert '<header class="masthead">' in page
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [heading]
    assert 'name="robots" content="noindex"' in page
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script
    return page


@pytest.fixture
def known(client, rosa):
    """A person who has signed in and shown the password once more."""
    client.post("/accounts/login/", {"login": rosa.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return rosa


@pytest.fixture
def guarded(known):
    """The same with an authenticator app and recovery codes."""
    Authenticator.objects.create(user=known, type="totp", data={"secret": "A" * 32})
    RecoveryCodes.activate(known)
    return known


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("login/", "Sign in"),
        ("login/code/", "Sign in with a mailed code"),
        ("signup/", "Make an account"),
        ("password/reset/", "New password"),
        ("password/reset/done/", "Check your mail"),
        ("password/reset/key/1-x/", "This link was used or is too old"),
        ("password/reset/key/done/", "The password is changed"),
        ("inactive/", "This account is closed"),
    ],
)
def test_a_strangers_page_is_in_the_look(client, path, heading):
    is_ours(client.get(f"/accounts/{path}"), heading)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("email/", "E-mail addresses"),
        ("logout/", "Sign out"),
        ("password/change/", "Change the password"),
        ("reauthenticate/", "Is it still you?"),
        ("2fa/", "Ways to sign in"),
        ("2fa/totp/activate/", "Set up an authenticator app"),
        ("2fa/webauthn/", "Passkeys"),
        ("2fa/webauthn/add/", "Add a passkey"),
    ],
)
def test_a_known_persons_page_is_in_the_look(client, known, path, heading):
    is_ours(client.get(f"/accounts/{path}"), heading)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("2fa/", "Ways to sign in"),
        ("2fa/totp/deactivate/", "Stop using the app"),
        ("2fa/recovery-codes/", "Recovery codes"),
        ("2fa/recovery-codes/generate/", "New recovery codes"),
        ("2fa/reauthenticate/", "Is it still you?"),
    ],
)
def test_a_page_about_a_second_factor_is_in_the_look(client, guarded, path, heading):
    is_ours(client.get(f"/accounts/{path}"), heading)


def test_a_passkey_is_listed_renamed_and_removed(client, known):
    key = Authenticator.objects.create(user=known, type="webauthn", data=A_PASSKEY)
    page = is_ours(client.get("/accounts/2fa/webauthn/"), "Passkeys")
    assert "<bdi>Phone</bdi>" in page
    assert "Not used yet." in page
    assert "second factor only" not in page
    here = f"/accounts/2fa/webauthn/keys/{key.pk}"
    assert 'value="Phone"' in is_ours(client.get(f"{here}/edit/"), "Rename a passkey")
    client.post(f"{here}/edit/", {"name": "Old phone"})
    assert "Old phone" in is_ours(client.get(f"{here}/remove/"), "Remove a passkey")
    client.post(f"{here}/remove/")
    assert "You have no passkey" in client.get("/accounts/2fa/webauthn/").content.decode()


def test_the_secret_of_the_app_is_told_in_groups_of_four_and_as_a_picture(client, known):
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    groups = re.findall(r"<span>([A-Z2-7]+)</span>", page)
    assert "".join(groups) == client.session["mfa.totp.secret"]
    assert {len(group) for group in groups} == {4}
    assert '<img class="qr" src="data:image/svg+xml;base64,' in page


def test_recovery_codes_are_shown_in_full_and_can_be_downloaded(client, guarded):
    codes = re.findall(r"<li>(\d{8})</li>", client.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert client.get("/accounts/2fa/recovery-codes/download/").content.decode().split() == codes


def test_a_person_without_a_password_chooses_one(client, known):
    known.set_unusable_password()
    known.save()
    client.force_login(known)
    assert 'href="/accounts/password/set/"' in client.get("/me/settings/").content.decode()
    is_ours(client.get("/accounts/password/set/"), "Choose a password")


def test_the_second_factor_is_asked_for_and_can_be_given_up(client, guarded):
    client.logout()
    answer = client.post(
        "/accounts/login/?next=/about/", {"login": guarded.email, "password": PASSWORD, "next": "/about/"}
    )
    page = is_ours(client.get(answer.url), "The second factor")
    assert 'inputmode="numeric"' in page
    assert "data-passkey" not in page  # there is none to ask for
    assert 'form="leave"' in page


def test_who_shows_themselves_again_may_choose_how(client, guarded):
    page = client.get("/accounts/reauthenticate/?next=/me/").content.decode()
    assert 'href="/accounts/2fa/reauthenticate/?next=%2Fme%2F"' in page
    assert 'name="next" value="/me/"' in page


def test_the_code_is_typed_into_a_field_made_for_it(client):
    page = is_ours(client.get(sign_up(client).url), "Check your mail")
    field = re.search(r'<input type="text" name="code"[^>]*>', page)[0]
    assert 'autocomplete="one-time-code"' in field
    assert 'autocapitalize="characters"' in field
    assert "junk mail" in page


@pytest.mark.parametrize(("backend", "told"), [("filebased", True), ("smtp", False)])
def test_only_a_site_without_a_mail_server_tells_of_the_page_with_mails(client, settings, backend, told):
    place = sign_up(client).url
    settings.PRIVATE = True
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    page = client.get(place).content.decode()
    assert ("the terminal printed its address" in page) == told
    assert "/accounts/mail/" not in page


def test_another_code_is_mailed_on_demand_and_the_page_says_so(client, time_machine):
    place = sign_up(client).url
    first = code()
    time_machine.move_to(timezone.now() + timezone.timedelta(seconds=20))
    page = client.post(place, {"action": "resend"}, follow=True).content.decode()
    assert "Another code is on its way to nell@example.org" in page
    assert code() != first


# Back to where they came from


def test_signing_up_leads_back_to_the_discussion(client):
    page = client.get("/accounts/login/?next=/stories/%23comments").content.decode()
    onward = re.search(r'href="(/accounts/signup/[^"]+)"', page)[1]
    assert 'name="next" value="/stories/#comments"' in client.get(onward).content.decode()
    place = sign_up(client, next="/stories/#comments").url
    assert client.post(place, {"code": code()}).url == "/stories/#comments"


def test_a_mailed_code_leads_back_to_the_discussion(client, rosa):
    page = client.get("/accounts/login/?next=/stories/%23comments").content.decode()
    assert page.count('name="next" value="/stories/#comments"') == 3  # code, passkey, password
    place = client.post("/accounts/login/code/", {"email": rosa.email, "next": "/stories/#comments"}).url
    assert 'name="next" value="/stories/#comments"' in client.get(place).content.decode()
    assert client.post(place, {"code": code(), "next": "/stories/#comments"}).url == "/stories/#comments"


def test_nobody_is_led_to_another_site(client, rosa):
    place = client.post("/accounts/login/code/", {"email": rosa.email, "next": "https://evil.example/"}).url
    assert client.post(place, {"code": code(), "next": "https://evil.example/"}).url == "/"


def test_whoever_gives_up_typing_the_code_comes_back_to_the_same_ways_in(client, rosa):
    place = client.post("/accounts/login/code/", {"email": rosa.email, "next": "/about/"}).url
    back = re.search(r'id="leave".*?name="next" value="([^"]+)"', client.get(place).content.decode(), re.S)[1]
    assert back == "/accounts/login/?next=%2Fabout%2F"
    assert client.post("/accounts/logout/", {"next": back}).url == back
    is_ours(client.get(back), "Sign in")


# Without scripts


def test_passkeys_are_hidden_until_a_script_finds_that_they_work(client, known):
    form = re.search(r"<form[^>]*data-passkey[^>]*>", client.get("/accounts/2fa/webauthn/add/").content.decode())[0]
    assert " hidden " in form
    assert "opened by name, such as http://localhost:80" in form
    client.logout()
    page = client.get("/accounts/login/").content.decode()
    assert " hidden " in re.search(r'<form[^>]*data-passkey[^>]*action="[^"]*"|<form[^>]*data-passkey[^>]*>', page)[0]
    assert page.count("<script") == 1
    assert 'type="module" src="/static/js/passkeys.js"' in page


# Refusals


def test_a_refusal_says_how_long_to_wait_and_keeps_what_was_typed(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (1, 3600)}
    for _try in range(2):
        answer = client.post("/accounts/login/code/", {"email": "rosa@example.org"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3500
    page = is_ours(answer, "That was too often")
    assert "in about 60 minutes" in page
    assert "rosa@example.org" in page


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (30, "in a minute or two"),
        (600, "in about 10 minutes"),
        (7200, "in about 2 hours"),
        (None, "Wait a few minutes"),
    ],
)
def test_the_wait_is_said_in_words(rf, wait, words):
    from django.shortcuts import render

    request = rf.get("/")
    request.user = a_person()
    assert words in render(request, "429.html", {"wait": wait} if wait else {}).content.decode()


def test_when_no_mail_can_be_sent_the_page_is_in_the_look(client, monkeypatch):
    monkeypatch.setattr("newsroom.tasks.send_mail", None)  # no queue to give it to
    answer = sign_up(client)
    assert answer.status_code == 503
    is_ours(answer, "The mail could not be sent")


# Mails


def test_every_mail_that_can_be_sent_has_words_of_our_own():
    for app, names in SENT.items():
        ours = {file.name.removesuffix("_message.txt") for file in (MAILS / app / "email").glob("*_message.txt")}
        assert set(names) == ours - {"base"}
        assert all((MAILS / app / f"email/{name}_subject.txt").exists() for name in names)


@pytest.mark.parametrize("name", [f"{app}/email/{name}" for app, names in SENT.items() for name in names])
def test_a_mail_names_the_site_says_what_happened_and_tells_no_address_of_a_network(client, known, name, rf):
    mail.outbox.clear()
    context = {
        "code": "BCDF-GHJK", "deleted_email": "old@example.org", "from_email": "old@example.org",
        "to_email": "new@example.org", "password_reset_url": "http://testserver/reset/",
    }  # fmt: skip
    request = rf.get("/", REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Gecko")
    request.user, request.site = known, the_site(name="The Estuary")
    with request_context(request):
        get_adapter(request).send_notification_mail(name, known, context)
    (sent,) = mail.outbox
    assert sent.subject.startswith("The Estuary: ")
    assert not sent.alternatives
    for never in ("192.0.2", "Gecko", "None", "Hello from", "<", "{", "&"):
        assert never not in sent.body
    assert "\n\n\n" not in sent.body.replace("\n\n\n----", "\n\n----")
    assert len(sent.body.splitlines()[0]) > 10  # the point comes first
    assert "The Estuary\nhttp://127.0.0.1:8000" in sent.body


def test_the_code_stands_on_a_line_of_its_own(client, rosa):
    client.post("/accounts/login/code/", {"email": rosa.email})
    assert mail.outbox[-1].subject == "The Estuary: your code to sign in"
    assert code()


def test_an_address_without_an_account_is_told_where_to_make_one(client, rosa):
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert "http://127.0.0.1:8000/accounts/signup/" in mail.outbox[-1].body


def test_an_added_address_is_confirmed_by_a_code(client, known):
    place = client.post("/accounts/email/", {"email": "two@example.org", "action_add": ""}).url
    page = is_ours(client.get(place), "Check your mail")
    assert 'href="/accounts/email/"' in page
    client.post(place, {"code": code()})
    assert EmailAddress.objects.get(email="two@example.org").verified
    page = client.get("/accounts/email/").content.decode()
    assert "two@example.org is confirmed." in page
    assert page.count('name="action_primary"') == 1


def test_mails_of_a_private_site_are_read_with_their_links_and_their_day(client, settings, tmp_path, time_machine):
    time_machine.move_to("2026-11-14 08:30:00+00:00", tick=False)
    settings.PRIVATE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    place = mailbox.address().removeprefix("http://127.0.0.1:8000")
    empty = is_ours(client.get(place), "Mails")
    assert "What the site would mail appears here." in empty
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    page = is_ours(client.get(place), "Mails")
    assert "14 November 2026, 08:30" in page
    assert '<a href="http://127.0.0.1:8000/accounts/signup/" rel="nofollow">' in page


# The way in


def test_the_masthead_leads_a_known_person_to_their_page_and_a_stranger_to_sign_in(client):
    page = client.get("/about-nothing/").content.decode()
    assert '<a href="/accounts/login/">Sign in</a>' in page
    client.force_login(an_editor())
    page = client.get("/about-nothing/").content.decode()
    assert re.search(r'href="/me/">My page</a>\s*<a href="/admin/">Desk</a>\s*<a[^>]*>Sign out</a>', page)


def test_the_settings_lead_to_every_way_of_signing_in(client, known):
    page = client.get("/me/settings/").content.decode()
    for path in ("email/", "password/change/", "2fa/"):
        assert f'href="/accounts/{path}"' in page
        assert client.get(f"/accounts/{path}").status_code == 200


def test_codes_of_the_app_sign_in(client, guarded):
    from allauth.mfa.totp.internal import auth

    client.logout()
    client.post("/accounts/login/", {"login": guarded.email, "password": PASSWORD})
    digits = auth.format_hotp_value(auth.hotp_value("A" * 32, int(time.time()) // 30))
    assert client.post("/accounts/2fa/authenticate/", {"code": digits}).url == "/"

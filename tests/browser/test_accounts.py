"""Accounts in a real browser: signing up with scripts and without, passkeys, an authenticator app, recovery codes."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import expect

from newsroom.management.commands.create_account import create_confirmed
from newsroom.models import User
from tests.factories import PASSWORD, a_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})$", re.MULTILINE)
SECRET = "JBSWY3DPEHPK3PXP"
A_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server):
    """By its name: a passkey is never for a number."""
    return re.sub(r"//[^:/]+", "//localhost", live_server.url)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def named(browser, site):
    """A page of the site by its name, in a browser with a phone that knows its owner."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on(
        "console",  # a form to be mended is answered 422, which the browser itself writes there
        lambda said: page.complaints.append(said.text) if said.type == "error" and "422" not in said.text else None,
    )
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    page.phone = devices.send("WebAuthn.addVirtualAuthenticator", {"options": A_PHONE})["authenticatorId"]
    page.devices = devices
    yield page
    context.close()


@pytest.fixture
def rosa(transactional_db):
    return create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)


def mailed():
    return CODE.search(mail.outbox[-1].body)[1]


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def leave_by(page, name):
    """Presses a button that leads to another page, and waits for that page."""
    with page.expect_navigation():
        press(page, name)


def sign_in(page, path="/accounts/login/"):
    page.goto(path)
    page.get_by_label("E-mail address").last.fill("rosa@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    leave_by(page, "Sign in")


def show_password(page):
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")


def known(page):
    expect(page.get_by_role("link", name="My page")).to_be_visible()


def show_digits(page, secret):
    digits = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Code").fill(digits)


def test_a_stranger_makes_an_account_by_a_mailed_code_and_is_where_they_were(visitor):
    a_page()
    visitor.goto("/accounts/login/?next=/about/")
    visitor.get_by_role("link", name="Make an account").click()
    visitor.get_by_label("Your name").fill("Nell Byrd")
    visitor.get_by_label("E-mail address").fill("nell@example.org")
    leave_by(visitor, "Mail me a code")
    visitor.get_by_label("Code").fill(mailed().lower())
    press(visitor, "Go on")
    expect(visitor).to_have_url(re.compile(r"/about/$"))
    known(visitor)
    assert User.objects.get().name == "Nell Byrd"


def test_a_mailed_code_signs_in(visitor, rosa):
    visitor.goto("/accounts/login/")
    visitor.get_by_label("E-mail address").first.fill("rosa@example.org")
    leave_by(visitor, "Mail me a code")
    visitor.get_by_label("Code").fill(mailed())
    press(visitor, "Go on")
    known(visitor)


def test_without_scripts_nobody_is_offered_a_passkey(browser, live_server, rosa):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_text("Sign in with a passkey")).to_be_hidden()
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    show_password(page)
    expect(page.get_by_text("Passkeys need scripts")).to_be_visible()
    expect(page.get_by_text("Add this passkey")).to_be_hidden()
    context.close()


def test_a_passkey_is_added_signs_in_alone_and_shows_that_it_is_still_the_same_person(named, rosa):
    a_page()
    sign_in(named)
    named.goto("/accounts/2fa/webauthn/add/")
    show_password(named)
    expect(named.get_by_text("Passkeys need scripts")).to_be_hidden()
    named.get_by_label("What you call it").fill("Phone")
    press(named, "Add this passkey")
    expect(named.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").wrap().is_passwordless

    named.goto("/accounts/2fa/webauthn/add/")
    press(named, "Add this passkey")
    expect(named.get_by_role("alert")).to_have_text("This device has a passkey of yours already.")

    named.goto("/accounts/logout/")
    leave_by(named, "Sign out")
    named.goto("/accounts/login/?next=/about/")
    press(named, "Sign in with a passkey")
    known(named)
    expect(named).to_have_url(re.compile(r"/about/$"))

    named.goto("/accounts/2fa/totp/activate/")
    named.get_by_role("link", name="Use a passkey").click()
    press(named, "Use a passkey")
    expect(named.get_by_role("heading", name="Set up an authenticator app")).to_be_visible()
    assert not named.complaints


def test_a_key_that_signs_in_only_with_a_password_is_the_second_factor(named, rosa):
    sign_in(named)
    named.goto("/accounts/2fa/webauthn/add/")
    show_password(named)
    named.get_by_label("Sign in with it alone").uncheck()
    press(named, "Add this passkey")
    expect(named.get_by_role("heading", name="Recovery codes")).to_be_visible()
    named.goto("/accounts/logout/")
    leave_by(named, "Sign out")
    sign_in(named)
    expect(named.get_by_role("heading", name="The second factor")).to_be_visible()
    press(named, "Use a passkey")
    known(named)


def test_what_goes_wrong_with_a_passkey_is_said_and_the_other_ways_stay(named, rosa):
    named.devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": named.phone})
    named.devices.send("WebAuthn.addVirtualAuthenticator", {"options": A_PHONE | {"isUserVerified": False}})
    named.goto("/accounts/login/")
    press(named, "Sign in with a passkey")
    expect(named.get_by_role("alert")).to_have_text("No passkey was used: it was cancelled, or none was found.")
    expect(named.get_by_role("main").get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_at_a_number_a_passkey_needs_the_site_by_its_name(browser, live_server):
    context = browser.new_context(base_url=re.sub(r"//[^:/]+", "//127.0.0.1", live_server.url))
    page = context.new_page()
    page.goto("/accounts/login/")
    press(page, "Sign in with a passkey")
    port = live_server.url.rpartition(":")[2]
    expect(page.get_by_role("alert")).to_have_text(
        f"Passkeys need the site to be opened by name, such as http://localhost:{port}"
    )
    context.close()


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(page, rosa):
    sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    show_password(page)
    drawn = page.get_by_alt_text("The secret, for the camera of the app")
    assert drawn.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    show_digits(page, re.sub(r"\s", "", page.locator(".secret").inner_text()))
    press(page, "Use this app")
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()

    page.goto("/accounts/logout/")
    leave_by(page, "Sign out")
    sign_in(page)
    page.get_by_label("Code").fill("000000")
    press(page, "Sign in")
    expect(page.get_by_role("alert").first).to_contain_text("Code")
    page.get_by_label("Code").fill(recovery)
    press(page, "Sign in")
    known(page)
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("9 codes are left.")).to_be_visible()
    assert not [said for said in page.complaints if "422" not in said]


def test_the_digits_of_the_app_sign_in(visitor, rosa):
    Authenticator.objects.create(user=rosa, type="totp", data={"secret": SECRET})
    sign_in(visitor)
    show_digits(visitor, SECRET)
    press(visitor, "Sign in")
    known(visitor)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_account_page_has_an_accessibility_violation_or_goes_sideways(page, rosa, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill("Nell Byrd")
    page.get_by_label("E-mail address").fill("nell@example.org")
    leave_by(page, "Mail me a code")
    found = look(page)
    page.context.clear_cookies()
    for path in ("signup/", "login/", "login/code/"):
        page.goto(f"/accounts/{path}")
        found += look(page)
    Authenticator.objects.create(user=rosa, type="totp", data={"secret": SECRET})
    RecoveryCodes.activate(rosa)
    sign_in(page)
    found += look(page)
    show_digits(page, SECRET)
    press(page, "Sign in")
    known(page)
    page.goto("/accounts/reauthenticate/")
    found += look(page)
    page.get_by_label("Password").fill(PASSWORD)
    leave_by(page, "Go on")
    for path in ("email/", "2fa/", "2fa/recovery-codes/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/totp/deactivate/"):
        page.goto(f"/accounts/{path}")
        found += look(page)
    assert not found


def look(page):
    page.wait_for_timeout(200)
    sideways = [("sideways", page.url)] if page.evaluate("document.documentElement.scrollWidth") > 320 else []
    objections = Axe().run(page).response["violations"]
    return sideways + [(page.url, said["id"], said["nodes"][0]["html"][:120]) for said in objections]

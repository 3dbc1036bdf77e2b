"""Accounts: made with a name and an address, guarded against guessing and floods, and nobody learns who has one."""

import re
from smtplib import SMTPServerDisconnected

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from newsroom.management.commands.create_account import create_confirmed
from newsroom.models import User
from tests.factories import PASSWORD, a_comment, a_draft, a_person, an_editor, the_site
from tests.pictures import a_jpeg

SIGN_UP = "/accounts/signup/"
CODE = re.compile(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", re.MULTILINE)


def sign_up(client, email="new@example.org", name="Nell Byrd"):
    return client.post(SIGN_UP, {"name": name, "email": email})


def without_token(page) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def code(number=-1) -> str:
    return CODE.search(mail.outbox[number].body)[1]


def test_a_name_and_an_address_and_the_mailed_code_make_an_account(client):
    assert sign_up(client).url == "/accounts/confirm-email/"
    client.post("/accounts/confirm-email/", {"code": code()})
    person = User.objects.get()
    assert (person.name, person.email, person.is_staff) == ("Nell Byrd", "new@example.org", False)
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_wrong_code_is_said_beside_its_field_and_opens_nothing(client):
    sign_up(client)
    page = client.post("/accounts/confirm-email/", {"code": "WRONG1"})
    assert 'class="wrong"' in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_after_three_wrong_codes_the_sign_up_begins_again(client):
    sign_up(client)
    right = code()
    for _try in range(3):
        client.post("/accounts/confirm-email/", {"code": "WRONG1"})
    client.post("/accounts/confirm-email/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_signing_up_with_the_address_of_an_account_looks_the_same_and_tells_its_owner(client):
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)
    answer, page = sign_up(client, "rosa@example.org"), client.get("/accounts/confirm-email/")
    mail.outbox.clear()
    client.cookies.clear()
    other, other_page = sign_up(client), client.get("/accounts/confirm-email/")
    assert (answer.status_code, answer.url) == (other.status_code, other.url)
    assert without_token(page) == without_token(other_page).replace("new@example.org", "rosa@example.org")
    assert User.objects.get(email="rosa@example.org").name == "Rosa Lind"


def test_asking_for_a_code_looks_the_same_for_every_address(client):
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader")
    answers, pages = [], []
    for email in ("rosa@example.org", "nobody@example.org"):
        client.cookies.clear()
        answers.append(client.post("/accounts/login/code/", {"email": email}).url)
        pages.append(without_token(client.get(answers[-1])).replace(email, "someone"))
    assert answers[0] == answers[1]
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2


def test_a_mailed_code_signs_in(client):
    person = create_confirmed("rosa@example.org", name="Rosa Lind", role="reader")
    client.post("/accounts/login/code/", {"email": "ROSA@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": code()})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_whoever_signs_up_with_an_address_of_somebody_else_leaves_no_key_to_it(client):
    client.post(SIGN_UP, {"name": "Nell Byrd", "email": "owner@example.org", "password1": PASSWORD})
    client.cookies.clear()
    client.post("/accounts/login/code/", {"email": "owner@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": code()})
    assert "_auth_user_id" in client.session
    client.logout()
    client.post("/accounts/login/", {"login": "owner@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_name_that_imitates_staff_is_refused_and_what_was_typed_is_kept(client):
    an_editor(name="Lene Moss")
    page = sign_up(client, name="LENE M0SS").content.decode()
    assert "taken for somebody who works here" in page
    assert 'value="new@example.org"' in page
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_network_signs_up_a_few_people_an_hour(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ups": (2, 3600)}
    for number in range(2):
        client.cookies.clear()
        assert sign_up(client, f"p{number}@example.org").status_code == 302
    client.cookies.clear()
    answer = sign_up(client, "p3@example.org")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "p3@example.org" in answer.content.decode()
    assert User.objects.count() == 2


def test_guessing_for_one_account_ends_for_the_hour_from_wherever_it_comes(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (3, 3600)}
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)
    for number in range(4):
        answer = client.post(
            "/accounts/login/", {"login": "Rosa@example.org", "password": "wrong"}, REMOTE_ADDR=f"192.0.{number}.1"
        )
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "Rosa@example.org" in answer.content.decode()


def test_trying_codes_does_not_tell_who_has_an_account(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (5, 3600)}
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader")
    answers = {}
    for email in ("rosa@example.org", "nobody@example.org"):
        answers[email] = []
        for _session in range(3):
            client.cookies.clear()
            client.post("/accounts/login/code/", {"email": email})
            for _try in range(2):
                answers[email].append(client.post("/accounts/login/code/confirm/", {"code": "WRONG"}).status_code)
    assert answers["rosa@example.org"] == answers["nobody@example.org"] == [422] * 5 + [429]


def test_second_factors_are_not_guessed_either(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (3, 3600)}
    person = create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "A" * 32})
    client.post("/accounts/login/", {"login": "rosa@example.org", "password": PASSWORD})
    answers = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code for _try in range(4)]
    assert answers == [422, 422, 422, 429]


def test_an_address_that_nobody_confirmed_gets_three_mails_a_day(client):
    for _try in range(5):
        client.cookies.clear()
        client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert len(mail.outbox) == 3


def test_a_mail_server_that_fails_tells_nobody_who_has_an_account(client, monkeypatch, caplog):
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)

    def fail(*args, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    answers = {
        client.post("/accounts/password/reset/", {"email": email}).url
        for email in ("rosa@example.org", "x@example.org")
    }
    assert answers == {"/accounts/password/reset/done/"}
    assert "could not be sent" in caplog.text
    assert "rosa" not in caplog.text


def test_a_mail_that_could_not_be_sent_is_tried_again(settings, monkeypatch, time_machine):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from django_tasks_db.models import DBTaskResult

    from newsroom.tasks import sealed, send_mail

    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda *args, **kwargs: (_ for _ in ()).throw(OSError("gone"))
    )
    message = sealed(mail.EmailMessage("Your code", "AB-1", "a@example.org", ["b@example.org"]))
    send_mail.call(message)
    assert DBTaskResult.objects.get().run_after > timezone.now()
    send_mail.call(message, 4)
    assert DBTaskResult.objects.count() == 1


def test_a_code_on_its_way_cannot_be_read_in_the_rows(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from django_tasks_db.models import DBTaskResult

    sign_up(client)
    kept = str(DBTaskResult.objects.get().args_kwargs)
    assert "new@example.org" not in kept
    assert client.session["account_email_verification_code"]["code"] not in kept


def test_whoever_keeps_a_password_busy_leaves_its_owner_the_mailed_code(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (3, 3600)}
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)
    for _try in range(5):
        answer = client.post(
            "/accounts/login/", {"login": "rosa@example.org", "password": "wrong"}, REMOTE_ADDR="192.0.2.1"
        )
    assert answer.status_code == 429
    assert client.post("/accounts/login/code/", {"email": "rosa@example.org"}).status_code == 302


def test_the_second_factor_is_asked_of_everybody_who_may_more_than_read(settings):
    settings.STAFF_SECOND_FACTOR = True
    boss = a_person("admin", name="Boss")
    boss.is_staff = False
    assert not boss.has_perm("comments.moderate_comment")
    assert not boss.has_module_perms("comments")


def test_text_in_another_encoding_is_refused(client):
    answer = client.generic(
        "POST", "/accounts/login/", b"login=+2AA-", "application/x-www-form-urlencoded; charset=utf-7"
    )
    assert answer.status_code == 400


def test_a_limit_cannot_be_walked_around_with_another_field(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ins": (3, 3600)}
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader")
    answers = []
    for number in range(4):
        client.cookies.clear()
        data = {"email": "rosa@example.org", "login": f"x{number}@example.org"}
        answers.append(client.post("/accounts/login/code/", data).status_code)
    assert answers == [302, 302, 302, 429]


def test_a_person_cannot_have_mail_sent_to_many_others(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_ups": (2, 3600)}
    client.force_login(create_confirmed("rosa@example.org", name="Rosa Lind", role="reader"))
    for number in range(4):
        client.post("/accounts/email/", {"action_add": "", "email": f"x{number}@example.org"})
    assert len({to for message in mail.outbox for to in message.to if to.startswith("x")}) == 2


def test_a_mailed_link_leads_to_the_site_whatever_port_was_asked(client):
    create_confirmed("rosa@example.org", name="Rosa Lind", role="reader", password=PASSWORD)
    client.post("/accounts/password/reset/", {"email": "rosa@example.org"}, headers={"Host": "localhost:4444"})
    assert "4444" not in mail.outbox[0].body
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in mail.outbox[0].body


def test_accounts_are_pages_only(client):
    for headers in ({"X-Requested-With": "XMLHttpRequest"}, {"Accept": "application/json"}):
        answer = client.get("/accounts/login/", headers=headers)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/html")
        assert client.post("/accounts/login/", {}, headers=headers).status_code == 422


def test_staff_without_the_second_factor_are_readers(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    boss = a_person("admin")
    assert not boss.has_perm("comments.moderate_comment")
    client.force_login(boss)
    comment = a_comment()
    assert client.post(f"/comments/{comment.pk}/pick/").status_code == 404
    assert client.get(a_draft().get_absolute_url()).status_code == 404
    Authenticator.objects.create(user=boss, type="totp", data={"secret": "A" * 32})
    assert client.post(f"/comments/{comment.pk}/pick/").status_code == 302


def test_staff_of_a_public_site_add_a_second_factor_before_they_work(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    editor = an_editor()
    client.force_login(editor)
    answer = client.get("/admin/", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/"
    assert "second factor" in answer.content.decode()
    assert client.get("/admin/articles/story/add/").status_code == 302
    Authenticator.objects.create(user=editor, type="totp", data={"secret": "A" * 32})
    assert client.get("/admin/").status_code == 200


def test_readers_are_asked_for_no_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(a_person())
    assert client.get("/me/").status_code == 200


def test_a_known_person_reads_the_interface_in_the_language_they_chose(client):
    the_site(language="en")
    person = a_person()
    person.language = "ar"
    person.save()
    client.force_login(person)
    answer = client.get("/")
    assert answer["Content-Language"] == "ar"
    assert 'dir="rtl"' in answer.content.decode()
    client.logout()
    assert client.get("/")["Content-Language"] == "en"


def test_a_picture_becomes_a_small_square_without_metadata():
    person = a_person()
    person.set_avatar(a_jpeg(size=(900, 600)))
    from PIL import Image

    with default_storage.open(person.avatar.name) as file:
        image = Image.open(file)
        assert (image.size, image.format) == ((192, 192), "JPEG")
        assert not image.getexif()


def test_a_picture_is_deleted_with_its_last_owner(django_capture_on_commit_callbacks):
    one, other = a_person(), a_person()
    one.set_avatar(a_jpeg())
    other.set_avatar(a_jpeg())
    name = one.avatar.name
    assert name == other.avatar.name
    with django_capture_on_commit_callbacks(execute=True):
        one.set_avatar(None)
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        other.set_avatar(None)
    assert not default_storage.exists(name)


def test_a_mail_is_text_and_not_html(client):
    the_site(name="Rosa's & Sea")
    sign_up(client)
    assert "Rosa's & Sea" in mail.outbox[0].subject
    assert "&#" not in mail.outbox[0].body
    assert "&amp;" not in mail.outbox[0].body

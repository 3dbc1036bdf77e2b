"""`manage.py create_account`: a confirmed account, or a sentence and nothing stored."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from newsroom.models import User

PASSWORD = "nine eels in a bucket"


def create(email="rosa@example.org", name="Rosa Lind", role="editor", **options):
    out = StringIO()
    call_command("create_account", email, name=name, role=role, stdout=out, **options)
    return out.getvalue()


def sign_in(client, password, email="rosa@example.org"):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_the_account_can_sign_in_at_once(client):
    create(password=PASSWORD)
    assert sign_in(client, PASSWORD).status_code == 302
    assert client.get("/admin/").status_code == 200
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("rosa@example.org", True, True)


@pytest.mark.parametrize(
    ("role", "staff", "superuser", "groups"),
    [
        ("reader", False, False, []),
        ("creator", True, False, ["Creator"]),
        ("moderator", True, False, ["Moderator"]),
        ("editor", True, False, ["Editor"]),
        ("admin", True, True, []),
    ],
)
def test_each_role_is_what_it_says(role, staff, superuser, groups):
    create(role=role, password=PASSWORD)
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (staff, superuser)
    assert list(user.groups.values_list("name", flat=True)) == groups


def test_without_a_password_one_is_made_and_printed_once(client):
    password = re.search(r"shown this once: (\S+)", create())[1]
    assert sign_in(client, password).status_code == 302


def test_the_same_address_again_changes_nothing_whatever_its_case(client):
    create(password=PASSWORD)
    before = User.objects.values().get()
    assert "already" in create("ROSA@Example.org", name="Other", role="admin", password="another good password")
    assert User.objects.values().get() == before
    assert EmailAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "rosa.example.org"}, "address cannot be used"),
        ({"email": ""}, "address cannot be used"),
        ({"name": " "}, "name cannot be used"),
        ({"name": "R" * 101}, "name cannot be used"),
        ({"role": "queen"}, "no role 'queen'. Use one of: reader, creator, moderator, editor, admin"),
        ({"password": "short"}, "password cannot be used"),
        ({"password": "password1234"}, "password cannot be used"),
        ({"password": "rosa@example.org"}, "password cannot be used"),
        ({"password": ""}, "password cannot be used"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_stored(wrong, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)) as caught:
        create(**{"password": PASSWORD} | wrong)
    assert caught.value.returncode == 1
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_on_a_terminal_the_password_is_asked_for_twice(client, monkeypatch):
    typed = [PASSWORD, PASSWORD, PASSWORD, "something else"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.pop(0))
    assert PASSWORD not in create()
    assert sign_in(client, PASSWORD).status_code == 302
    with pytest.raises(CommandError, match="differ"):
        create("ada@example.org")
    assert User.objects.count() == 1


def test_half_an_account_is_never_left(monkeypatch):
    monkeypatch.setattr(EmailAddress.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        create(password=PASSWORD)
    assert not User.objects.exists()

"""Who is asked to work here, by whom, in which role; and how they join."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.exceptions import PermissionDenied

from articles.models import Creator
from newsroom import moments
from newsroom.models import Invitation, User
from tests.factories import PASSWORD, a_confirmed, a_creator, a_person, an_editor, the_site
from tests.forms import filled, having, page_of, text_of

ADD = "/admin/newsroom/invitation/add/"
SITE = "/admin/newsroom/site/1/change/"
GIVES = {
    "nobody": [],
    "creators": ["creator"],
    "moderators": ["creator", "moderator"],
    "editors": ["creator", "moderator", "editor"],
}


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def ask(client, email="nell@example.org", role="creator", **said):
    data = filled(client.get(ADD), "invitation_form", email=email, role=role, **said)
    return client.post(ADD, data, follow=True)


def link(number=-1):
    return re.search(r"http://[^/]+(/accounts/invitation/\S+)", mail.outbox[number].body)[1]


def asked(role="creator", email="nell@example.org", **said):
    return Invitation.objects.invite(email, by=a_person("admin"), role=role, **said).secret_address


@pytest.mark.parametrize("setting", GIVES)
def test_editors_give_the_roles_that_the_site_lets_them_give(client, editor, setting):
    the_site(editors_invite=setting)
    page = client.get(ADD)
    assert [radio.get("value") for radio in having(page_of(page), "name", "role")] == GIVES[setting]
    for role in Invitation.Role.values:
        if role not in GIVES[setting]:
            client.post(ADD, {"email": "nell@example.org", "role": role})
            with pytest.raises(PermissionDenied):
                Invitation.objects.invite("nell@example.org", by=editor, role=role)
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_administrators_give_every_role_and_nobody_else_any():
    the_site(editors_invite="editors")
    assert list(Invitation.roles_of(a_person("admin"))) == Invitation.Role.values
    for role in ("reader", "creator", "moderator"):
        assert not Invitation.roles_of(a_person(role))


def test_only_administrators_say_what_editors_may_give(client, editor):
    client.post(SITE, filled(client.get(SITE), "site_form") | {"editors_invite": "editors"})
    assert Invitation.roles_of(editor) == ("creator", "moderator")
    client.force_login(a_person("admin"))
    client.post(SITE, filled(client.get(SITE), "site_form", editors_invite="nobody"))
    assert Invitation.roles_of(User.objects.get(pk=editor.pk)) == ()


def test_somebody_new_is_invited_joins_and_signs_in(client, editor):
    the_site(name="The Tide")
    ask(client, "Nell@Example.org", name="Nell Byrd", message="We liked your letters.\nCome!")
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["nell@example.org"], "Lene Moss invites you to work on The Tide")
    assert "We liked your letters.\nCome!" in sent.body
    assert "as: Creator" in sent.body
    client.logout()
    page = client.get(link())
    assert "Lene Moss invites nell@example.org" in text_of(page)
    assert page_of(page).find(".//input[@name='name']").get("value") == "Nell Byrd"
    assert not User.objects.filter(email="nell@example.org").exists()  # to look is not to accept
    answer = client.post(link(), {"name": "Nell Byrd"}, follow=True)
    assert "Sign in as nell@example.org" in text_of(answer)
    assert "_auth_user_id" not in client.session
    nell = User.objects.get(email="nell@example.org")
    assert (nell.name, nell.is_staff, nell.is_superuser) == ("Nell Byrd", True, False)
    assert [group.name for group in nell.groups.all()] == ["Creator"]
    assert EmailAddress.objects.get(user=nell).verified
    assert not nell.has_usable_password()
    assert Creator.objects.get(user=nell).name == "Nell Byrd"
    client.post("/accounts/login/code/", {"email": "nell@example.org"})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/admin/articles/story/add/").status_code == 200


@pytest.mark.parametrize("role", ["moderator", "editor", "admin"])
def test_exactly_the_role_is_given(client, role):
    client.post(asked(role), {"name": "Nell Byrd"})
    nell = User.objects.get(email="nell@example.org")
    assert nell.is_staff
    assert nell.is_superuser == (role == "admin")
    assert [group.name for group in nell.groups.all()] == ([] if role == "admin" else [role.capitalize()])
    assert not Creator.objects.exists()


def test_who_has_an_account_has_to_sign_in_with_it(client):
    nell = a_confirmed("reader", email="nell@example.org")
    place = asked("moderator")
    assert "Sign in to accept" in text_of(client.get(place))
    assert client.post(place, {"name": "Somebody"}).status_code == 422
    client.force_login(a_person("reader", name="Somebody Else"))
    assert "sign out first" in text_of(client.get(place))
    client.post(place, {"name": "Somebody"})
    assert not User.objects.filter(groups__name="Moderator").exists()
    client.force_login(nell)
    assert client.post(place)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert [group.name for group in User.objects.get(pk=nell.pk).groups.all()] == ["Moderator"]


def test_a_second_role_leaves_the_first(client):
    person = a_confirmed("editor", email="nell@example.org")
    client.force_login(person)
    client.post(asked("creator"))
    assert sorted(group.name for group in person.groups.all()) == ["Creator", "Editor"]


def test_somebody_signed_in_does_not_take_an_invitation_to_another_address(client):
    person = a_confirmed("reader", email="rosa@example.org")
    client.force_login(person)
    place = asked("admin")
    assert "sign out first" in text_of(client.get(place))
    assert client.post(place, {"name": "Rosa"}).status_code == 422
    assert not User.objects.get(pk=person.pk).is_staff


def test_a_link_is_good_once_for_two_weeks_and_not_after_it_was_revoked(client, time_machine):
    time_machine.move_to("2026-11-11 12:00:00+00:00", tick=False)
    used, old, revoked = (asked(email=f"{name}@example.org") for name in ("used", "old", "revoked"))
    client.post(used, {"name": "Nell Byrd"})
    Invitation.objects.get(email="revoked@example.org").revoke()
    for place in (used, revoked):
        assert client.get(place).status_code == 410
        assert client.post(place, {"name": "Another"}).status_code == 410
    time_machine.shift(timedelta(days=14, seconds=-1))
    assert client.get(old).status_code == 200
    time_machine.shift(1)
    assert client.post(old, {"name": "Another"}).status_code == 410
    assert User.objects.filter(groups__name="Creator").count() == 1
    assert client.get(f"{old[:-3]}x/").status_code == 404
    assert client.get("/accounts/invitation/%00/").status_code == 404


def test_what_somebody_sent_who_may_no_longer_is_good_no_more(client, editor):
    ask(client)
    client.logout()
    assert client.get(link()).status_code == 200
    the_site(editors_invite="nobody")
    assert client.get(link()).status_code == 410
    the_site(editors_invite="creators")
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.post(link(), {"name": "Nell Byrd"}).status_code == 410


def test_one_open_invitation_an_address_and_none_to_what_they_have(client, editor):
    ask(client)
    assert "has an open invitation" in text_of(ask(client, "NELL@example.org", role="moderator"))
    a_person("creator", email="bram@example.org")
    assert "has that role already" in text_of(ask(client, "Bram@example.org"))
    assert Invitation.objects.count() == 1
    Invitation.objects.update(ends_at=moments.now())
    ask(client, role="moderator")
    assert [found.state for found in Invitation.objects.order_by("id")] == ["revoked", "open"]


def test_an_invitation_is_sent_again_and_revoked_from_its_page(client, editor):
    ask(client)
    found = Invitation.objects.get()
    before = link()
    page = f"/admin/newsroom/invitation/{found.pk}/"
    assert "Send again" in text_of(client.get(f"{page}change/"))
    client.post(f"{page}mail/")
    assert client.get(before).status_code == 410
    assert client.get(link()).status_code == 200
    assert client.get(f"{page}revocation/").status_code == 404
    client.post(f"{page}revocation/")
    assert client.get(link()).status_code == 410
    assert "Revoked" in text_of(client.get(f"{page}change/"))
    said = list(LogEntry.objects.order_by("id").values_list("change_message", flat=True))
    assert said[-2:] == ["Sent again.", "Revoked."]
    assert "nell@example.org" in text_of(client.get("/admin/newsroom/invitation/?state=ended"))
    assert "nell@example.org" not in text_of(client.get("/admin/newsroom/invitation/?state=open"))


def test_an_editor_has_no_hand_in_what_only_administrators_give(client, editor):
    asked("admin")
    found = Invitation.objects.get()
    for verb in ("mail", "revocation"):
        assert client.post(f"/admin/newsroom/invitation/{found.pk}/{verb}/").status_code == 404
    assert Invitation.objects.get().state == "open"
    assert not mail.outbox


@pytest.mark.parametrize("role", ["creator", "moderator", "reader"])
def test_others_see_no_invitations(client, role):
    client.force_login(a_person(role))
    for place in ("/admin/newsroom/invitation/", ADD):
        assert client.get(place).status_code in (302, 403)


def test_nobody_of_the_staff_is_led_to_an_invitation_that_was_not_sent_to_them(client, editor):
    asked("admin")
    kind, found = ContentType.objects.get_for_model(Invitation).pk, Invitation.objects.get()
    assert client.get(f"/admin/r/{kind}/{found.pk}/").status_code == 404
    page = client.get(f"/admin/newsroom/invitation/{found.pk}/change/").content.decode()
    assert found.key not in page
    assert "/r/" not in page


def test_an_address_gets_a_few_mails_a_day(client, editor, settings):
    settings.LIMITS = settings.LIMITS | {"mails": (1, 60)}
    ask(client)
    Invitation.objects.get().revoke()
    assert "enough mails for today" in text_of(ask(client))
    assert len(mail.outbox) == 1
    assert Invitation.objects.count() == 1


def test_a_mail_that_cannot_be_sent_is_said_and_what_was_asked_stands(client, editor, monkeypatch):
    monkeypatch.setattr("newsroom.tasks.sealed", lambda message: 1 / 0)
    assert "could not be sent" in text_of(ask(client))
    assert Invitation.objects.get().state == "open"


def test_a_name_that_cannot_be_read_comes_back(client):
    answer = client.post(asked(), {"name": "✓✓"})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert not Creator.objects.exists()


def test_a_creator_without_an_account_is_invited_to_their_own_profile(client, editor):
    bram = a_creator("Bram Okafor")
    page = client.get(f"{ADD}?profile={bram.pk}&name=Bram+Okafor&role=creator")
    client.post(ADD, filled(page, "invitation_form", email="bram@example.org"))
    client.logout()
    client.post(link(), {"name": "Bram Okafor"})
    assert Creator.objects.get().user.email == "bram@example.org"


def test_nobody_takes_a_profile_that_is_somebodys(client):
    bram = a_creator("Bram Okafor", user=a_person("creator", password=PASSWORD))
    client.post(asked(profile=bram.pk), {"name": "Nell Byrd"})
    bram.refresh_from_db()
    assert bram.user.email != "nell@example.org"
    assert Creator.objects.get(user__email="nell@example.org").name == "Nell Byrd"


@pytest.mark.parametrize(
    "odd", [{"profile": "9" * 40}, {"profile": "x"}, {"email": "a\0@b.c"}, {"message": "x" * 1001}]
)
def test_odd_values_come_back_with_a_sentence(client, editor, odd):
    data = {"email": "nell@example.org", "role": "creator"} | odd
    answer = client.post(ADD, data)
    assert answer.status_code == 200
    assert having(page_of(answer), "class", "errorlist")
    assert not Invitation.objects.exists()

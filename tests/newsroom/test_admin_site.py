import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from newsroom.models import Page, Site, User
from tests.factories import a_page, a_person, an_editor, an_image, the_site
from tests.forms import filled, page_of, text_of

SITE = "/admin/newsroom/site/1/change/"


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def test_the_settings_lead_straight_to_their_form_even_before_they_were_saved(client, editor):
    answer = client.get("/admin/newsroom/site/", follow=True)
    assert answer.redirect_chain[-1][0] == SITE
    assert not Site.objects.exists()
    client.post(SITE, filled(answer, "site_form", name="The Tide", logo=an_image().pk, time_zone="Europe/Berlin"))
    site = Site.objects.get()
    assert (site.pk, site.name, site.time_zone, site.logo is not None) == (1, "The Tide", "Europe/Berlin", True)
    assert "The Tide desk" in text_of(client.get("/admin/"))


def test_the_settings_say_what_is_wrong_with_them(client, editor):
    data = filled(client.get(SITE), "site_form", time_zone="Saltmere", menu="About /about/")
    answer = text_of(client.post(SITE, data))
    assert "Saltmere is no time zone." in answer
    assert "Line 1 of the menu" in answer


def test_there_is_one_site_and_it_stays(client, editor):
    the_site()
    assert client.get("/admin/newsroom/site/add/").status_code == 403
    assert client.post("/admin/newsroom/site/1/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/newsroom/site/2/change/").status_code == 302


def test_an_editor_writes_a_page(client, editor):
    path = "/admin/newsroom/page/add/"
    data = filled(client.get(path), "page_form", title="House rules", body="<p>Be kind.</p><script>x</script>")
    client.post(path, data)
    page = Page.objects.get()
    assert (page.slug, page.body) == ("house-rules", "<p>Be kind.</p>")
    assert client.get("/house-rules/").status_code == 200


def test_a_page_cannot_stand_where_the_site_has_something(client, editor):
    path = "/admin/newsroom/page/add/"
    for title in ("Stories", "!!"):
        client.post(path, filled(client.get(path), "page_form", title=title))
    a_page("About")
    answer = client.post(path, filled(client.get(path), "page_form", title="About"))
    assert "already exists" in text_of(answer)
    assert Page.objects.count() == 1


@pytest.mark.parametrize("role", ["creator", "moderator"])
def test_the_site_is_the_editors(client, role):
    client.force_login(a_person(role))
    page = a_page()
    for path in (SITE, "/admin/newsroom/page/", f"/admin/newsroom/page/{page.pk}/change/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("role", ["editor", "creator", "moderator"])
def test_only_administrators_see_people(client, role):
    client.force_login(a_person(role))
    person = a_person()
    for path in ("", "add/", f"{person.pk}/change/", f"{person.pk}/password/"):
        assert client.get(f"/admin/newsroom/user/{path}").status_code == 403
    assert "People" not in text_of(client.get("/admin/"))


def test_an_administrator_makes_an_account_with_a_role(client):
    client.force_login(a_person("admin"))
    path = "/admin/newsroom/user/add/"
    role = Group.objects.get(name="Creator")
    secret = "a long enough secret"
    page = client.get(path)
    data = filled(
        page, "user_form", name="Bram", email="Bram@Example.org", password1=secret, password2=secret, is_staff="on"
    )
    client.post(path, data | {"groups": role.pk, "usable_password": "true"})
    person = User.objects.get(email="bram@example.org")
    assert (person.is_staff, [group.name for group in person.groups.all()]) == (True, ["Creator"])
    assert EmailAddress.objects.get(user=person).verified
    again = client.post(path, data | {"email": "BRAM@example.org", "usable_password": "true"})
    assert "There is an account with this address." in text_of(again)


def test_a_role_is_changed_and_an_account_made_inactive_but_never_deleted(client):
    client.force_login(a_person("admin"))
    person = a_person("creator")
    path = f"/admin/newsroom/user/{person.pk}/change/"
    editors = Group.objects.get(name="Editor")
    client.post(path, filled(client.get(path), "user_form", groups=editors.pk, is_active=None))
    person.refresh_from_db()
    assert ([group.name for group in person.groups.all()], person.is_active) == (["Editor"], False)
    assert page_of(client.get(path)).findall(f".//a[@href='/admin/newsroom/user/{person.pk}/password/']")
    assert client.post(f"/admin/newsroom/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_desk_opens_for_every_role(client):
    for role in ("admin", "editor", "creator", "moderator"):
        client.force_login(a_person(role))
        assert client.get("/admin/").status_code == 200


def test_a_person_cannot_take_the_second_address_of_another(client):
    client.force_login(a_person("admin"))
    other, person = a_person(), a_person()
    EmailAddress.objects.create(user=other, email="second@example.org", verified=True)
    path = f"/admin/newsroom/user/{person.pk}/change/"
    answer = client.post(path, filled(client.get(path), "user_form", email="Second@example.org"))
    assert "There is an account with this address." in text_of(answer)


def test_a_person_can_move_to_their_own_second_address(client):
    client.force_login(a_person("admin"))
    person = a_person()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    EmailAddress.objects.create(user=person, email="second@example.org", verified=True)
    path = f"/admin/newsroom/user/{person.pk}/change/"
    client.post(path, filled(client.get(path), "user_form", email="second@example.org"))
    assert [address.email for address in EmailAddress.objects.filter(user=person, primary=True)] == [
        "second@example.org"
    ]

"""Whose session it is, and when it is over."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsroom.models import User
from tests.factories import a_person


@pytest.mark.parametrize(
    "end",
    [
        lambda person: Session.objects.update(expire_date=timezone.now()),
        lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
        lambda person: User.objects.filter(pk=person.pk).update(password="another"),
        lambda person: person.delete(),
        lambda person: Session.objects.all().delete(),
    ],
    ids=["expired", "inactive", "new password", "deleted", "no session"],
)
def test_whose_session_is_over_is_a_stranger(client, end):
    person = a_person()
    client.force_login(person)
    assert client.get("/me/").status_code == 200
    end(person)
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("key", ["short", '"\\000abcdefghijk"', "x' OR ''='", "clé-étrange-ü", "a" * 5000])
def test_a_cookie_that_was_never_given_out_is_a_strangers(client, key):
    answer = client.get("/me/", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})
    assert answer.status_code == 302

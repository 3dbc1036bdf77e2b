"""Saved replies: some to begin with, kept by those who moderate."""

import pytest
from django.contrib.auth.models import Permission
from django.utils.translation import override

from comments.models import Decision, SavedReply
from tests.factories import a_held_comment, a_person, an_editor, the_site
from tests.forms import filled, text_of

LIST = "/admin/comments/savedreply/"


@pytest.mark.parametrize("role", ["moderator", "editor"])
def test_who_moderates_writes_changes_orders_and_deletes_them(client, role):
    client.force_login(an_editor() if role == "editor" else a_person(role))
    assert "Not about this story" in text_of(client.get(LIST))
    form = filled(client.get(f"{LIST}add/"), "savedreply_form", name="هادئ", text="اكتب بهدوء.", position="9")
    assert client.post(f"{LIST}add/", form).status_code == 302
    reply = SavedReply.objects.get(name="هادئ")
    form = filled(client.get(f"{LIST}{reply.pk}/change/"), "savedreply_form", text="Calmly.")
    client.post(f"{LIST}{reply.pk}/change/", form)
    reply.refresh_from_db()
    assert reply.text == "Calmly."
    client.post(f"{LIST}{reply.pk}/delete/", {"post": "yes"})
    assert not SavedReply.objects.filter(pk=reply.pk).exists()


def test_two_do_not_have_one_name(client):
    client.force_login(a_person("moderator"))
    response = client.post(f"{LIST}add/", {"name": "Not about this story", "text": "Again.", "position": "1"})
    assert "already exists" in text_of(response)


def test_without_any_the_list_says_what_they_are_for(client):
    SavedReply.objects.all().delete()
    client.force_login(a_person("moderator"))
    assert "No saved replies yet." in text_of(client.get(LIST))


def test_others_have_none(client):
    creator = a_person("creator")
    creator.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(creator)
    assert client.get(LIST).status_code == 403


def test_those_to_begin_with_speak_the_language_of_the_desk(client):
    the_site(language="ar")
    client.force_login(a_person("moderator"))
    comment = a_held_comment()
    offered = client.get("/admin/comments/comment/desk/").content.decode()
    assert "This has little to do with the story above it." not in offered
    reply = SavedReply.objects.get(name="Not about this story")
    said = {"comment": comment.pk, "queue": "held", "verb": "reject", "reason": "off_topic", "reply": reply.pk}
    client.post("/admin/comments/comment/desk/decision/", said)
    with override("ar"):
        assert Decision.objects.get(verb="reject").note == reply.words != reply.text

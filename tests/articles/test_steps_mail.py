"""Creators hear by mail what others did with their stories: once, with the reason, and only if they want to."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone
from django.utils.translation import get_language

from articles import notices
from articles.models import Creator, Step, StepMail
from newsroom import moments
from newsroom.models import User
from tests.articles.test_admin_story import press
from tests.factories import a_confirmed, a_creator, a_draft, a_person, a_story, a_story_in_review, an_editor, the_site


@pytest.fixture
def writer():
    return a_creator("Bram Okafor", user=a_confirmed(email="bram@example.org"))


@pytest.fixture
def editor():
    return an_editor(name="Lene Moss")


def returned(writer, editor, reason="Too long."):
    story = a_story_in_review(title="The bridge", creators=[writer])
    story.send_back(reason, by=editor)
    return story


def test_a_creator_hears_why_a_story_came_back(client, writer, editor):
    story = a_story_in_review(title="The bridge", creators=[writer])
    client.force_login(editor)
    press(client, story, "send_back", reason="Too long. Cut the second part.")
    assert not mail.outbox
    assert notices.sweep() == 1
    letter = mail.outbox[0]
    assert letter.to == ["bram@example.org"]
    assert letter.subject == "Sent back: “The bridge”"
    assert "Too long. Cut the second part." in letter.body
    assert "by Lene Moss" in letter.body
    assert f"/admin/articles/story/{story.pk}/change/" in letter.body
    assert "http" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert notices.sweep() == 0
    assert len(mail.outbox) == 1


def test_creators_hear_of_all_that_readers_will_see(writer, editor, time_machine):
    time_machine.move_to("2026-11-11 12:00:00+00:00", tick=False)
    the_site(time_zone="Europe/Berlin")
    story = a_draft(title="The bridge", creators=[writer])
    story.submit(by=editor)
    story.publish(at=moments.now() + timedelta(days=1, hours=-7), by=editor)
    story.unschedule(by=editor)
    story.publish(by=editor)
    story.write(title="Another bridge")
    story.publish_changes(by=editor)
    story.withdraw("Not ours.", by=editor)
    story.restore(by=editor)
    notices.sweep()
    said = [letter.subject.partition(":")[0] for letter in mail.outbox]
    assert sorted(said) == sorted(
        ["Scheduled", "Taken off the schedule", "Published", "Changes published", "Withdrawn", "Brought back"]
    )
    planned = next(letter for letter in mail.outbox if letter.subject.startswith("Scheduled"))
    assert "for 12 November 2026 at 06:00, Europe/Berlin" in planned.body


def test_what_a_creator_did_is_told_to_the_others_of_the_byline_only(editor):
    editor_who_writes = a_creator("Lene Moss", user=editor)
    EmailAddress.objects.create(user=editor, email=editor.email, verified=True, primary=True)
    other, third = (a_creator(user=a_confirmed()) for _ in range(2))
    a_draft(creators=[editor_who_writes, other, third]).publish(by=editor)
    notices.sweep()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([other.user.email, third.user.email])


def test_nobody_is_told_of_an_import(writer):
    a_story(creators=[writer])
    assert notices.sweep() == 0


@pytest.mark.parametrize("why", ["no account", "not confirmed", "closed", "not wanted", "left the byline", "left"])
def test_who_cannot_or_will_not_be_told_gets_no_mail_and_hinders_none(writer, editor, why):
    story = returned(writer, editor)
    other = a_creator(user=a_confirmed())
    returned(other, editor)
    changes = {
        "no account": lambda: Creator.objects.filter(pk=writer.pk).update(user=None),
        "not confirmed": lambda: EmailAddress.objects.filter(user=writer.user).update(verified=False),
        "closed": lambda: User.objects.filter(pk=writer.user_id).update(is_active=False),
        "not wanted": lambda: Creator.objects.filter(pk=writer.pk).update(mails=False),
        "left the byline": lambda: story.bylines.all().delete(),
        "left": lambda: writer.leave(),
    }
    changes[why]()
    assert notices.sweep() == 1
    assert [letter.to for letter in mail.outbox] == [[other.user.email]]
    assert not Step.objects.filter(told_at__isnull=True).exists()


def test_a_reason_cannot_make_a_header_and_is_not_escaped(writer, editor):
    story = a_story_in_review(title="Tom & <Ann>\nBcc: x@example.org", creators=[writer])
    story.send_back("A < B & C", by=editor)
    notices.sweep()
    assert mail.outbox[0].subject == "Sent back: “Tom & <Ann> Bcc: x@example.org”"
    assert "A < B & C" in mail.outbox[0].body


def test_it_is_told_in_the_language_of_whoever_reads(writer, editor, monkeypatch):
    seen = []
    monkeypatch.setattr("newsroom.mail.text_of", lambda *args, **said: seen.append(get_language()) or "")
    returned(writer, editor)
    the_site(language="fr")
    notices.sweep()
    User.objects.update(language="de")
    returned(writer, editor)
    notices.sweep()
    assert seen == ["fr", "de"]


def test_a_mail_server_that_does_not_answer_is_asked_again_later(writer, editor, monkeypatch, time_machine):
    time_machine.move_to("2026-11-11 12:00:00+00:00", tick=False)
    returned(writer, editor)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError))
        assert notices.sweep() == 0
    assert notices.sweep() == 0  # not at once
    first = StepMail.objects.get()
    time_machine.shift(61)
    assert notices.sweep() == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<step-{first.pk}.{first.key}@")


def test_a_sweep_that_was_killed_loses_nothing_and_its_letter_waits_for_the_lease(
    writer, editor, monkeypatch, time_machine
):
    time_machine.move_to("2026-11-11 12:00:00+00:00", tick=False)
    returned(writer, editor)
    with monkeypatch.context() as patch:
        patch.setattr("articles.models.StepMail.message", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            notices.sweep()
    assert notices.sweep() == 0  # it may still be at work
    time_machine.shift(301)
    assert notices.sweep() == 1
    assert StepMail.objects.get().sent_at == timezone.now()


def test_a_creator_ends_these_mails_on_their_profile(client, writer, editor):
    client.force_login(writer.user)
    path = f"/admin/articles/creator/{writer.pk}/change/"
    client.post(path, {"name": "Bram Okafor", "bio": "", "website": "", "portrait": ""})
    writer.refresh_from_db()
    assert not writer.mails
    returned(writer, editor)
    assert notices.sweep() == 0
    client.post(path, {"name": "Bram Okafor", "bio": "", "website": "", "portrait": "", "mails": "on"})
    returned(writer, editor)
    assert notices.sweep() == 1


def test_mails_to_strangers_of_the_story_are_never_made(editor):
    a_person("creator")
    a_draft(creators=[a_creator()]).publish(by=editor)
    assert notices.sweep() == 0
    assert not StepMail.objects.exists()

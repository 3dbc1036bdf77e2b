"""Pictures that nothing uses: seen first, then taken away; one that was chosen meanwhile stays."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.models import Sitting
from newsroom import unused, uses
from newsroom.models import Image
from tests.factories import a_draft, a_person, an_editor, an_image
from tests.forms import filled, having, page_of, text_of
from tests.pictures import a_jpeg

PAGE = "/admin/newsroom/image/unused/"


@pytest.fixture
def editor(client):
    person = an_editor()
    client.force_login(person)
    return person


def an_old_image(data=None, **fields):
    image = an_image(data, **fields)
    Image.objects.filter(pk=image.pk).update(created_at=timezone.now() - timedelta(days=8))
    image.refresh_from_db()
    return image


def stored(image):
    return [name for name in image.files if default_storage.exists(name)]


def test_what_nothing_uses_is_shown_and_then_taken_away_with_its_files(
    client, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        forgotten, kept = an_old_image(alt="Forgotten"), an_old_image(alt="On a cover")
        fresh = an_image(alt="Uploaded today")
    forgotten.refresh_from_db()
    a_draft(cover=kept)
    page = client.get(PAGE)
    said = text_of(page)
    assert "Forgotten" in said
    assert "On a cover" not in said
    assert "Uploaded today" not in said
    assert len(stored(forgotten)) > 1
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(PAGE, filled(page, "unused"), follow=True)
    assert "1 picture was deleted" in text_of(answer)
    assert list(Image.objects.order_by("pk")) == [kept, fresh]
    assert not stored(forgotten)
    assert stored(kept)


def test_a_picture_that_was_chosen_meanwhile_stays_and_that_is_said(client, editor):
    chosen, other = an_old_image(alt="Chosen"), an_old_image()
    page = client.get(PAGE)
    a_draft(body=f'<figure><img src="{chosen.address}" alt="A kiln"></figure>')
    answer = client.post(PAGE, filled(page, "unused"), follow=True)
    assert "1 picture is in use by now and stays" in text_of(answer)
    assert Image.objects.get() == chosen
    assert other.pk != chosen.pk


def test_what_somebody_has_typed_and_not_saved_keeps_its_picture(client, editor):
    image, other = an_old_image(), an_old_image()
    text = {"title": "", "subtitle": "", "body": f'<figure><img src="{image.address}" alt="A kiln"></figure>'}
    Sitting.objects.keep(story=None, person=a_person("creator"), tab="one", text=text, turn=1)
    assert list(unused.forgotten()) == [other]
    assert not unused.discard([image.pk], editor)
    change = f"/admin/newsroom/image/{image.pk}/change/"
    assert "Nowhere yet" in text_of(client.get(change))
    assert not having(page_of(client.get(change)), "class", "deletelink")
    assert (uses.left(image), uses.replace(image, other, editor, 5)) == (0, 0)


def test_only_what_is_ticked_goes_and_a_forged_number_does_nothing(client, editor):
    first, second = an_old_image(), an_old_image()
    used = an_old_image()
    a_draft(cover=used)
    ticks = having(page_of(client.get(PAGE)), "name", "picture")
    assert [tick.get("value") for tick in ticks if "checked" in tick.attrib] == [str(second.pk), str(first.pk)]
    client.post(PAGE, {"picture": [first.pk, used.pk, "x", "9" * 30, "-1"]})
    assert list(Image.objects.order_by("pk")) == [second, used]
    assert "No picture was chosen" in text_of(client.post(PAGE, {}, follow=True))


def test_a_file_that_another_picture_has_too_stays(editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one, other = an_old_image(a_jpeg(size=(900, 600))), an_image(a_jpeg(size=(1800, 1200)))
    one.refresh_from_db(), other.refresh_from_db()
    shared = one.files & other.files
    assert shared
    with django_capture_on_commit_callbacks(execute=True):
        unused.discard([one.pk], editor)
    assert all(default_storage.exists(name) for name in other.files)
    assert set(stored(one)) == shared


def test_many_are_turned_a_page_at_a_time(client, editor, monkeypatch):
    from newsroom.admin import clean_up

    monkeypatch.setattr(clean_up, "AT_ONCE", 2)
    for number in range(3):
        an_old_image(alt=f"Picture {number}")
    page = client.get(PAGE)
    assert "Picture 0" not in text_of(page)
    [older] = having(page_of(page), "rel", "next")
    assert "Picture 0" in text_of(client.get(PAGE + older.get("href")))


def test_a_picture_alone_is_deleted_from_its_page_where_nothing_uses_it(client, editor):
    image, used = an_image(), an_image()
    a_draft(cover=used)
    page = client.get(f"/admin/newsroom/image/{image.pk}/change/")
    [link] = having(page_of(page), "class", "deletelink")
    client.post(link.get("href"), {"post": "yes"})
    assert list(Image.objects.all()) == [used]
    assert not having(page_of(client.get(f"/admin/newsroom/image/{used.pk}/change/")), "class", "deletelink")
    assert client.post(f"/admin/newsroom/image/{used.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["creator", "moderator", "reader"])
def test_others_delete_nothing(client, role):
    image = an_old_image(by=(person := a_person(role)))
    client.force_login(person)
    assert client.post(PAGE, {"picture": [image.pk]}).status_code in (302, 403)
    assert client.post(f"/admin/newsroom/image/{image.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    assert Image.objects.exists()

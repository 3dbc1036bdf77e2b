"""The focal point on a picture: clicked, moved by keys, shown in the cuts, and saved."""

import pytest

from newsroom.models import Image
from tests.factories import an_editor, an_image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_mark_follows_clicks_keys_and_numbers(page, sign_in):
    image = an_image(alt="A kiln")
    sign_in(an_editor())
    page.goto(f"/admin/newsroom/image/{image.pk}/change/")
    mark = page.get_by_role("slider", name="Focal point")
    assert mark.get_attribute("aria-valuetext") == "50 per cent from the left, 50 per cent from the top"
    box = page.locator("focal-point img.large").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)
    assert (page.input_value("#id_focal_x"), page.input_value("#id_focal_y")) == ("20", "80")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert mark.get_attribute("aria-valuetext") == "21 per cent from the left, 70 per cent from the top"
    cut = page.locator(".cuts .square")
    assert cut.evaluate("cut => getComputedStyle(cut).objectPosition") == "20% 70%"
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 500, box["y"] + box["height"] * 0.5, steps=3)
    page.mouse.up()
    assert page.input_value("#id_focal_x") == "0"
    page.fill("#id_focal_y", "64")
    assert mark.get_attribute("aria-valuetext") == "0 per cent from the left, 64 per cent from the top"
    with page.expect_navigation():
        page.click("[name=_continue]")
    image = Image.objects.get()
    assert (image.focal_x, image.focal_y) == (0, 64)
    assert page.complaints == []


def test_the_words_of_a_picture_are_proposed_until_somebody_writes_their_own(page, sign_in):
    an_image(alt="A kiln", credit="Ines Vale"), an_image(alt="Reeds")
    sign_in(an_editor())
    page.goto("/admin/articles/story/add/")

    def choose(name):
        page.locator("picture-field button", has_text="Choose a picture").click()
        page.locator(".desk-dialog .tile", has_text=name).click()

    choose("A kiln")
    assert page.input_value("#id_cover_alt") == "A kiln"
    choose("Reeds")
    assert (page.input_value("#id_cover_alt"), page.input_value("#id_cover_credit")) == ("Reeds", "")
    page.fill("#id_cover_alt", "Reeds at dusk")
    choose("A kiln")
    assert (page.input_value("#id_cover_alt"), page.input_value("#id_cover_credit")) == ("Reeds at dusk", "Ines Vale")

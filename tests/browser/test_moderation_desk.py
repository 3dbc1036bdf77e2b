"""The moderation desk in a real browser: fifty comments by keyboard without leaving the page, and by plain forms."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Decision, SavedReply
from tests.factories import a_comment, a_held_comment, a_person, a_story, the_site

DESK = "/admin/comments/comment/desk/"


@pytest.fixture
def nils(sign_in):
    the_site()
    return sign_in(a_person("moderator", name="Nils Brandt"))


def focus_is_on(page, comment):
    page.wait_for_function("number => document.activeElement?.id === `card-${number}`", arg=comment.pk)


def becomes_a_line(page, comment):
    page.wait_for_selector(f"#card-{comment.pk}[data-done]")


def test_fifty_held_comments_are_cleared_by_keyboard_without_leaving_the_page(page, nils):
    story, rosa = a_story(), a_person(name="Rosa Lind")
    held = [a_held_comment(story=story, author=rosa) for _number in range(50)]
    page.goto(DESK)
    page.evaluate("window.stays = true")
    page.keyboard.press("j")
    for place, comment in enumerate(held):
        focus_is_on(page, comment)
        if place == 3:  # refused with a reason
            page.keyboard.press("r")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        elif place == 6:
            page.keyboard.press("s")
        elif place == 9:  # a slip, taken back
            page.keyboard.press("s")
            becomes_a_line(page, comment)
            page.keyboard.press("u")
            focus_is_on(page, comment)
            expect(page.get_by_role("status")).to_have_text("Taken back.")
            page.keyboard.press("a")
        else:
            page.keyboard.press("a")
        becomes_a_line(page, comment)
    page.locator("[data-empty]").get_by_text("Nothing is held.").wait_for()
    assert page.evaluate("window.stays")
    states = {comment.pk: comment.state for comment in Comment.objects.all()}
    assert states.pop(held[3].pk) == "rejected"
    assert Decision.objects.get(comment_id=held[3].pk, verb="reject").reason
    assert states.pop(held[6].pk) == "spam"
    assert set(states.values()) == {"published"}
    assert not page.complaints


def test_keys_are_told_can_be_switched_off_and_leave_typing_alone(page, nils):
    comment = a_held_comment()
    page.goto(DESK)
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("refuse or remove").wait_for()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator(f"#card-{comment.pk} textarea").fill("")
    page.locator(f"#card-{comment.pk} textarea").press_sequentially("as a jar")
    page.keyboard.press("Escape")
    assert Comment.objects.get().state == "held"
    assert not Decision.objects.exists()


def test_what_another_moderator_did_is_seen_in_place(page, nils):
    comment, other = a_held_comment(), a_held_comment()
    page.goto(DESK)
    page.keyboard.press("j")
    comment.reject(by=a_person("moderator", name="Ada Penhallow"), reason="advert")
    page.keyboard.press("a")
    page.locator(".card--done", has_text="Refused by Ada Penhallow").wait_for()
    expect(page.get_by_role("status")).to_contain_text("Ada Penhallow was quicker.")
    focus_is_on(page, other)
    other.approve(by=a_person("moderator", name="Tom Reed"))
    page.evaluate("document.querySelector('moderation-desk').meanwhile()")
    page.locator(".card--done", has_text="Approved by Tom Reed").wait_for()


def test_a_card_whose_text_was_changed_meanwhile_comes_back_and_says_so(page, nils):
    comment, _other = a_held_comment(), a_held_comment()
    page.goto(DESK)
    page.keyboard.press("j")
    Comment.objects.filter(pk=comment.pk).update(body="Something else.", edited_at=comment.created_at)
    page.keyboard.press("a")
    page.locator(f"#card-{comment.pk}").get_by_text("It has changed since you looked.").wait_for()
    expect(page.get_by_role("status")).to_contain_text("It has changed since you looked.")
    focus_is_on(page, comment)
    page.keyboard.press("a")
    becomes_a_line(page, comment)


def test_a_reason_that_lacks_is_asked_for_and_a_lost_connection_loses_nothing(page, nils):
    comment = a_held_comment()
    page.goto(DESK)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator(f"#card-{comment.pk} textarea").fill("Too loud.")
    page.locator(f"#card-{comment.pk} .why button").click()
    page.locator(".why").get_by_text("Choose a reason").wait_for()
    page.context.set_offline(True)
    page.get_by_label("Advertising").last.check()
    page.locator(f"#card-{comment.pk} .why button").click()
    page.locator(".why").get_by_text("Nothing was decided: no answer came.").wait_for()
    assert page.locator(f"#card-{comment.pk} textarea").input_value() == "Too loud."
    page.context.set_offline(False)
    page.locator(f"#card-{comment.pk} .why button").click()
    becomes_a_line(page, comment)
    assert Decision.objects.get().note == "Too loud."


def test_nothing_ticked_and_a_lost_connection_are_said_where_they_are_seen(page, nils):
    comment = a_held_comment()
    page.goto(DESK)
    said = page.locator("[data-said]")
    page.locator("#bulk").get_by_role("button", name="Approve").click()
    said.get_by_text("Nothing was ticked.").wait_for()
    page.context.set_offline(True)
    page.locator(f"#card-{comment.pk} .tick input").check()
    page.locator("#bulk").get_by_role("button", name="Approve").click()
    said.get_by_text("Nothing was decided: no answer came.").wait_for()
    assert said.bounding_box()["height"] > 20
    page.context.set_offline(False)
    page.locator("#bulk").get_by_role("button", name="Approve").click()
    becomes_a_line(page, comment)
    assert said.bounding_box()["height"] <= 1


def test_without_scripts_forms_decide_one_and_many(browser, live_server, client, settings):
    the_site()
    held = [a_held_comment() for _number in range(4)]
    client.force_login(a_person("moderator", name="Nils Brandt"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    page.goto(DESK)
    page.locator(f"#card-{held[0].pk}").get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Take back").click()
    page.locator(f"#card-{held[0].pk} summary", has_text="Refuse").click()
    page.locator(f"#card-{held[0].pk}").get_by_label("Not about the story").check()
    page.locator(f"#card-{held[0].pk} .why button").click()
    page.locator(".card--done", has_text="Refused: Not about the story").wait_for()
    for comment in held[1:3]:
        page.locator(f"#card-{comment.pk} .tick input").check()
    page.locator("#bulk").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("button", name="Take back")).to_have_count(2)
    assert sorted(Comment.objects.values_list("state", flat=True)) == ["held", "published", "published", "rejected"]
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_queue_scrolls_sideways(page, nils, width, language):
    the_site(language=language)
    rosa = a_person(name="Maximiliana", email="featherstonehaugh.von.hohenlohe.und.zu.schillingsfuerst@example.org")
    comment = a_held_comment(author=rosa, body="Hummmm" * 40 + "\n\n" + "A bridge of words. " * 200)
    a_held_comment(parent=a_comment(comment.story), body="Bridge")
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(DESK)
    page.locator("details.why summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"/admin/comments/comment/{comment.pk}/change/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not page.complaints


def test_a_saved_reply_stands_below_what_was_typed_and_gives_way_to_another(page, nils):
    comment = a_held_comment()
    for name in ("Kind", "Brief"):
        SavedReply.objects.create(name=name, text=f"Be {name.lower()}.")
    page.goto(DESK)
    card = page.locator(f"#card-{comment.pk}")
    card.locator(".why > summary").click()
    card.locator("textarea").fill("Rosa,")
    for name in ("Kind", "Brief"):
        card.get_by_label("Saved reply").select_option(label=name)
        assert card.locator("textarea").input_value() == f"Rosa,\n\nBe {name.lower()}."
    card.get_by_label("Saved reply").select_option(label="None")
    assert card.locator("textarea").input_value() == "Rosa,"
    assert not page.complaints

"""The discussion in a real browser: in place with scripts, the same without them, and when the network fails."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from comments.models import Comment, Discussion, Follow, Insight, Like, Report, StoryLike
from comments.receipts import confirmation_address, receipt_address
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Cholmondeley-Feathersto"
HOSTILE = [
    "W" * 400,
    "<https://example.org/" + "a" * 300 + ">",
    "> " * 100 + "quoted a hundred times",
    "\n".join("  " * depth + f"- level {depth}" for depth in range(9)),
    "```\n" + "one very long line of code " * 20 + "\n```\n\n`" + "x" * 200 + "`",
    "1. one\n2. two\n   - three\n\n> said\n> > and before\n\n" + "שלום " * 40,
]


@pytest.fixture
def insights(transactional_db):
    """What a migration made and the flush after another test took away."""
    return [Insight.objects.get_or_create(name=name)[0] for name in ("Outstanding", "Heartfelt")]


@pytest.fixture
def story(insights):
    return a_story(title="The bridge that hums")


@pytest.fixture
def ada(sign_in):
    return sign_in(a_person(name="Ada Penhallow"))


@pytest.fixture
def visit(page):
    """Opens a story; `stayed()` says whether the page is still the same document."""

    def visit(story, path=""):
        page.goto(story.get_absolute_url() + path)
        page.evaluate("window.marker = 1")

    visit.stayed = lambda: page.evaluate("window.marker === 1")
    yield visit
    # 401, 422 and 429 are answers that the browser itself writes to the console
    assert not [said for said in page.complaints if "status of 4" not in said and "ERR_FAILED" not in said]


def write(page, said, name="Your comment"):
    page.locator("#compose").get_by_label(name).fill(said)


def at(page, comment):
    return page.locator(f"#c{comment.pk}")


def menu(page, comment, item):
    at(page, comment).locator("summary").click()
    at(page, comment).locator(".more").get_by_text(item, exact=True).click()


def announced(page, said):
    expect(page.locator("#said")).to_have_text(said)


def focused(page):
    return page.locator("*:focus")


# With scripts: in place


def test_a_first_comment_takes_the_place_of_the_empty_state(story, ada, page, visit):
    visit(story)
    write(page, "I heard it **too**.")
    page.get_by_role("button", name="Post comment").click()
    announced(page, "Your comment is posted.")
    comment = Comment.objects.get()
    expect(focused(page)).to_have_id(f"c{comment.pk}")
    expect(page.locator("#threads > li")).to_have_count(1)
    expect(page.locator(".empty")).to_have_count(0)
    expect(page.locator("#comments-title .n")).to_have_text("1")
    expect(page.locator("#answers")).to_have_text("1 comment")
    expect(page.locator("#compose textarea")).to_have_value("")
    write(page, "A second one.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#threads > li").first).to_contain_text("A second one.")
    assert visit.stayed()


def test_an_answer_stands_below_what_it_answers_and_says_so_when_deep(story, ada, page, visit):
    first = a_comment(story)
    second = a_comment(parent=first)
    third = a_comment(parent=second)
    visit(story)
    for parent in (first, third):
        at(page, parent).get_by_role("link", name="Reply").click()
        box = page.locator(f"#reply-{parent.pk}")
        expect(box.get_by_label("Your comment")).to_be_focused()
        box.get_by_label("Your comment").fill(f"Answer to {parent.pk}")
        box.get_by_role("button", name="Post reply").click()
        expect(box).to_have_count(0)
        expect(focused(page)).to_contain_text(f"Answer to {parent.pk}")
    expect(page.locator("#comments-title .n")).to_have_text("5")
    answers = page.locator(f"#t{first.pk} > .replies > li")
    expect(answers.nth(1)).to_contain_text(f"Answer to {first.pk}")
    deep = page.locator(".replies .replies > li").last
    expect(deep).to_contain_text(f"In reply to {third.byline}")
    expect(page.locator(".replies .replies .replies")).to_have_count(0)
    deep.locator("[formaction$='like/']").click()
    expect(deep.locator(".n")).to_have_text("1")
    expect(deep).to_contain_text(f"In reply to {third.byline}")
    assert visit.stayed()


def test_a_quote_joins_what_is_typed_and_nothing_typed_is_lost(story, ada, page, visit):
    one, two = a_comment(story, body="The note never changes."), a_comment(story)
    visit(story)
    at(page, one).get_by_role("link", name="Reply").click()
    box = page.locator(f"#reply-{one.pk}").get_by_label("Your comment")
    box.fill("Half a sentence")
    at(page, two).get_by_role("link", name="Reply").click()
    expect(page.locator(f"#reply-{two.pk} textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#reply-{two.pk}")).to_be_hidden()
    expect(at(page, two).get_by_role("link", name="Reply")).to_be_focused()
    expect(box).to_have_value("Half a sentence")
    page.locator(f"#reply-{one.pk}").get_by_text("Cancel").click()
    expect(box).to_be_hidden()
    menu(page, one, "Quote in a reply")
    expect(box).to_have_value("Half a sentence\n\n> The note never changes.\n\n")
    expect(box).to_be_focused()
    page.locator(f"#reply-{one.pk}").get_by_role("button", name="Preview").click()
    preview = page.locator(f"#reply-{one.pk} .preview-of")
    expect(preview.locator("blockquote")).to_contain_text("The note never changes.")
    expect(preview).to_be_focused()
    page.locator(f"#reply-{one.pk}").get_by_role("button", name="Post reply").click()
    expect(page.locator(f"#t{one.pk} .replies blockquote")).to_have_text(re.compile("The note never changes"))
    assert visit.stayed()


def test_a_mistake_is_named_beside_its_field_with_the_text_kept(story, page, visit):
    visit(story)
    write(page, "A stranger's word.")
    page.locator("#compose").get_by_label("Your name").fill("Tom")
    page.locator("#compose").get_by_label("E-mail address").fill("nowhere")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("#compose").get_by_label("E-mail address")).to_be_focused()
    expect(page.locator("#compose [role=alert]")).to_contain_text("One thing to mend")
    expect(page.locator("#compose textarea")).to_have_value("A stranger's word.")
    page.locator("#compose").get_by_label("E-mail address").fill("tom@example.org")
    page.get_by_role("button", name="Post comment").click()
    announced(page, "Check your mail: a link there publishes your comment.")
    expect(page.locator(".comment--held")).to_contain_text("A stranger's word.")
    expect(page.locator(".comment--held")).to_be_focused()
    assert Comment.objects.get().state == "unconfirmed"
    assert visit.stayed()
    assert not page.context.cookies()


def test_what_is_typed_while_an_answer_is_on_its_way_stays(story, ada, page, visit):
    visit(story)
    page.route("**/comments/", lambda route: (page.wait_for_timeout(300), route.continue_()))
    write(page, "First.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("button", name="Preview")).to_have_attribute("aria-busy", "true")
    write(page, "First. And more.")
    expect(page.locator(".preview-of")).to_have_text(re.compile("First."))
    expect(page.locator("#compose textarea")).to_have_value("First. And more.")


def test_likes_and_insights_are_given_and_taken_back(story, insights, ada, page, visit):
    comment = a_comment(story)
    visit(story)
    like = at(page, comment).locator("[formaction$='like/']")
    for number, pressed in ((1, "true"), (0, None)):
        like.click()
        expect(like.locator(".n")).to_have_text(str(number))
        expect(like).to_be_focused()
        assert like.get_attribute("aria-pressed") == pressed
        assert Like.objects.count() == number
    announced(page, "Your like is taken back.")
    story_like = page.locator(".response__like button")
    story_like.click()
    expect(story_like).to_have_text(re.compile(r"Liked\s+1"))
    expect(story_like).to_be_focused()
    assert StoryLike.objects.count() == 1
    mark = page.locator(".insights").get_by_text(insights[1].name)
    mark.click()
    announced(page, f"Marked: {insights[1].name}.")
    expect(mark).to_have_attribute("aria-pressed", "true")
    expect(mark).to_be_focused()
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "false")
    assert visit.stayed()


def test_a_stranger_who_likes_is_shown_the_way_to_sign_in(story, page, visit):
    comment = a_comment(story)
    visit(story)
    at(page, comment).locator("[formaction$='like/']").click()
    expect(at(page, comment).get_by_role("link", name="Sign in or sign up")).to_be_visible()
    page.locator(".response__like button").click()
    expect(page.locator(".response").get_by_role("link", name="Sign in or sign up")).to_be_visible()
    at(page, comment).locator("[formaction$='like/']").click()
    expect(at(page, comment).locator(".told")).to_be_visible()
    expect(page.locator(".told")).to_have_count(1)
    assert visit.stayed()
    assert not page.context.cookies()


def test_one_edits_reports_and_deletes_in_place(story, ada, page, visit):
    own, other = a_comment(story, author=ada, body="Frist."), a_comment(story)
    a_comment(parent=own)
    visit(story)
    menu(page, own, "Edit")
    sheet = page.locator(f"#edit-{own.pk}")
    sheet.get_by_label("Your comment").fill("")
    sheet.get_by_role("button", name="Keep this text").click()
    expect(sheet.get_by_label("Your comment")).to_have_attribute("aria-invalid", "true")
    expect(sheet.get_by_label("Your comment")).to_be_focused()
    sheet.get_by_label("Your comment").fill("First.")
    sheet.get_by_role("button", name="Keep this text").click()
    expect(at(page, own)).to_contain_text("First.")
    expect(at(page, own)).to_contain_text("edited")
    expect(at(page, own)).to_be_focused()

    menu(page, other, "Report")
    sheet = page.locator(f"#report-{other.pk}")
    sheet.get_by_role("button", name="Report").click()
    expect(sheet.get_by_text("One thing to mend")).to_be_visible()
    sheet.get_by_label("spam").check()
    sheet.get_by_role("button", name="Report").click()
    expect(at(page, other)).to_contain_text("Reported. A moderator will read it.")
    assert Report.objects.get().comment == other

    menu(page, own, "Delete")
    page.locator(f"#delete-{own.pk}").get_by_role("button", name="Delete").click()
    expect(at(page, own)).to_contain_text("Comment deleted by its author")
    expect(page.locator("#comments-title .n")).to_have_text("2")
    announced(page, "Your comment is deleted.")
    assert visit.stayed()


def test_one_follows_and_stops_following(story, ada, page, visit):
    visit(story)
    page.get_by_role("button", name="Follow the discussion").click()
    expect(page.get_by_role("button", name="Stop following")).to_be_focused()
    assert Follow.objects.filter(reader=ada).exists()
    page.get_by_role("button", name="Stop following").click()
    announced(page, "You no longer follow this discussion.")
    expect(page.get_by_role("button", name="Follow the discussion")).to_be_visible()
    assert visit.stayed()


def test_a_thread_unfolds_around_a_form_that_is_open_in_it(story, ada, page, visit):
    root = a_comment(story)
    for _number in range(43):
        a_comment(parent=root)
    visit(story)
    at(page, root).get_by_role("link", name="Reply").click()
    page.locator(f"#reply-{root.pk} textarea").fill("Half")
    page.get_by_role("link", name="Show 4 more replies").click()
    expect(page.locator(f"#t{root.pk} .replies article")).to_have_count(40)
    expect(page.locator(f"#reply-{root.pk} textarea")).to_have_value("Half")
    expect(focused(page)).to_have_role("article")
    expect(page.get_by_role("link", name="Next page")).to_be_visible()
    assert visit.stayed()


def test_the_pinned_copy_changes_too_and_a_menu_closes(story, ada, page, visit):
    comment = a_comment(story)
    comment.pin()
    visit(story)
    copy = page.locator(f"#p{comment.pk}")
    copy.locator("[formaction$='like/']").click()
    expect(copy.locator("[formaction$='like/'] .n")).to_have_text("1")
    expect(copy.locator("[formaction$='like/']")).to_be_focused()
    expect(at(page, comment).locator("[formaction$='like/'] .n")).to_have_text("1")
    copy.locator("summary").click()
    page.keyboard.press("Escape")
    expect(copy.locator(".more")).not_to_have_attribute("open", "")
    expect(copy.locator("summary")).to_be_focused()
    copy.locator("summary").click()
    page.locator("h1").click()
    expect(copy.locator(".more")).not_to_have_attribute("open", "")


def test_when_the_network_fails_the_plain_form_and_link_do_it(story, ada, page):
    failed = []

    def fail(route):
        if "x-in-place" not in route.request.headers:
            return route.continue_()
        failed.append(route.request.url)
        return route.abort()

    page.route("**/*", fail)
    page.goto(story.get_absolute_url())
    write(page, "Once.")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url(re.compile("thread="))
    comment = Comment.objects.get()
    at(page, comment).locator("[formaction$='like/']").click()
    expect(page.get_by_text("You like this comment.")).to_be_visible()
    at(page, comment).get_by_role("link", name="Reply").click()
    page.wait_for_url(re.compile(r"\?reply="))
    page.get_by_label("Your comment").fill("Answered.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview-of")).to_contain_text("Answered.")
    assert len(failed) == 4
    assert Comment.objects.count() == 1


def test_a_whole_page_for_an_answer_is_not_taken_for_a_piece(story, ada, page):
    page.route(
        "**/comments/",
        lambda route: (
            route.fulfill(body="<main id=main>A hotel's sign-in page</main>", content_type="text/html")
            if "x-in-place" in route.request.headers
            else route.continue_()
        ),
    )
    page.goto(story.get_absolute_url())
    write(page, "Kept.")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url(re.compile("thread="))
    assert Comment.objects.get().body == "Kept."


def test_an_answer_to_what_is_gone_by_now_keeps_its_text(story, ada, page):
    comment = a_comment(story)
    page.goto(story.get_absolute_url())
    write(page, "Something else.")
    at(page, comment).get_by_role("link", name="Reply").click()
    page.locator(f"#reply-{comment.pk} textarea").fill("Too late?")
    comment.remove(by=an_editor())
    page.locator(f"#reply-{comment.pk}").get_by_role("button", name="Post reply").click()
    expect(page.get_by_text("What you answer is no longer shown.").first).to_be_visible()
    expect(page.locator("#compose textarea")).to_have_value("Too late?")


def test_who_leads_picks_in_place_and_pins_by_the_page(story, sign_in, page, visit):
    comment = a_comment(story)
    sign_in(an_editor())
    visit(story)
    menu(page, comment, "Editors' pick")
    expect(at(page, comment).locator(".comment__note")).to_have_text("Editors' pick")
    expect(at(page, comment).locator("summary")).to_be_focused()
    assert visit.stayed()
    menu(page, comment, "Pin")
    expect(page.get_by_text("The comment is pinned above the discussion.")).to_be_visible()
    page.goto(story.get_absolute_url())
    expect(page.locator(".pinned")).to_contain_text(comment.body)
    page.locator(".pinned summary").click()
    page.locator(".pinned").get_by_text("No longer pinned").click()
    expect(page.get_by_text("The comment is no longer pinned.")).to_be_visible()
    page.goto(story.get_absolute_url())
    expect(page.locator(".pinned")).to_have_count(0)


def test_who_was_signed_out_meanwhile_keeps_the_edit(story, ada, page, visit):
    own = a_comment(story, author=ada, body="Before.")
    visit(story)
    menu(page, own, "Edit")
    page.locator(f"#edit-{own.pk} textarea").fill("After.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator(f"#edit-{own.pk}").get_by_role("link", name="Sign in or sign up")).to_be_visible()
    expect(page.locator(f"#edit-{own.pk} textarea")).to_have_value("After.")
    assert visit.stayed()


def test_a_double_click_makes_one_comment(story, ada, page, visit):
    visit(story)
    write(page, "Twice?")
    page.get_by_role("button", name="Post comment").dblclick()
    announced(page, "Your comment is posted.")
    assert Comment.objects.count() == 1
    expect(page.locator("#threads article")).to_have_count(1)


# Without scripts: the same by plain forms and links


@pytest.fixture
def plain(browser, live_server):
    """A page that runs no scripts, a little phone."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_without_scripts_a_stranger_confirms_and_then_does_everything(story, plain):
    other = a_comment(story, body="Before you.")
    plain.goto(story.get_absolute_url())
    assert not plain.context.cookies()
    write(plain, "From a stranger.")
    plain.get_by_label("Your name").fill("Nell Harrow")
    plain.get_by_label("E-mail address").fill("nell@example.org")
    plain.get_by_role("button", name="Post comment").click()
    expect(plain.get_by_role("heading", name="Check your mail")).to_be_visible()
    own = Comment.objects.get(state="unconfirmed")
    plain.goto(confirmation_address(own))
    plain.get_by_role("button", name="Publish").click()
    expect(at(plain, own)).to_contain_text("From a stranger.")

    at(plain, own).locator("summary").click()
    at(plain, own).get_by_role("link", name="Edit").click()
    plain.get_by_label("Your comment").fill("From Nell.")
    plain.get_by_role("button", name="Preview").click()
    expect(plain.locator(".preview-of")).to_contain_text("From Nell.")
    plain.get_by_role("button", name="Keep this text").click()
    expect(at(plain, own)).to_contain_text("edited")

    plain.get_by_role("link", name="All comments on this story").click()
    at(plain, other).locator("[formaction$='like/']").click()
    expect(plain.get_by_text("You like this comment.")).to_be_visible()
    at(plain, other).get_by_role("link", name="Reply").click()
    plain.get_by_label("Your comment").fill("> Before you.\n\nAnd after.")
    plain.get_by_role("button", name="Preview").click()
    expect(plain.locator(".preview-of blockquote")).to_have_text("Before you.")
    plain.get_by_role("button", name="Post reply").click()
    expect(plain.locator(".replies")).to_contain_text("And after.")

    at(plain, other).locator("summary").click()
    at(plain, other).get_by_role("link", name="Report").click()
    plain.get_by_label("spam").check()
    plain.get_by_role("button", name="Report").click()
    expect(plain.get_by_text("Reported. A moderator will read it.")).to_be_visible()

    plain.get_by_role("button", name="Follow the discussion").click()
    plain.get_by_role("button", name="Stop following").click()
    expect(plain.get_by_role("button", name="Follow the discussion")).to_be_visible()

    at(plain, own).locator("summary").click()
    at(plain, own).get_by_role("link", name="Delete").click()
    plain.get_by_role("button", name="Delete").click()
    expect(plain.get_by_text("Your comment is deleted.")).to_be_visible()
    own.refresh_from_db()
    assert own.state == "deleted"


# Every page of the discussion: accessible, and never sideways


@pytest.fixture
def pages(story):
    """A discussion with all that can stand in it, and the address of each of its pages."""
    ada, editor, creator = a_person(name="Ada Penhallow"), an_editor(), a_person(name=LONG_NAME)
    story.bylines.all().delete()
    story.bylines.create(creator=a_creator(LONG_NAME, user=creator), position=0)
    root = a_comment(story, author=creator, body="Pinned, by the creator.")
    parent = root
    for said in HOSTILE:
        a_comment(story, author=creator, body=said)
        parent = a_comment(parent=parent, author=editor if said == HOSTILE[0] else creator, body=said)
    parent.pick(by=editor)
    root.pin(by=editor)
    gone = a_comment(story)
    a_comment(parent=gone)
    gone.refresh_from_db()
    gone.delete_by_author()
    own = a_comment(story, author=ada)
    waiting, _made = Comment.objects.post(story=story, body="W" * 300, name=LONG_NAME, email=f"{'n' * 60}@example.org")
    discussion = f"{story.get_absolute_url()}comments/"
    closed = a_story(title="Closed")
    a_comment(closed)
    Discussion.objects.filter(story=closed).update(mode="closed")
    return {
        "ada": ada,
        "both": [
            *(story.get_absolute_url(), a_story(title="Empty").get_absolute_url(), closed.get_absolute_url()),
            *(f"{discussion}?thread={root.pk}", f"{discussion}?reply={root.pk}&quote=1", f"{discussion}?only=picks"),
            *(receipt_address(waiting), confirmation_address(waiting), receipt_address(a_held_comment(story=story))),
        ],
        "own": [f"/comments/{own.pk}/edit/", f"/comments/{own.pk}/delete/", f"/comments/{root.pk}/report/"],
    }


def violations(page, scheme):
    """What axe objects to; in the dark only the colours can differ."""
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    found = Axe().run(page, options=options).response["violations"]
    return [(violation["id"], [node["html"][:120] for node in violation["nodes"]][:3]) for violation in found]


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "known"), [("light", False), ("light", True), ("dark", True)])
def test_the_discussion_is_accessible_and_never_scrolls_sideways(pages, scheme, known, browser, client, live_server):
    wrong = []
    context = browser.new_context(base_url=live_server.url, color_scheme=scheme, viewport={"width": 320, "height": 700})
    if known:
        client.force_login(pages["ada"])
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    for path in [*pages["both"], *(pages["own"] if known else [])]:
        assert page.goto(path).status == 200, path
        page.evaluate("for (const menu of document.querySelectorAll('.more')) menu.open = menu.matches('#threads *')")
        wrong += [(path, *violation) for violation in violations(page, scheme)]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wrong.append((path, "sideways"))
    context.close()
    assert not wrong


def test_forms_that_open_in_place_are_accessible_beside_each_other(story, ada, page):
    own, other = a_comment(story, author=ada), a_comment(story)
    page.goto(story.get_absolute_url())
    at(page, other).get_by_role("link", name="Reply").click()
    page.locator(f"#reply-{other.pk}").get_by_role("button", name="Post reply").click()
    expect(page.locator(f"#reply-{other.pk} [aria-invalid]")).to_be_focused()
    for comment, item in ((other, "Report"), (own, "Edit"), (own, "Delete")):
        menu(page, comment, item)
        expect(page.locator(f"#{item.lower()}-{comment.pk}")).to_be_visible()
    assert not violations(page, "light")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320

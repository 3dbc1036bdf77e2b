"""What an editor sees and keeps in the visual editor, in a real browser under the desk's content policy."""

import pytest
from django.urls import reverse

from articles.models import Story
from newsroom.html import STORY
from tests.factories import a_creator, a_draft, a_person, a_story, an_editor, an_image

pytestmark = pytest.mark.browser

EVERYTHING = """
<p>Twice a day the bridge <strong>hums</strong>, <em>nobody</em> <s>knew</s> why. H<sub>2</sub>O, mc<sup>2</sup>;
 run <code>make run</code>, <a href="/about/"><strong>bold <code>link</code></strong></a>.<small class="footnote">Kept at the
 <a href="https://example.org/log" title="The log">harbour <em>office</em></a>.</small><small class="footnote">A second note.</small></p>
<h2>The note</h2><p>A pitch<br>and a&nbsp;volume: 2 &lt; 3 &amp; <code>&lt;b&gt;</code>.</p>
<blockquote><p>It is a B flat.</p><p><cite>Ines Vale, <em>pilot</em></cite></p></blockquote>
<blockquote class="pull-quote"><p>A single low note.</p></blockquote>
<h3>What it takes</h3>
<ul><li>wind</li><li>an <em>ebb</em> tide<ul><li>below two metres</li></ul></li></ul>
<ol start="3"><li><p>Listen.</p><p>Wait.</p></li><li>Go home</li></ol><ol><li>one</li></ol><hr>
<figure class="wide"><img src="IMG" alt="A bridge &quot;at&quot; dusk"><figcaption>At low <em>tide</em>. <small class="credit">Ines Vale</small></figcaption></figure>
<figure><img src="IMG" alt="The same"></figure>
<figure class="card"><a href="https://example.org/a?b=1&amp;c=2">Tides &amp; times</a><figcaption>example.org</figcaption></figure>
<figure class="card"><a href="/stories/the-ferry/">The ferry</a></figure>
<pre><code class="language-python">def hum():
    return "b &lt; flat"
</code></pre><pre>plain
  text</pre>
<table><caption>Tides in <em>November</em></caption><thead><tr><th scope="col">Day</th><th scope="col">Low</th></tr></thead>
<tbody><tr><th scope="row">Monday</th><td>0.8 m</td></tr><tr><td colspan="2">No <strong>measure</strong></td></tr></tbody></table>
<table><tbody><tr><td><p>Loose.</p></td><td rowspan="2">Two rows</td></tr><tr><td><ul><li>a list</li></ul></td></tr></tbody></table>
<p dir="ltr" lang="fr">Tout va <em lang="de">gut</em>.</p>
"""


def without_line_breaks(html):
    """Line breaks between the parts of the text above; those in code stay."""
    parts = html.split("<pre>")
    tidy = [parts[0].replace("\n", "")]
    for part in parts[1:]:
        code, rest = part.split("</pre>", 1)
        tidy.append(f"{code}</pre>{rest.replace(chr(10), '')}")
    return "<pre>".join(tidy)


@pytest.fixture
def at_the_desk(page, sign_in):
    sign_in(an_editor())

    def go(story=None):
        name = "admin:articles_story_change" if story else "admin:articles_story_add"
        page.goto(reverse(name, args=[story.pk] if story else []))
        page.locator(".ProseMirror").wait_for()
        return page

    return go


def save(page):
    with page.expect_navigation():
        page.locator("input[name=_continue]").click()
    page.locator(".messagelist").wait_for()


def write_at_the_end(page, text):
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def settled(page):
    """The editor takes focus and selection back from a button or a dialog a little later, and tells nobody when."""
    page.wait_for_function("document.activeElement?.closest('.ProseMirror')")
    page.wait_for_timeout(500)


def paste(page, html):
    page.locator(".ProseMirror").click()
    page.evaluate(
        """html => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            document.querySelector(".ProseMirror").dispatchEvent(event)
        }""",
        html,
    )


def body_of(story):
    return str(Story.objects.get(pk=story.pk).working_copy.body)


def test_the_whole_vocabulary_survives_a_visit(at_the_desk):
    body = without_line_breaks(EVERYTHING.strip()).replace("IMG", an_image().address)
    assert STORY.clean(body) == body, "the text above is not as the sanitiser writes it"
    story = a_draft(body=body)
    page = at_the_desk(story)
    write_at_the_end(page, "x")
    save(page)
    assert body_of(story) == body.replace("&nbsp;", "\u00a0").replace("</em>.</p>", "</em>.x</p>")
    assert page.complaints == []


def test_opening_and_saving_writes_no_new_version(at_the_desk):
    story = a_draft(body="<p>As it is.</p>\n\n<p>Two &lt;b&gt; lines.</p>")
    page = at_the_desk(story)
    save(page)
    assert story.versions.count() == 1


def test_markdown_becomes_what_it_means_as_it_is_typed(at_the_desk):
    page = at_the_desk(story := a_draft(body=""))
    page.locator(".ProseMirror").click()
    for line in (
        "## A heading",
        "> A quote",
        "",
        "---",
        "- one",
        "",
        "",
        "3. three",
        "",
        "**bold** and *soft* and `code`",
    ):
        page.keyboard.type(line, delay=2)
        page.keyboard.press("Enter")
    save(page)
    body = body_of(story)
    for part in (
        "<h2>A heading</h2>",
        "<blockquote><p>A quote</p></blockquote>",
        "<hr>",
        "<ul><li>one</li></ul>",
        '<ol start="3">',
        "<strong>bold</strong>",
        "<em>soft</em>",
        "<code>code</code>",
    ):
        assert part in body
    assert page.complaints == []


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head><body lang=EN-US>
<!--StartFragment--><h1 style='mso-x:1'><span style='color:red'>Title</span></h1>
<p class=MsoNormal style='margin:0cm'><span style='font-family:Calibri'>Plain and <b>bold</b> and <span style='font-style:italic'>soft</span>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>first</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>second</p>
<img src="file:///C:/x.png"><script>alert(1)</script><!--EndFragment--></body></html>"""


def test_what_comes_from_a_word_processor_is_clean(at_the_desk):
    page = at_the_desk(story := a_draft(body=""))
    paste(page, WORD)
    save(page)
    expected = (
        "<h2>Title</h2><p>Plain and <strong>bold</strong> and <em>soft</em>.</p><ul><li>first</li><li>second</li></ul>"
    )
    assert body_of(story) == expected
    assert page.complaints == []


FIGURE = '<figure><img src="IMG" alt="A bridge"><figcaption>Dusk</figcaption></figure>'


def test_typing_while_a_picture_is_chosen_writes_below_it(at_the_desk):
    figure = FIGURE.replace("IMG", an_image().address)
    page = at_the_desk(story := a_draft(body=f"<p>aa</p>{figure}"))
    page.locator(".ProseMirror figure img").click()
    page.keyboard.type("hi")
    save(page)
    assert body_of(story) == f"<p>aa</p>{figure}<p>hi</p>"


def test_a_picture_is_reached_and_taken_out_by_its_keys(at_the_desk):
    figure = FIGURE.replace("IMG", an_image().address)
    page = at_the_desk(story := a_draft(body=f"<p>aa</p>{figure}<p>bb</p>"))
    page.locator(".ProseMirror figure img").click()
    page.keyboard.press("Delete")
    save(page)
    assert body_of(story) == "<p>aa</p><p>bb</p>"


def test_enter_in_a_caption_goes_on_below_the_picture(at_the_desk):
    figure = FIGURE.replace("IMG", an_image().address)
    page = at_the_desk(story := a_draft(body=f"<p>aa</p>{figure}"))
    page.locator(".ProseMirror figcaption").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("next")
    save(page)
    assert body_of(story) == f"<p>aa</p>{figure}<p>next</p>"


def test_bold_from_word_and_raised_letters_stay(at_the_desk):
    page = at_the_desk(story := a_draft(body=""))
    paste(
        page,
        "<p><b style='mso-bidi-font-weight:normal'>Bold</b> E=mc<span style='vertical-align:super'>2</span></p><br><p>Next</p>",
    )
    save(page)
    assert body_of(story) == "<p><strong>Bold</strong> E=mc<sup>2</sup></p><p>Next</p>"


def test_a_picture_is_chosen_described_and_stored(at_the_desk, tmp_path):
    an_image(alt="Reeds in the wind")
    page = at_the_desk(story := a_draft(body="<p>Before.</p>"))
    write_at_the_end(page, "")
    page.get_by_role("button", name="Picture", exact=True).click()
    page.locator(".tile", has_text="Reeds").click()
    page.get_by_label("Alternative text").fill("Reeds, bent")
    page.get_by_label("Caption", exact=True).fill("In the evening.")
    page.get_by_label("Credit", exact=True).fill("Ines Vale")
    page.get_by_label("Wide").check()
    page.get_by_role("button", name="Done").click()
    page.locator(".ProseMirror figure img").wait_for()
    save(page)
    body = body_of(story)
    assert '<figure class="wide"><img src="/media/images/' in body
    assert (
        'alt="Reeds, bent"><figcaption>In the evening. <small class="credit">Ines Vale</small></figcaption></figure>'
        in body
    )
    assert page.complaints == []


def test_an_upload_in_the_editor_is_refused_beside_its_field_or_taken(at_the_desk, tmp_path):
    from tests.pictures import a_jpeg

    (tmp_path / "no.jpg").write_bytes(b"not a picture")
    (tmp_path / "yes.jpg").write_bytes(a_jpeg(colour=33))
    page = at_the_desk(a_draft())
    page.get_by_role("button", name="Picture", exact=True).click()
    page.get_by_label("Upload a picture").set_input_files(tmp_path / "no.jpg")
    page.get_by_text("This is not a picture we can read").wait_for()
    page.complaints.clear()  # the browser reports the answer 422 itself
    page.get_by_label("Upload a picture").set_input_files(tmp_path / "yes.jpg")
    page.get_by_label("Alternative text").wait_for()
    assert page.complaints == []


def test_a_cover_is_chosen_from_the_pictures(at_the_desk):
    image = an_image(alt="A kiln")
    page = at_the_desk(story := a_draft())
    page.get_by_role("button", name="Choose a picture").click()
    page.locator(".tile", has_text="A kiln").click()
    save(page)
    story.refresh_from_db()
    assert (story.cover, story.cover_alt) == (image, "A kiln")
    assert page.complaints == []


def test_buttons_write_quotes_notes_links_and_tables(at_the_desk):
    page = at_the_desk(story := a_draft(body="<p>A note</p>"))
    page.locator(".ProseMirror p").click(click_count=3)
    page.get_by_role("button", name="Footnote").click()
    settled(page)
    page.locator(".ProseMirror").press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("A low note.")
    page.get_by_role("button", name="Pull quote").click()
    settled(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Address", exact=True).fill("/about/")
    page.get_by_role("button", name="Done").click()
    settled(page)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_role("button", name="Done").click()
    settled(page)
    page.keyboard.type("Day")
    save(page)
    body = body_of(story)
    assert '<p><small class="footnote">A note</small></p>' in body
    assert '<blockquote class="pull-quote"><p>A low note.</p></blockquote>' in body
    assert '<a href="/about/">/about/</a>' in body
    assert "<table><thead><tr><th>Day</th>" in body
    assert page.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_desk_scrolls_sideways_or_breaks_its_policy(page, sign_in, width):
    sign_in(an_editor())
    story, creator, image = a_story(), a_creator(), an_image(alt="A kiln")
    page.set_viewport_size({"width": width, "height": 800})
    for name, arguments in [
        ("index", []),
        ("articles_story_changelist", []),
        ("articles_story_add", []),
        ("articles_story_change", [story.pk]),
        ("articles_story_history", [story.pk]),
        ("articles_creator_change", [creator.pk]),
        ("articles_topic_changelist", []),
        ("newsroom_image_changelist", []),
        ("newsroom_image_add", []),
        ("newsroom_image_change", [image.pk]),
        ("newsroom_page_add", []),
        ("newsroom_site_change", [1]),
    ]:
        page.goto(reverse(f"admin:{name}", args=arguments))
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        small = page.evaluate(
            """[...document.querySelectorAll("button:not([aria-hidden]), input[type=submit], .object-tools a")]
                .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
                .map((one) => one.outerHTML)"""
        )
        assert small == [], name
    assert page.complaints == []


def test_a_creator_reads_what_is_live_without_scrolling_sideways(page, sign_in):
    person = a_person("creator")
    image = an_image()
    own = a_creator(user=person)
    story = a_story(creators=[own], body=f'<figure><img src="{image.address}" alt="A kiln"></figure>')
    sign_in(person)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(reverse("admin:articles_story_change", args=[story.pk]))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.complaints == []


def test_the_creators_are_searched_under_the_policy(at_the_desk):
    a_creator("Tomas Rhee")
    page = at_the_desk()
    page.locator(".field-creator .select2-selection").first.click()
    page.keyboard.type("Tom")
    page.locator(".select2-results__option", has_text="Tomas Rhee").click()
    assert page.complaints == []


def paste_text(page, text):
    page.evaluate(
        """text => {
            const data = new DataTransfer()
            data.setData("text/plain", text)
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            document.querySelector(".ProseMirror").dispatchEvent(event)
        }""",
        text,
    )


def test_an_address_pasted_on_an_empty_line_becomes_a_card(at_the_desk):
    ferry = a_story(title="The last ferry", creators=[a_creator("Tom Akande")])
    page = at_the_desk(story := a_draft(body=""))
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url) if "example.org" in request.url else None)
    page.locator(".ProseMirror").click()
    paste_text(page, f"{page.url.split('/admin')[0]}/stories/the-last-ferry/")
    page.get_by_text("Tom Akande", exact=True).wait_for()
    paste_text(page, "https://www.example.org/2026/the-long-way_home.html")
    assert page.locator("dialog input[name=title]").input_value() == "The long way home"
    page.locator("dialog input[name=title]").fill("The long way home, at last")
    page.get_by_role("button", name="Done").click()
    settled(page)
    page.keyboard.type("See ")
    paste_text(page, "https://example.org/plain")
    save(page)
    assert body_of(story).startswith(
        f'<figure class="card"><a href="{ferry.get_absolute_url()}">The last ferry</a><figcaption>Tom Akande</figcaption></figure>'
        '<figure class="card"><a href="https://www.example.org/2026/the-long-way_home.html">The long way home, at last</a>'
        "<figcaption>example.org</figcaption></figure><p>See "
    )
    page.get_by_role("button", name="Change card").last.click()
    page.get_by_role("button", name="Make it a plain link").click()
    settled(page)
    save(page)
    assert body_of(story).count('<figure class="card">') == 1
    assert (
        '<p><a href="https://www.example.org/2026/the-long-way_home.html">The long way home, at last</a></p>'
        in body_of(story)
    )
    assert elsewhere == page.complaints == []

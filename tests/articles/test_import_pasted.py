"""What an editor's pasted page becomes."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Story
from articles.transfer import pasted
from articles.transfer.item import Kind, Refused
from articles.transfer.reading import LINE_END
from newsroom.html import words

SAMPLE = Path(__file__).resolve().parents[3] / "shared/samples/story-page.txt"
needs_the_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample page is not here")


def a_page(text):
    return pasted.parse("page.txt", text.split("\n"))


def kinds(text):
    return [line.kind.value for line in a_page(text).lines]


def imported(tmp_path, text, *options):
    file = tmp_path / "page.txt"
    file.write_text(text, encoding="utf-8", newline="")
    call_command("import_stories", file, *options)
    return Story.objects.get()


@pytest.fixture
def sample():
    call_command("import_stories", SAMPLE, "--publish")
    return Story.objects.get()


@needs_the_sample
def test_the_sample_has_every_part_it_should(sample):
    lines = SAMPLE.read_text(encoding="utf-8").split("\n")
    assert (sample.title, sample.subtitle) == (lines[0], lines[1])
    assert sample.get_absolute_url() == "/stories/syria-carries-out-preemptive-raids-against-islamic-state/"
    outside_quotes = re.sub(r"<blockquote>.*?</blockquote>", "", sample.body)
    counts = {tag: outside_quotes.count(f"<{tag}>") for tag in ("h2", "p", "hr")}
    assert counts == {"h2": 7, "p": 20, "hr": 6}
    assert sample.body.count("<blockquote>") == 2
    assert sample.reading_minutes == 4
    assert sample.is_live


@needs_the_sample
def test_readers_find_the_sample_at_its_address(sample, client):
    page = client.get("/stories/syria-carries-out-preemptive-raids-against-islamic-state/")
    assert page.status_code == 200
    assert sample.title in page.content.decode()


@needs_the_sample
def test_the_samples_creator_has_name_and_bio(sample):
    (creator,) = sample.creators.all()
    assert creator.name == "Fiaz Ahmed"
    assert creator.bio == SAMPLE.read_text(encoding="utf-8").split("\n")[40]


@needs_the_sample
def test_every_word_of_the_sample_comes_out_as_it_went_in_and_nothing_of_the_furniture(sample):
    lines = SAMPLE.read_text(encoding="utf-8").split("\n")[2:38]
    said = [line.removeprefix("> ") for line in lines if line and line != "---"]
    assert words(sample.body) == " ".join(said).split()
    for character in "“”’—":
        assert sample.body.count(character) == "".join(said).count(character) > 0
    assert "Comments" not in sample.body
    assert "About the Creator" not in sample.body


def test_a_second_line_without_a_blank_one_between_is_the_subtitle():
    assert a_page("Eels\nOn dark nights\n\nThey leave.").subtitle == "On dark nights"
    assert a_page("Eels\n\nOn dark nights\nthey leave.").subtitle == ""


def test_a_short_line_after_a_blank_one_is_a_heading():
    text = "Eels\n\nThe last night\nThey leave.\nAll of them.\n\nThe morning after\nNobody is left."
    assert kinds(text)[2:5] == ["heading", "paragraph", "paragraph"]
    assert a_page(text).body.count("<h2>") == 2


@pytest.mark.parametrize("line", ["They leave.", "Do they leave?", "“They leave!”", "He said:", "هل تغادر؟"])
def test_a_line_that_ends_like_a_sentence_is_no_heading(line):
    assert kinds(f"Eels\n\nOne\ntwo.\n\n{line}\nmore.")[-2] == "paragraph"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("x" * 80, "heading"),
        ("x" * 81, "paragraph"),
        (" ".join(["it"] * 12), "heading"),
        (" ".join(["it"] * 13), "paragraph"),
    ],
)
def test_a_heading_has_at_most_80_characters_and_12_words(line, kind):
    assert kinds(f"Eels\n\nOne.\ntwo.\n---\n{line}\nmore.")[-2] == kind


def test_where_blank_lines_separate_all_paragraphs_only_marks_and_dividers_make_headings():
    text = "Eels\n\nShe waited\n\nNothing came.\n\n---\n\nThe morning\n\nNobody\n\n## By noon\n\nStill nobody"
    body = a_page(text).body
    assert re.findall(r"<h2>(.*?)</h2>", body) == ["The morning", "By noon"]
    assert re.findall(r"<p>(.*?)</p>", body) == ["She waited", "Nothing came.", "Nobody", "Still nobody"]


def test_neighbouring_quote_lines_are_one_quote():
    body = a_page("Eels\n\nOne.\n> They leave.\n> All of them.\n\n> Another.").body
    assert body.count("<blockquote>") == 2
    assert "<blockquote><p>They leave.</p><p>All of them.</p></blockquote>" in body


def test_lists_need_two_lines_and_a_lone_mark_is_text():
    body = a_page("Eels\n\nThree things.\n- nets\n- lamps\n3. three\n4. four\n* Names were changed.").body
    assert "<ul><li>nets</li><li>lamps</li></ul>" in body
    assert '<ol start="3"><li>three</li><li>four</li></ol>' in body
    assert "<p>* Names were changed.</p>" in body


def test_bold_italic_and_links_work_and_other_stars_stay():
    body = a_page("Eels\n\n**No** *eel* [here](https://example.org/?a=1&b=2), but 2*3*4 and <b>* & &amp;.").body
    assert body == (
        '<p><strong>No</strong> <em>eel</em> <a href="https://example.org/?a=1&amp;b=2">here</a>, '
        "but 2*3*4 and &lt;b&gt;* &amp; &amp;amp;.</p>"
    )


def test_typographic_characters_come_out_as_they_went_in():
    line = '“They’ll leave” — said Ines, ‘soon’… «vite» 1–2 ½ \u00a0e\u0301 it\'s "so" -- (c) ... ﬁn'
    assert a_page(f"Eels\n\n{line}\nAll.").body.startswith(f"<p>{line}</p>")


def test_two_creators_each_have_a_box():
    page = a_page(
        "Eels\n\nThey leave.\nAbout the Creator\nInes\nWalks.\nSings.\nAbout the Creator\nTom\n\nComments\nHm."
    )
    assert [(writer.name, writer.bio) for writer in page.creators] == [("Ines", "Walks.\nSings."), ("Tom", "")]
    assert page.lines[-1].kind == Kind.FURNITURE


def test_a_comments_heading_that_the_story_goes_on_after_is_no_furniture():
    text = "On letters\n\nOne.\nTwo.\n\nComments\nWe read them.\n---\nThe end\nThat is all."
    assert a_page(text).body.count("<h2>") == 2
    assert "We read them." not in a_page(text.split("\n---")[0]).body


def test_a_page_in_arabic_letters_is_in_arabic(tmp_path):
    story = imported(tmp_path, "شارع الحبال\n\nهنا كانت شجرة التين.")
    assert (story.language, story.direction, story.slug) == ("ar", "rtl", "شارع-الحبال")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028"])
def test_any_line_ends_and_a_byte_order_mark_are_fine(tmp_path, end):
    story = imported(tmp_path, "\ufeff" + end.join(["Eels", "At night", "", "They leave.", "All."]))
    assert (story.title, story.subtitle, story.body) == ("Eels", "At night", "<p>They leave.</p>\n<p>All.</p>")


LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
PIECES = st.sampled_from(["---", "> ", "- ", "1. ", "## ", "", "Comments", "About the Creator", "**", "[a](https://b)"])


def visible(text):
    return re.sub(r"[\W_]", "", text)


@given(st.lists(st.one_of(LETTERS, PIECES, st.tuples(PIECES, LETTERS).map("".join)), max_size=20))
@example(["Eels", "", "**a *b* c**", "> x", ">"])
def test_no_text_breaks_the_grammar_and_no_paragraph_loses_a_word(lines):
    text = LINE_END.split("\n".join(lines))
    try:
        page = pasted.parse("page.txt", text)
    except Refused:
        return
    assert [line.number for line in page.lines] == list(range(1, len(text) + 1))
    links = re.compile(r"\]\(https?://[^\s()<>]+\)")
    for line in page.lines:
        if line.kind == Kind.PARAGRAPH:
            assert visible(links.sub("", line.text)) in visible("".join(words(page.body)))

"""What a reader is shown of a change: the words that went and came, whatever the script, and never at any cost."""

import random
import re
import time

import pytest

from articles import differences
from newsroom.html import STORY, CleanHTML


def shown(before, after):
    """The comparison with [-gone-] and [+come+] for the marks."""
    html = differences.texts(CleanHTML(before), CleanHTML(after)).html
    html = re.sub(r'<(ins|del)><span class="unseen">\w+: </span>', r"<\1>", html)
    for mark, sign in (("ins", "+"), ("del", "-")):
        html = html.replace(f"<{mark}>", f"[{sign}").replace(f"</{mark}>", f"{sign}]")
    return html.strip()


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("<p>no longer than a train carriage.</p>", "<p>no longer than a bus.</p>",
         "<p>no longer than a [-train carriage-] [+bus+].</p>"),
        ("<p>one two</p>", "<p>one</p>", "<p>one [-two-]</p>"),
        ("<p>one two</p>", "<p>one <strong>two</strong></p>", "<p>one [-two-] [+<strong>two</strong>+]</p>"),
        ("<p>the <em>old bridge</em> hums</p>", "<p>the <em>new bridge</em> hums</p>",
         "<p>the [-<em>old</em>-] [+<em>new</em>+] <em>bridge</em> hums</p>"),
        ('<p>see <a href="/a/">this</a></p>', '<p>see <a href="/b/">this</a></p>',
         '<p>see [-<a href="/a/">this</a>-] [+<a href="/b/">this</a>+]</p>'),
        ("<p>a &amp; b</p>", "<p>a &lt; b</p>", "<p>a [-&amp;-] [+&lt;+] b</p>"),
        ("<p>3.14 and don't</p>", "<p>3.15 and don't</p>", "<p>[-3.14-] [+3.15+] and don't</p>"),
        ("<p>Title</p>", "<h2>Title</h2>", "<p>[-Title-]</p>\n<h2>[+Title+]</h2>"),
        ("<ol><li>a</li><li>b</li></ol>", "<ol><li>a</li><li>x</li><li>b</li></ol>",
         '<ol><li value="1">a</li>\n</ol><ol><li value="2">[+x+]</li>\n</ol><ol><li value="3">b</li>\n</ol>'),
        ("<p>was <del>struck</del> out</p>", "<p>was <del>struck</del> in</p>", "<p>was <s>struck</s> [-out-] [+in+]</p>"),
        ("<p>a</p><hr>", "<p>a</p>", "<p>a</p>\n[-<hr>-]"),
        ("<pre>a\n  b</pre>", "<pre>a\n    b</pre>", "<pre>a[-\n  -] [+\n    +]b</pre>"),
        ("<p>桥在低潮时唱歌。</p>", "<p>桥在高潮时唱歌。</p>", "<p>桥在[-低-] [+高+]潮时唱歌。</p>"),
        ("<p>قال الرَّجل ثم ذهب.</p>", "<p>قال الرَّجل ثم عاد.</p>", "<p>قال الرَّجل ثم [-ذهب-] [+عاد+].</p>"),
        ("<p>ไม่มี</p>", "<p>ไม่ดี</p>", "<p>ไม่[-มี-] [+ดี+]</p>"),
    ],
)  # fmt: skip
def test_the_words_that_changed_are_marked(before, after, seen):
    assert shown(before, after) == seen


def test_a_picture_is_replaced_as_a_whole():
    picture = f'<figure><img src="/media/images/ab/{"a" * 64}.jpg" alt="A cat"><figcaption>Cat</figcaption></figure>'
    seen = shown(picture, picture.replace("aaaa.jpg", "aaab.jpg"))
    assert seen.startswith('<p class="picture">[-[Picture: A cat]-] [+[Picture: A cat]+]</p>')


def test_what_did_not_change_is_folded_away_and_can_be_opened_without_scripts():
    same = "".join(f"<p>Paragraph {number}</p>" for number in range(6))
    seen = shown(f"{same}<p>old end</p>", f"{same}<p>new end</p>")
    assert '<details class="skipped"><summary dir="auto">6 paragraphs unchanged.' in seen
    assert seen.count("Paragraph") == 6
    assert seen.endswith("<p>[-old-] [+new+] end</p>")


def test_paragraphs_that_moved_apart_are_compared_with_what_they_became():
    before = "<p>The harbour was quiet at low tide.</p><p>Boats lay on the mud all day.</p>"
    after = "<p>A new beginning.</p><p>The harbour was loud at low tide.</p><p>Boats lay on the mud all night.</p>"
    seen = shown(before, after)
    assert "<p>[+A new beginning.+]</p>" in seen
    assert "<p>The harbour was [-quiet-] [+loud+] at low tide.</p>" in seen
    assert "<p>Boats lay on the mud all [-day-] [+night+].</p>" in seen


def test_a_comparison_counts_words_and_is_false_where_nothing_differs():
    compared = differences.texts(CleanHTML("<p>one two three</p>"), CleanHTML("<p>one 2 3 three</p><p>four</p>"))
    assert (compared.added, compared.removed, bool(compared)) == (3, 1, True)
    assert not differences.texts(CleanHTML("<p>same</p>"), CleanHTML("<p>same</p>\n"))


def test_plain_lines_are_compared_and_escaped():
    seen = differences.lines("The <b>bridge</b>", "The <b>boat</b>")
    assert "&lt;b&gt;<del>" in seen
    assert "bridge</del>" in seen
    assert "boat</ins>&lt;/b&gt;" in seen
    assert differences.lines("a & b", "a & b") == "a &amp; b"


def test_what_is_not_known_to_be_clean_is_cleaned_first():
    assert "<script" not in differences.texts("<p>a</p>", "<p>a</p><script>alert(1)</script><p onclick=x>b</p>").html
    assert differences.blocks("<p>a<script>x</script></p>") == ["<p>a</p>"]


def test_a_body_is_cut_into_its_blocks():
    figure = "<figure><figcaption>x</figcaption></figure>"
    parts = ["<p>a</p>", "<ul><li><p>b</p></li><li>c</li></ul>", "<hr>", "loose <em>words</em>", "<h2>d</h2>", figure]
    assert differences.blocks(CleanHTML("\n".join(parts))) == parts
    assert differences.blocks(CleanHTML("")) == []


def some_html(chance):
    """Tangled HTML of every element that a story may have."""
    names = sorted(STORY.allowed)
    tags = (
        [f"<{name}>" for name in names] + [f"</{name}>" for name in names] + ["word ", "two words", "&amp;", "桥", "\n"]
    )
    return STORY.clean("".join(chance.choices(tags, k=60)))


def test_whatever_is_compared_the_answer_is_well_formed_and_says_all_words():
    chance = random.Random(7)
    for _round in range(150):
        before, after = some_html(chance), some_html(chance)
        html = differences.texts(before, after).html
        open_elements = []
        for end, name in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", html):
            if end:
                assert open_elements.pop() == name, html
            elif name not in ("br", "hr", "img"):
                open_elements.append(name)
        assert not open_elements
        gone = re.sub(r"<del>.*?</del>|<span class=\"unseen\">.*?</span>|<summary.*?</summary>", "", html, flags=re.S)
        letters = [re.sub(r"\[Picture: \]|\s| \| |\|", "", re.sub(r"<[^>]*>", "", text)) for text in (gone, after)]
        assert letters[0] == letters[1]


MARKS = '<a href="https://example.com/%s">' % ("y" * 5000)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>" + "a b " * 90_000 + "</p>", "<p>" + "b a b " * 60_000 + "</p>"),
        ("<hr><p>a</p>" * 6_000, "<p>a</p><hr>" * 6_000),
        ("<p>a</p><p>b</p>" * 4_900, "<p>b</p><p>b</p><p>a</p>" * 3_300),
        ("<p>" + MARKS * 50 + "<i>a</i>" * 9_000 + "</a>" * 50 + "</p>", "<p>" + MARKS * 50 + "<i>b</i>" * 9_000),
        ("<blockquote>" * 50 + "<p>a</p>" * 9_000, "<blockquote>" * 50 + "<p>b</p>" * 9_000),
        ("<p>" + "." * 390_000, "<p>" + "!" * 390_000),
        ("<p>" + "a'" * 190_000, "<p>" + "a'" * 190_000 + "b"),
    ],
    ids=["words", "rules", "paragraphs", "marks", "quotes", "signs", "apostrophes"],
)
def test_texts_made_to_be_slow_are_not(before, after):
    start = time.process_time()
    compared = differences.texts(CleanHTML(before), CleanHTML(after))
    assert time.process_time() - start < 2.5  # tens of times what was measured would be minutes
    assert compared
    assert len(compared.html) < 2_500_000

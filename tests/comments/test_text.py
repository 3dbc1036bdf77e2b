"""Anything a person can type or paste is stored, shown harmlessly, and breaks nothing."""

import time
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import text
from tests.factories import a_comment, a_story
from tests.forms import page_of


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**bold** *italic* `code`", "<p><strong>bold</strong> <em>italic</em> <code>code</code></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("```\nf = v\n```", "<pre><code>f = v\n</code></pre>"),
        ("[tides](https://example.org)", '<a href="https://example.org" rel="ugc nofollow noopener">tides</a>'),
        ("see https://example.org/a_b_c.", '<a href="https://example.org/a_b_c" rel="ugc nofollow noopener">'),
        ("`https://example.org`", "<p><code>https://example.org</code></p>"),
        ("# no heading", "<p># no heading</p>"),
        ("![no image](https://example.org/a.png)", '!<a href="https://example.org/a.png"'),
        ("<b>no tag</b>", "<p>&lt;b&gt;no tag&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>"),
        ("&lt;script&gt; &#106;", "<p>&lt;script&gt; j</p>"),
        ("a\u202eb", "<p>ab</p>"),
    ],
)
def test_a_small_part_of_markdown_and_nothing_else(typed, shown):
    assert shown in text.render(typed)


def test_quotes_stop_nesting_and_keep_their_words():
    html = text.render(">" * 100 + " deep")
    assert html.count("<blockquote>") == text.DEEPEST
    assert "deep" in html


HOSTILE = [
    "*a **b " * 700, "[" * 5000, "](" * 2500, "`" * 4999, "> " * 2500, "- " * 2500, "<" * 5000, "&" * 5000,
    "[a](b" * 1000, "*" * 5000, "_ " * 2500, "https://" * 625, "\n" * 4999 + "a", "<!--" * 1250, "\\" * 5000,
    "\n".join("  " * depth + "- a" for depth in range(60)), "1. " * 1600, "<a " * 1600, "a@" * 2500, "~~~\n" * 1250,
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=[said[:6].strip() or "lines" for said in HOSTILE])
def test_no_text_takes_long(typed):
    begin = time.process_time()
    text.render(typed[: text.LONGEST])
    assert time.process_time() - begin < 0.5


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("<>&\"'`*_[]()>#-+.!\\/:ab \n\t\u200b\u202e\u0301א中🙂"), max_size=120))
def test_whatever_is_typed_only_the_listed_elements_come_out(typed):
    html = text.render(typed)
    for part in html.split("<")[1:]:
        name = part.lstrip("/").split(">")[0].split(" ")[0]
        assert name in {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}, html
    assert text.render(typed) == html


@pytest.mark.parametrize(
    "pasted",
    [
        "\u202egnirts desrever",
        "z" + "\u0301" * 300,
        "w" * 3000,
        "﷽" * 200,
        "a\u200bb\u200cc\ufeff",
        "\x00\x08text",
        "🏳️‍🌈 👩‍👩‍👧‍👦",
        ">" * 100 + "x",
    ],
)
def test_what_is_pasted_is_stored_and_shown(client, pasted):
    story = a_story(title="The bridge")
    comment = a_comment(story, body=pasted)
    comment.refresh_from_db()
    page = client.get("/stories/the-bridge/")
    assert page.status_code == 200
    assert page_of(page).find(f".//article[@id='c{comment.pk}']") is not None
    assert "\u202e" not in comment.body
    assert "\x00" not in comment.body
    assert unicodedata.is_normalized("NFC", comment.body)


def test_the_same_text_in_other_letters_is_known_again():
    assert text.alike("  The  Bridge\u200b\n") == text.alike("the bridge")
    assert text.alike("Ｔｈｅ bridge") == text.alike("the bridge")
    assert text.alike("the bridges") != text.alike("the bridge")


def test_lists_that_one_line_begins_keep_their_words():
    assert "hello" in text.render("- " * 10 + "hello")
    assert "hello" in text.render("> - " * 20 + "hello")


def test_lists_too_deep_to_be_shown_are_named_and_not_swallowed():
    with pytest.raises(ValidationError, match="too deep"):
        text.check("\n".join("  " * depth + "- a" for depth in range(12)))
    assert text.check("\n".join("  " * depth + "- a" for depth in range(6)))


def test_a_heap_of_marks_on_a_letter_is_taken_off():
    assert len(text.tidy("Z" + "\u0335\u0321\u0489" * 500)) == 1 + text.MOST_MARKS
    for written in ("שָׁלוֹם", "बच्चों", "ก็ที่", "ကြောင့်", "བསྒྲུབས"):
        assert text.tidy(written) == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize(
    "nothing", ["\u3164", "\u115f\u1160", "\u2800", "\ufe0f", "\u034f", "\u180e", "\u061c", "\x7f", "\x80", "\u200b"]
)
def test_what_nobody_sees_is_nothing(nothing):
    with pytest.raises(ValidationError, match="nothing in it"):
        text.check(nothing * 3)
    assert text.alike(f"a{nothing}b") == "ab"


def test_a_sign_can_be_enough():
    for said in ("👍", "?", "7", "漢", "❤️"):
        assert text.check(said)


def test_code_is_shown_as_it_was_typed():
    html = text.render("```\n>>>>>>> theirs\n- - - - - - - x\n```\n" + "> " * 9 + "deep")
    assert "&gt;&gt;&gt;&gt;&gt;&gt;&gt; theirs\n- - - - - - - x" in html
    assert html.count("<blockquote>") == text.DEEPEST


def test_numbers_that_only_look_like_lists_keep_their_digits():
    html = text.render("1. 2. 3. 4. 5. 6. 7. 8. Wochen")
    for said in ("6.", "7.", "8. Wochen"):
        assert said in html

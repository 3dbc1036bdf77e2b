"""The interface in Arabic: what readers see of it, and that its catalogue is whole."""

import gettext
import re
from ast import literal_eval
from pathlib import Path

import pytest
from django.test import Client

from tests.factories import a_creator, a_draft, a_story, a_withdrawn_story, an_editor, the_site

FOLDER = Path(__file__).resolve().parents[2] / "locale/ar/LC_MESSAGES"
STRING = r'"(?:[^"\\]|\\.)*"'
LINE = re.compile(rf"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? ((?:{STRING}\n?)+)")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"<[^>]+>")


def written():
    """Each entry of the .po that is translated: {(context, sentence, its plural): [its forms]}."""
    entries = {}
    for block in (FOLDER / "django.po").read_text().split("\n\n"):
        parts = {}
        for field, number, strings in LINE.findall(block):
            parts[field + number] = "".join(literal_eval(string) for string in re.findall(STRING, strings))
        forms = [text for field, text in parts.items() if field.startswith("msgstr")]
        if parts.get("msgid") and forms[0] and "\n#, fuzzy" not in f"\n{block}":
            entries[parts.get("msgctxt"), parts["msgid"], parts.get("msgid_plural")] = forms
    return entries


def compiled():
    with (FOLDER / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.fixture
def page(client):
    """The text of a page, from a site in Arabic."""
    the_site(language="ar")
    return lambda path: client.get(path).text


def test_a_site_in_arabic_reads_from_right_to_left(page):
    assert '<html lang="ar" dir="rtl">' in page("/")


def test_a_site_in_english_stays_english(client):
    the_site(language="en")
    a_story(title="The bridge", creators=[a_creator("Ines Varga")])
    text = client.get("/stories/the-bridge/").text
    assert '<html lang="en" dir="ltr">' in text
    assert "There are no comments for this story" in text
    assert not re.search("[\u0600-\u06ff]", text)


def test_one_process_speaks_the_language_each_site_has_by_now(client):
    the_site(language="ar")
    assert "تسجيل الدخول" in client.get("/").text
    the_site(language="en")
    assert "Sign in" in client.get("/").text


def test_the_masthead_and_the_foot_are_in_arabic(page):
    text = page("/")
    for words in ("تسجيل الدخول", "تخطَّ إلى المحتوى", "كل المقالات", "الكتّاب"):
        assert words in text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_story_has_an_arabic_byline_and_no_comments_whatever_its_own_language(language, page):
    a_story(title="The bridge", creators=[a_creator("سلمى الدوري")], language=language)
    text = page("/stories/the-bridge/")
    assert re.search(r"بقلم <a href=\"[^\"]+\"><bdi>سلمى الدوري</bdi></a>", text)
    assert "لا توجد تعليقات على هذا المقال" in text
    assert "كن أول من يعلّق ويفتح باب النقاش." in text
    assert "There are no comments" not in text


def test_three_names_stand_between_arabic_commas(page):
    a_story(title="The bridge", creators=[a_creator(name) for name in ("سلمى", "نور", "هدى")])
    assert re.search("سلمى</bdi></a>، <a", page("/stories/the-bridge/"))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "دقيقة واحدة للقراءة"),
        (2, "دقيقتان للقراءة"),
        (3, "3 دقائق للقراءة"),
        (10, "10 دقائق للقراءة"),
        (11, "11 دقيقة للقراءة"),
        (100, "100 دقيقة للقراءة"),
        (103, "103 دقائق للقراءة"),
    ],
)
def test_minutes_are_counted_in_the_six_arabic_ways(minutes, words):
    text = compiled().ngettext("%(minutes)s min read", "%(minutes)s min read", minutes)
    assert (text % {"minutes": minutes} if "%" in text else text) == words


@pytest.mark.parametrize(("creators", "words"), [(1, "عن الكاتب"), (2, "عن الكاتبين"), (3, "عن الكتّاب")])
def test_the_box_about_the_creators_knows_one_from_two_from_several(creators, words, page):
    a_story(title="The bridge", creators=[a_creator() for _ in range(creators)])
    assert f">{words}</h2>" in page("/stories/the-bridge/")


def test_a_missing_and_a_withdrawn_story_say_so_in_arabic(page):
    a_withdrawn_story(title="The ferry")
    assert "هذه الصفحة ليست في الجريدة" in page("/stories/nothing-here/")
    assert "سُحب هذا المقال" in page("/stories/the-ferry/")


def test_signing_in_is_in_arabic(page):
    text = page("/accounts/login/")
    for words in ("<h1>تسجيل الدخول</h1>", "البريد الإلكتروني", "كلمة المرور"):
        assert words in text


def test_a_form_sent_without_its_cookie_is_refused_in_arabic(page):
    refusal = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ada@example.org"})
    assert refusal.status_code == 403
    assert "بقيت هذه الاستمارة مفتوحة أطول مما ينبغي" in refusal.text


def test_the_desk_opens_in_arabic(page, client):
    client.force_login(an_editor())
    story = a_draft()
    assert 'dir="rtl"' in page("/admin/")
    assert "مسودة" in page(f"/admin/articles/story/{story.pk}/change/")


def test_the_compiled_catalogue_says_what_the_written_one_does():
    """Users have no gettext, so both are kept: after a change, run compilemessages."""
    wanted = {}
    for (context, sentence, plural), forms in written().items():
        key = f"{context}\x04{sentence}" if context else sentence
        wanted |= {(key, number): form for number, form in enumerate(forms)} if plural else {key: forms[0]}
    catalogue = {key: text for key, text in compiled()._catalog.items() if key}
    assert catalogue == wanted


def test_every_translation_keeps_its_placeholders():
    """Only for none, one and two Arabic may say the number as a word."""
    for (_context, sentence, plural), forms in written().items():
        for number, form in enumerate(forms):
            left_out = set(PLACEHOLDER.findall(plural or sentence)) - set(PLACEHOLDER.findall(form))
            assert set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(plural or sentence)), form
            assert len(left_out) <= (plural != "" and number < 3), form


def test_every_translation_keeps_its_tags():
    for (_context, sentence, _plural), forms in written().items():
        assert TAG.findall(forms[0]) == TAG.findall(sentence), forms[0]


def test_all_counted_sentences_have_six_forms():
    counted = [forms for (_context, _sentence, plural), forms in written().items() if plural]
    assert counted
    assert all(len(forms) == 6 and all(forms) for forms in counted)

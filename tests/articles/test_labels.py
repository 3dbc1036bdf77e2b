"""What readers are told of a story before they read it: in words, on its page, in lists, in feeds."""

import pytest

from articles.models import Story
from tests.articles.test_admin_story import change, press
from tests.articles.test_corrections import article, items, seen
from tests.factories import a_correction, a_creator, a_person, a_story, an_editor, the_site
from tests.forms import having, page_of, text_of, words_of

LABELS = {
    "opinion": ({"is_opinion": True}, "Opinion", "This is what its author thinks, not a report."),
    "sponsored": ({"sponsor": "Wend & Sons"}, "Sponsored", "Wend & Sons paid for this story to be published."),
    "content warning": ({"content_warning": "A drowning"}, "Content warning", "A drowning"),
    "made by AI": ({"ai_use": "generated", "ai_note": "From the tide table."}, "Made by AI", "From the tide table."),
}


def head_of(client, story):
    return words_of(having(page_of(client.get(story.get_absolute_url())), "class", "story__title")[0])


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_a_word_and_a_sentence_before_the_text(client, label):
    fields, word, sentence = LABELS[label]
    head = head_of(client, a_story(**fields))
    assert word in head
    assert sentence in head


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_a_word_in_lists_and_feeds(client, label):
    fields, word, _sentence = LABELS[label]
    story = a_story(title="The bridge", **fields)
    for path in ("/", "/stories/", "/search/?q=bridge"):
        teaser = next(iter(page_of(client.get(path)).iter("article")))
        assert word in words_of(teaser)
    (item,) = items(client, "/feeds/stories.rss")
    assert word in [category.text for category in item.findall("category")]
    story.is_opinion, story.sponsor, story.content_warning, story.ai_use = False, "", "", ""
    story.save()
    assert word not in words_of(next(iter(page_of(client.get("/")).iter("article"))))


def test_a_story_without_labels_says_nothing_of_them(client):
    page = seen(client, a_story().get_absolute_url())
    assert 'class="label' not in page
    assert article(client, Story.objects.get())["@type"] == "NewsArticle"


def test_who_paid_stands_above_the_title_and_links_say_so(client):
    body = '<p><a href="https://wend.example/">Ferries</a> <a href="/about/">us</a></p>'
    paid, free = a_story(sponsor="Wend Ferries", body=body), a_story(body=body)
    head = head_of(client, paid)
    assert head.index("Paid for by Wend Ferries") < head.index(paid.title)
    assert '<a rel="sponsored" href="https://wend.example/">' in seen(client, paid.get_absolute_url())
    assert '<a href="/about/">' in seen(client, paid.get_absolute_url())
    assert "sponsored" not in seen(client, free.get_absolute_url()).split('class="body"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_opinion": True}, {"@type": "OpinionNewsArticle"}),
        (
            {"sponsor": "Wend"},
            {"@type": "AdvertiserContentArticle", "sponsor": {"@type": "Organization", "name": "Wend"}},
        ),
        ({"sponsor": "Wend", "is_opinion": True}, {"@type": ["AdvertiserContentArticle", "OpinionNewsArticle"]}),
        (
            {"ai_use": "assisted"},
            {"digitalSourceType": "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"},
        ),
        ({"ai_use": "generated"}, {"digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource"}),
    ],
)
def test_search_engines_are_told_in_their_own_words(client, fields, said):
    told = article(client, a_story(**fields))
    assert {name: told.get(name) for name in said} == said


def test_help_by_ai_is_said_with_or_without_a_note(client):
    assert "AI helped with parts of this story." in head_of(client, a_story(ai_use="assisted"))
    noted = head_of(client, a_story(ai_use="assisted", ai_note="A program typed it out."))
    assert "Made with the help of AI A program typed it out." in noted


def test_what_is_typed_into_a_label_is_text(client):
    story = a_story(sponsor='<b>"W"', content_warning="<script>x", ai_use="generated", ai_note="<i>")
    for path in (story.get_absolute_url(), "/", "/feeds/stories.rss"):
        page = seen(client, path)
        assert "<script>x" not in page
        assert "<b>" not in page


def test_an_editor_labels_a_live_story_and_readers_see_it_at_once(client):
    client.force_login(an_editor())
    story = a_story()
    form = page_of(client.get(change(story)))
    assert having(form, "class", "collapse")[-1].find(".//details") is not None
    press(client, story, is_opinion="on", content_warning="A drowning", ai_use="assisted")
    client.logout()
    assert "A drowning" in head_of(client, story)


def test_a_creator_declares_ai_in_their_own_draft(client):
    person = a_person("creator")
    client.force_login(person)
    from tests.factories import a_draft

    story = a_draft(creators=[a_creator(user=person)])
    press(client, story, ai_use="generated", ai_note="From the tide table.")
    assert Story.objects.get().ai_use == "generated"


def test_labels_on_an_arabic_story_of_an_english_site_keep_their_direction(client):
    the_site(language="en")
    story = a_story(title="النخلة", language="ar", body="<p>في الصباح</p>", content_warning="حادث غرق", sponsor="شركة")
    a_correction(story, "كان العدد ٢٢")
    page = seen(client, story.get_absolute_url())
    assert '<bdi dir="ltr"><strong>Content warning</strong></bdi> <span lang="ar" dir="auto">حادث غرق</span>' in page
    assert '<p lang="ar" dir="auto">كان العدد ٢٢</p>' in page
    assert "Sponsored" in text_of(client.get(story.get_absolute_url()))

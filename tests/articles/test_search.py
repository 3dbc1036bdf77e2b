"""Readers search for stories and creators."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.models import SearchEntry, Story
from articles.search import finding, index
from newsroom import moments
from tests.factories import a_creator, a_draft, a_scheduled_story, a_story, a_tag, a_topic, a_withdrawn_story


def found(client, q, **more):
    """Titles in the order of the page."""
    answer = client.get("/search/", {"q": q, **more})
    assert answer.status_code == 200
    return [result.story.title for result in answer.context["results"]]


def page(client, q, **more):
    return client.get("/search/", {"q": q, **more}).content.decode()


def test_without_a_question_there_is_the_form_and_nothing_else(client, django_assert_max_num_queries):
    a_story(title="The bridge")
    with django_assert_max_num_queries(6):
        said = client.get("/search/").content.decode()
    assert '<input id="q" name="q" type="search"' in said
    assert "noindex" not in said
    assert "The bridge" not in said
    assert "No story has" not in said


def test_a_story_is_found_by_any_form_of_the_words_in_title_subtitle_and_text(client):
    a_story(title="The bridges of Saltmere", subtitle="Counting eels", body="<p>Low <b>tides</b> hummed.</p>")
    for q in ("bridge", "eel counted", "humming tide", "TIDE saltmere", "the bridge's"):
        assert found(client, q) == ["The bridges of Saltmere"]
    assert found(client, "bridge ferry") == []


@pytest.mark.parametrize(
    ("language", "title", "asked"),
    [
        ("ar", "النخلة التي غيّرت مسار الطريق", "نخله غيرت"),
        ("de", "Die Häuser am Fluß", "hauser fluss"),
        ("fr", "L’été des cafés", "cafe ete"),
        ("ru", "Ёлки на мостах", "елка мост"),
        ("zh-hans", "东京的铁路桥在退潮时嗡嗡作响", "铁路桥"),
        ("ja", "潮が引くと橋が鳴る", "橋"),
        ("th", "สะพานรถไฟส่งเสียง", "รถไฟ"),
        ("hi", "नदी के किनारे का पुल", "नदी पुल"),
    ],
)
def test_a_story_is_found_in_its_own_language(client, language, title, asked):
    a_story(title="Something else", body="<p>Altogether.</p>")
    a_story(title=title, language=language, body="<p>—</p>")
    assert found(client, asked) == [title]
    assert "<mark>" in page(client, asked)


def test_a_phrase_is_found_as_it_stands(client):
    a_story(title="At low tide", body="<p>The old railway bridge.</p>")
    assert found(client, '"railway bridge"') == ["At low tide"]
    assert found(client, '"bridge railway"') == []
    assert found(client, '"tide old"') == []


def test_a_title_weighs_more_than_a_text_and_the_new_more_than_the_old(client):
    now = moments.now()
    a_story(title="Old news", body="<p>Of the bridge.</p>", at=now - timedelta(days=900))
    a_story(title="Fresh news", body="<p>Of the bridge.</p>", at=now - timedelta(days=2))
    a_story(title="The bridge", body="<p>Hums.</p>", at=now - timedelta(days=400))
    assert found(client, "bridge") == ["The bridge", "Fresh news", "Old news"]


def test_the_passage_with_most_of_the_words_is_shown_with_hits_marked_and_markup_escaped(client):
    body = "<p>Bridge. " + "Water and stones lie here. " * 60 + "Under the bridge the &lt;script&gt; tide turns.</p>"
    a_story(title="A <b>bridge</b>", body=body)
    said = page(client, "bridges tide")
    assert "the <mark>bridge</mark> the &lt;script&gt; <mark>tide</mark> turns." in said
    assert "… " in said
    assert "A &lt;b&gt;<mark>bridge</mark>&lt;/b&gt;" in said


@pytest.mark.parametrize("hidden", [a_draft, a_scheduled_story, a_withdrawn_story])
def test_what_is_not_live_leaks_through_nothing(hidden, client):
    topic = a_topic("Science")
    hidden(
        title="A secret merger",
        body="<p>Zeppelins over Saltmere.</p>",
        topic=topic,
        creators=[a_creator("Mole Underhill")],
        tags=[a_tag("burrows")],
    )
    a_story(title="The bridge", topic=topic)
    for q in ("secret", "zeppelin", "mole", "mole underhill", "burrows", "zeppelim", "secrat", "bridge secret"):
        answer = client.get("/search/", {"q": q})
        said = answer.content.decode()
        assert answer.context["found"].ids == []  # not even where the page would not show it
        for leak in ("merger", "Mole", "zeppelins", "Did you mean", "1 story"):
            assert leak not in said
    assert found(client, "bridge", creator="mole-underhill") == []
    hidden_page = page(client, "bridge", creator="mole-underhill").replace("mole-underhill", "x")
    assert hidden_page == page(client, "bridge", creator="nobody-at-all").replace("nobody-at-all", "x")


def test_a_story_is_found_in_the_second_it_goes_live_and_no_longer_when_withdrawn(client):
    moment = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
    story = a_story(title="Tomorrow", at=moment)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert found(client, "tomorrow") == []
    with time_machine.travel(moment, tick=False):
        assert found(client, "tomorrow") == ["Tomorrow"]
        story.withdraw("Not ours.")
        assert found(client, "tomorrow") == []
        story.restore()
        assert found(client, "tomorrow") == ["Tomorrow"]


def test_a_change_is_found_at_once_and_a_working_copy_never(client):
    story = a_story(title="The bridge", body="<p>Hums.</p>")
    story.write(title="The viaduct", body="<p>Groans.</p>")
    assert found(client, "viaduct") == found(client, "groans") == []
    story.publish_changes()
    assert found(client, "viaduct groan") == ["The viaduct"]
    assert found(client, "bridge") == []
    story.delete()
    assert found(client, "viaduct") == []


def test_names_of_creators_topics_and_tags_find_their_stories_under_the_newest_name(client):
    ines, science = a_creator("Ines Varga"), a_topic("Science")
    story = a_story(title="The bridge", creators=[ines], topic=science, tags=[a_tag("low tides")])
    for q in ("varga bridge", "science bridge", "low tides"):
        assert found(client, q) == ["The bridge"]
    ines.name = "Ines Moor"
    ines.save()
    assert found(client, "moor bridge") == ["The bridge"]
    assert found(client, "varga") == []
    story.bylines.get().delete()
    assert found(client, "moor") == []


def test_a_creator_with_live_stories_stands_above_what_is_found(client):
    a_story(title="The bridge", creators=[a_creator("Ines Varga", bio="Walks the coast.")])
    a_draft(creators=[a_creator("Ines Nobody")])
    said = page(client, "varga ines")
    assert 'href="/creators/ines-varga/"' in said
    assert "Walks the coast." in said
    assert "Ines Nobody" not in page(client, "ines")


def test_results_are_narrowed_by_topic_and_creator(client):
    science, ines = a_topic("Science"), a_creator("Ines Varga")
    a_story(title="Bridge one", topic=science, creators=[ines])
    a_story(title="Bridge two", topic=science)
    a_story(title="Bridge three", creators=[ines])
    assert set(found(client, "bridge", topic="science")) == {"Bridge one", "Bridge two"}
    assert set(found(client, "bridge", creator="ines-varga")) == {"Bridge one", "Bridge three"}
    assert found(client, "bridge", topic="science", creator="ines-varga") == ["Bridge one"]
    assert '<option value="science" selected>' in page(client, "bridge", topic="science")
    story = Story.objects.get(title="Bridge one")
    story.topic = None
    story.save()
    assert found(client, "bridge", topic="science") == ["Bridge two"]
    assert found(client, "bridge", topic="nothing-there") == []


def test_results_have_pages_with_addresses_of_their_own(client):
    for number in range(23):
        a_story(title=f"Bridge {number}")
    first, second = found(client, "bridge"), found(client, "bridge", page=2)
    assert (len(first), len(second), len({*first, *second})) == (20, 3, 23)
    assert "23 stories" in page(client, "bridge")
    assert 'href="?q=bridge&amp;page=2" rel="next"' in page(client, "bridge")
    assert '/search/?q=bridge&amp;page=2">' in page(client, "bridge", page=2)
    for wrong in ("3", "0", "-1", "x", "²", "9" * 30):
        assert client.get("/search/", {"q": "bridge", "page": wrong}).status_code == 404


def test_of_very_many_only_the_newest_are_ranked_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(finding, "RANKED", 3)
    monkeypatch.setattr(finding.newest, "__defaults__", ((), 4))
    for number in range(5):
        a_story(title=f"Bridge {number}", at=moments.now() - timedelta(days=9 - number))
    assert set(found(client, "bridge")) == {"Bridge 2", "Bridge 3", "Bridge 4"}
    assert "More than" in page(client, "bridge")


def test_an_empty_page_offers_what_was_meant_a_word_less_and_all_topics(client):
    a_topic("Science")
    a_story(title="The bridge", body="<p>Low tide.</p>")
    said = page(client, "brigde tidr")
    assert "No story has" in said
    assert '<a href="?q=bridge+tide"><bdi>bridge tide</bdi></a>' in said
    assert '<a href="?q=bridge"><bdi>bridge</bdi></a>' in page(client, "bridge quantum")
    assert '<a href="?q=bridge">The same in all topics' in page(client, "bridge", topic="science")


def test_a_suggestion_is_a_word_that_a_live_story_really_has(client):
    a_story(title="The bridges", body="<p>Hum.</p>")
    assert "<bdi>bridges</bdi>" in page(client, "brideges")
    assert "<bdi>bridge</bdi>" not in page(client, "brigde")


def test_a_result_page_is_kept_out_of_search_engines_and_names_itself(client):
    a_story(title="The bridge")
    said = page(client, "bridge", topic="")
    assert '<meta name="robots" content="noindex">' in said
    assert 'rel="canonical" href="http://127.0.0.1:8000/search/?q=bridge"' in said
    assert "<title>bridge – Search –" in said


def test_a_question_that_is_too_long_is_cut_and_the_page_says_so(client):
    a_story(title="The bridge")
    said = page(client, "bridge " * 2000)
    assert "only the beginning was looked for" in said
    assert "The <mark>bridge</mark>" in said
    assert "only the beginning" in page(client, " ".join(f"word{number}" for number in range(13)))
    assert "only the beginning" not in page(client, "bridge")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example('"')
@example('bridge" AND (')
@example("NEAR(bridge hums) OR NOT * ^ - : 'x' {title}:bridge \\ | & ! <-> %s %%")
@example("bridge\0")
@example("🌉 👩‍👩‍👧")
@example("\ud7ff " * 5000)
@example("x" * 10_000)
@example("東" * 300)
@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\"'*:^-()&|!§ ab東ก")), max_size=80))
def test_whatever_a_person_types_is_a_question(q):
    Story.objects.exists() or a_story(title="The bridge § hums at 東京")
    with transaction.atomic():
        answer = Client().get("/search/", {"q": q})
        assert answer.status_code == 200
        finding.stories_anywhere(q)


def test_a_page_of_results_asks_as_much_for_many_as_for_few(client):
    asked = []
    for _round in range(2):
        for _number in range(12):
            a_story(title="The bridge", topic=a_topic(), creators=[a_creator(), a_creator()])
        with CaptureQueriesContext(connection) as seen:
            client.get("/search/", {"q": "bridge"})
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 8


def test_the_index_can_be_made_anew_even_after_a_rebuild_was_killed(client, capsys, monkeypatch):
    monkeypatch.setattr(index, "BATCH", 2)
    for number in range(5):
        a_story(title=f"Bridge {number}")
    a_story(title="By her", body="<p>Eels.</p>", creators=[a_creator("Ines Varga")])
    SearchEntry.objects.all().delete()
    assert found(client, "bridge") == []
    rebuilding = index.rebuild()
    next(rebuilding), next(rebuilding)
    rebuilding.close()
    for _again in range(2):
        call_command("rebuild_search")
        assert len(found(client, "bridge")) == 5
        assert found(client, "varga") == ["By her"]
    assert "indexed" in capsys.readouterr().out


def test_an_entry_goes_with_its_story_and_leaves_no_words_behind(client):
    story = a_story(title="The bridge")
    Story.objects.filter(pk=story.pk).delete()
    assert not SearchEntry.objects.filter(story=story.pk).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM articles_search WHERE words MATCH 'bridg'")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_an_empty_index(client):
    a_story(title="The bridge")
    call_command("flush", interactive=False, verbosity=0)
    assert found(client, "bridge") == []
    a_story(title="The bridge")
    assert found(client, "bridge") == ["The bridge"]


def test_a_very_long_text_is_indexed_as_far_as_the_engine_takes_it(client):
    a_story(
        title="The bridge", body="<p>" + "".join(chr(0x4E00 + number % 20_000) for number in range(150_000)) + "</p>"
    )
    assert found(client, "bridge") == ["The bridge"]


def test_the_way_to_search_stands_on_every_page_and_on_one_not_found(client):
    a_story(title="The bridge")
    assert '<a class="to-search" href="/search/">' in client.get("/").content.decode()
    assert 'role="search"' in client.get("/nothing-here/").content.decode()


def test_a_stroke_of_arabic_typesetting_is_no_word(client):
    a_story(title="جسر ـ ونهر", language="ar", body="<p>عربي ـ نص</p>")
    assert client.get("/search/", {"q": "ـ"}).status_code == 200
    assert "جسر" in client.get("/search/", {"q": "جسر ـ"}).content.decode()


def test_odd_filters_are_answered_like_unknown_ones(client):
    a_story(title="The bridge")
    for filters in ({"topic": "\0"}, {"creator": "\0x"}, {"topic": "🌊" * 300}, {"topic": "a\nb", "creator": "'"}):
        assert client.get("/search/", {"q": "bridge", **filters}).status_code == 200


def test_a_creator_whom_nobody_may_know_yet_looks_like_one_who_is_not(client):
    a_story(title="The bridge")
    a_draft(creators=[a_creator("Secret Person")])

    def page(slug, query):
        content = client.get("/search/", {"q": query, "creator": slug}).content.decode()
        return content.replace(slug, "SLUG")

    for query in ("bridge xyzzy", "bridhe", "bridge"):
        assert page("secret-person", query) == page("nobody", query)


def test_an_old_address_of_a_topic_still_filters(client):
    sea = a_topic("Sea")
    a_story(title="The bridge", topic=sea)
    sea.slug = "ocean"
    sea.save()
    assert "The <mark>bridge</mark>" in client.get("/search/", {"q": "bridge", "topic": "sea"}).content.decode()


def test_a_whole_name_is_found_among_many_who_share_a_part_of_it(client):
    for number in range(60):
        a_creator(f"Maria Nobody {number}")
    a_story(title="The weir", creators=[a_creator("Maria Rossi")])
    assert "Maria Rossi" in client.get("/search/", {"q": "Maria Rossi"}).content.decode()

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom import moments
from tests.factories import (
    a_creator,
    a_draft,
    a_scheduled_story,
    a_story,
    a_topic,
    a_withdrawn_story,
    an_editor,
)
from tests.forms import having, page_of, text_of, words_of

LIST = "/admin/articles/story/"


@pytest.fixture(autouse=True)
def editor(client):
    client.force_login(an_editor())


def titles(client, **query):
    rows = having(page_of(client.get(LIST, query)), "class", "field-title")
    return sorted(words_of(row) for row in rows)


def test_the_list_says_where_each_story_stands(client):
    a_scheduled_story(title="Eels", topic=a_topic("Science"), creators=[a_creator("Ines Vale")])
    [row] = page_of(client.get(LIST)).findall(".//table[@id='result_list']/tbody/tr")
    cells = [words_of(cell) for cell in row]
    assert cells[1:5] == ["Eels", "Scheduled", "Science", "Ines Vale"]
    assert cells[5].startswith("Tomorrow at ")


def test_the_list_is_filtered_by_state(client):
    a_draft(title="Draft"), a_story(title="Live"), a_scheduled_story(title="Planned"), a_withdrawn_story(title="Gone")
    a_draft(title="Handed in").submit()
    for state, title in [
        ("draft", "Draft"),
        ("in_review", "Handed in"),
        ("scheduled", "Planned"),
        ("live", "Live"),
        ("withdrawn", "Gone"),
    ]:
        assert titles(client, state=state) == [title]


def test_the_list_is_filtered_by_topic_creator_and_month(client):
    science, ines = a_topic("Science"), a_creator("Ines")
    a_story(title="Old", at=moments.now().replace(year=2024, month=3, day=1, hour=0))
    a_story(title="Eels", topic=science)
    a_story(title="Ovens", creators=[ines])
    assert titles(client, topic=science.pk) == ["Eels"]
    assert titles(client, creator=ines.pk) == ["Ovens"]
    assert titles(client, month="2024-03") == ["Old"]
    page = text_of(client.get(LIST))
    assert "March 2024" in page


@pytest.mark.parametrize(
    "query", [{"topic": "x"}, {"creator": "9" * 30}, {"month": "2024-13"}, {"state": "'"}, {"creator": "-1"}]
)
def test_a_filter_that_means_nothing_is_no_error(client, query):
    a_story()
    assert client.get(LIST, query, follow=True).status_code == 200


def test_search_finds_titles_subtitles_and_creators(client):
    a_draft(title="The bridge", subtitle="that hums")
    a_draft(title="Eels", body="<p>In the dark.</p>", creators=[a_creator("Ines Vale"), a_creator("Vale Ines")])
    assert titles(client, q="bridge hums") == ["The bridge"]
    assert titles(client, q="ines") == ["Eels"]
    assert titles(client, q="100%") == []


def test_at_most_three_years_of_months_are_offered(client):
    a_story(at=moments.now() - timedelta(days=365 * 20))
    a_story()
    links = having(page_of(client.get(LIST)), "href", "month=")
    assert len(links) == 36


def test_the_number_of_queries_does_not_grow_with_the_stories(client):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    for _n in range(3):
        a_story(topic=a_topic(), creators=[a_creator(), a_creator()])
    queries()  # the first page of a session also stores its token
    few = queries()
    for _n in range(12):
        a_story(topic=a_topic(), creators=[a_creator(), a_creator()])
    assert queries() == few
    assert few <= 15


def test_publishing_several_says_for_each_what_came_of_it(client):
    good, empty = a_draft(title="Good"), a_draft(title="Empty", body="")
    data = {"action": "publish_stories", "_selected_action": [good.pk, empty.pk]}
    answer = text_of(client.post(LIST, data, follow=True))
    good.refresh_from_db(), empty.refresh_from_db()
    assert (good.state, empty.state) == ("live", "draft")
    assert "“Good”: Published." in answer
    assert "“Empty”: The story has no text yet." in answer


def test_nothing_is_deleted_in_passing(client):
    assert "delete_selected" not in client.get(LIST).content.decode()

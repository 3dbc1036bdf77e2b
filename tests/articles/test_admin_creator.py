import pytest

from articles.models import Story
from tests.articles.test_admin_story import ADD, change, fresh, press
from tests.factories import a_creator, a_draft, a_person, a_scheduled_story, a_story, a_topic, an_editor, an_image
from tests.forms import filled, having, page_of, text_of

LIST = "/admin/articles/story/"


@pytest.fixture
def writer(client):
    person = a_person("creator", name="Bram Okafor")
    client.force_login(person)
    return person


@pytest.fixture
def own(writer):
    return a_creator("Bram Okafor", user=writer)


def test_a_creator_sees_their_own_stories_and_no_sign_of_others(client, own):
    mine = a_draft(title="Mine", creators=[own])
    other = a_draft(title="A secret", creators=[a_creator("Somebody Else")])
    page = text_of(client.get(LIST))
    assert "Mine" in page
    assert "secret" not in page
    assert "Somebody" not in page
    assert "secret" not in text_of(client.get(LIST, {"q": "secret"}, follow=True)).replace("secret doesn", "")
    assert client.get(change(mine)).status_code == 200
    assert client.get(change(other)).status_code == 302
    assert client.get(f"{LIST}{other.pk}/history/").status_code == 302
    assert client.post(change(other), {"title": "Mine now", "_verb": "submit"}).status_code in (302, 403)
    assert fresh(other).title == "A secret"


def test_a_creator_writes_and_sends_for_review(client, own, writer):
    page = client.get(ADD)
    data = filled(page, "story_form", title="New", body="<p>Text.</p>")
    assert data["bylines-0-creator"] == [str(own.pk)]
    client.post(ADD, data | {"_verb": "submit"})
    story = Story.objects.get()
    assert (story.state, story.byline, story.versions.get().saved_by) == ("in_review", [own], writer)


def test_a_creator_has_no_button_and_no_way_to_publish(client, own):
    story = a_draft(creators=[own])
    page = page_of(client.get(change(story)))
    assert [button.get("value") for button in having(page, "name", "_verb")] == ["submit"]
    assert not having(page, "name", "published_at")
    for verb in ("publish", "schedule", "nonsense"):
        assert press(client, story, verb, published_at="2020-01-01T06:00").status_code == 403
    client.post(LIST, {"action": "publish_stories", "_selected_action": [story.pk]})
    assert (fresh(story).state, fresh(story).published_at) == ("draft", None)


@pytest.mark.parametrize("make", [a_story, a_scheduled_story])
def test_what_is_ready_is_only_read_by_its_creator(client, own, make):
    story = make(creators=[own])
    page = client.get(change(story))
    assert page.status_code == 200
    assert not [name for name in ("title", "_verb", "_save") if having(page_of(page), "name", name)]
    before = story.versions.count()
    answer = client.post(change(story), {"title": "Other"}, follow=True)
    assert "nothing was saved. What you typed is kept." in text_of(answer)
    assert Story.objects.get(pk=story.pk).title == story.title
    assert story.versions.count() == before


def test_a_creator_stays_in_their_own_byline(client, own):
    story = a_draft(creators=[own])
    answer = press(client, story, **{"bylines-0-DELETE": "on"})
    assert "Your own name has to stay" in text_of(answer)
    assert fresh(story).byline == [own]


def test_an_account_without_a_profile_is_told_whom_to_ask(client, writer):
    answer = client.get(ADD, follow=True)
    assert "Ask an editor to make one" in text_of(answer)


def test_a_creator_edits_their_own_profile_and_no_other(client, own):
    other = a_creator("Somebody Else")
    client.post(
        f"/admin/articles/creator/{own.pk}/change/", {"name": "Bram", "bio": "Writes.", "website": "", "portrait": ""}
    )
    own.refresh_from_db()
    assert (own.bio, own.user_id is not None) == ("Writes.", True)
    assert client.get(f"/admin/articles/creator/{other.pk}/change/").status_code == 302
    assert "Somebody" not in text_of(client.get("/admin/articles/creator/"))
    assert client.get("/admin/articles/creator/add/").status_code == 403


def offered(client, term=""):
    query = {"app_label": "articles", "model_name": "byline", "field_name": "creator", "term": term}
    return [found["text"] for found in client.get("/admin/autocomplete/", query).json()["results"]]


def test_a_creator_can_name_those_whom_readers_know_and_nobody_else(client, own):
    a_story(creators=[a_creator("Known to readers")])
    a_draft(creators=[a_creator("Unknown yet")])
    assert offered(client) == ["Bram Okafor", "Known to readers"]
    client.force_login(an_editor())
    assert "Unknown yet" in offered(client)


def test_a_creator_covers_a_story_only_with_pictures_they_may_see(client, own, writer):
    theirs, foreign = an_image(by=writer), an_image(by=an_editor())
    story = a_draft(creators=[own])
    press(client, story, cover=foreign.pk)
    assert fresh(story).cover is None
    press(client, story, cover=theirs.pk)
    assert fresh(story).cover == theirs
    story.cover = foreign
    story.save()
    press(client, story, subtitle="Kept")
    assert (fresh(story).cover, fresh(story).subtitle) == (foreign, "Kept")


def test_a_moderator_finds_no_stories(client):
    client.force_login(a_person("moderator"))
    assert client.get("/admin/").status_code == 200
    for path in (
        LIST,
        ADD,
        change(a_story()),
        "/admin/articles/creator/",
        "/admin/newsroom/image/",
        "/admin/newsroom/image/pictures/",
    ):
        assert client.get(path).status_code == 403


def test_a_reader_is_sent_away(client):
    client.force_login(a_person())
    assert client.get(LIST).status_code == 302


def test_an_editor_links_an_account_by_its_address(client):
    client.force_login(an_editor())
    person, creator = a_person("creator", email="bram@example.org"), a_creator()
    path = f"/admin/articles/creator/{creator.pk}/change/"
    answer = client.post(path, filled(client.get(path), "creator_form", user="nobody@example.org"))
    assert "There is no account with this address." in text_of(answer)
    client.post(path, filled(client.get(path), "creator_form", user=" Bram@Example.org"))
    creator.refresh_from_db()
    assert creator.user == person
    assert filled(client.get(path), "creator_form")["user"] == ["bram@example.org"]
    client.post(path, filled(client.get(path), "creator_form", bio="Writes."))
    creator.refresh_from_db()
    assert creator.user == person


def test_editors_keep_topics_and_tags(client):
    client.force_login(an_editor())
    topic = a_topic("Science")
    answer = client.post("/admin/articles/topic/add/", {"name": "SCIENCE", "position": 0})
    assert "There is a topic with this name." in text_of(answer)
    client.post("/admin/articles/tag/add/", {"name": "tides"})
    assert "tides" in text_of(client.get("/admin/articles/tag/"))
    assert client.get(f"/admin/articles/topic/{topic.pk}/change/").status_code == 200


def test_a_creator_saves_a_story_with_a_colleague_nobody_knows_yet(client, own):
    story = a_draft(creators=[own, a_creator("Hidden Colleague")])
    press(client, story, title="Better")
    assert fresh(story).title == "Better"
    assert [creator.name for creator in fresh(story).byline] == ["Bram Okafor", "Hidden Colleague"]


def test_a_creator_cannot_ask_which_accounts_exist(client, own):
    editor = an_editor()
    path = f"/admin/articles/creator/{own.pk}/change/"
    answers = [
        client.post(path, filled(client.get(path), "creator_form") | {"user": address}).status_code
        for address in (editor.email, "nobody@example.org")
    ]
    assert answers == [302, 302]
    own.refresh_from_db()
    assert own.user != editor

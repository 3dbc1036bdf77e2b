"""The discussion as readers find it: threads, orders, pages, permalinks, and how many questions it asks the database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import paths, threads
from comments.models import Comment, Discussion
from newsroom import moments
from tests.comments.discussions import a_discussion
from tests.factories import a_comment, a_creator, a_held_comment, a_person, a_story, an_editor, the_site
from tests.forms import page_of, text_of, words_of

AT = "/stories/the-bridge/comments/"
PAGE = "/stories/the-bridge/"


@pytest.fixture
def story():
    return a_story(title="The bridge", at=datetime(2026, 11, 20, 12, tzinfo=UTC))


def ids(response):
    """The comments of a page, in its order."""
    articles = page_of(response).iter("article")
    return [int(found.get("id")[1:]) for found in articles if found.get("class", "").startswith("comment")]


def queries(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def many(story, count, level=lambda number: number % 2):
    a_discussion(story, count, level, [a_person(name=f"Reader {number}") for number in range(5)])


def test_the_newest_thread_comes_first_and_its_answers_in_the_order_they_came(client, story):
    first, second = a_comment(story), a_comment(story)
    early, late = a_comment(parent=first), a_comment(parent=first)
    below = a_comment(parent=early)
    assert ids(client.get(PAGE)) == [second.pk, first.pk, early.pk, below.pk, late.pk]


def test_readers_choose_the_order(client, story):
    first, second, third = (a_comment(story) for _ in range(3))
    Comment.objects.filter(pk=second.pk).update(like_count=5)
    assert ids(client.get(AT)) == [third.pk, second.pk, first.pk]
    assert ids(client.get(AT + "?sort=oldest")) == [first.pk, second.pk, third.pk]
    assert ids(client.get(AT + "?sort=liked")) == [second.pk, third.pk, first.pk]
    assert client.get(AT + "?sort=loudest").status_code == 404


def test_editors_picks_can_be_read_alone(client, story):
    first = a_comment(story)
    reply = a_comment(parent=first)
    assert "No editors' picks yet" in text_of(client.get(AT + "?only=picks"))
    reply.pick()
    page = client.get(AT + "?only=picks")
    assert ids(page) == [reply.pk]
    assert f"In reply to {first.byline}" in text_of(page)


def test_a_pinned_comment_stands_above_the_others_until_it_goes(client, story):
    first, second = a_comment(story, body="Four minutes long."), a_comment(story)
    first.pin()
    page = client.get(PAGE)
    assert ids(page)[0] == first.pk
    assert words_of(page_of(page).find(".//div[@class='pinned']")).startswith("Pinned")
    second.pin()
    assert Discussion.of(story).pinned == second
    second.remove(reason="other")
    assert page_of(client.get(PAGE)).find(".//div[@class='pinned']") is None


def test_three_levels_are_indented_and_deeper_answers_say_whom_they_answer(client, story):
    comment = a_comment(story)
    for _ in range(5):
        comment = a_comment(parent=comment)
    page = page_of(client.get(f"{AT}?thread={Comment.objects.get(parent=None).pk}"))
    assert len(page.findall(".//ol[@class='replies']")) == threads.DEEPEST_INDENT
    assert words_of(page).count("In reply to") == 3


def test_answers_beyond_the_deepest_path_keep_their_true_parent(story):
    comment = a_comment(story)
    for _ in range(paths.LEVELS + 3):
        last, comment = comment, a_comment(parent=comment)
    assert comment.parent == last
    assert len(comment.path) == paths.SEGMENT * paths.LEVELS
    assert comment.path > last.path


def test_a_page_shows_twenty_threads_and_forty_comments(client, story):
    many(story, 500, level=lambda number: number % 10)
    page = client.get(PAGE)
    assert len(page_of(page).findall(".//ol[@id='threads']/li")) == 20
    assert len(ids(page)) == 40
    assert "Show 8 more replies" in text_of(page)
    second = client.get(AT + "?page=2")
    assert len(ids(second)) == 40
    assert not set(ids(page)) & set(ids(second))
    assert client.get(AT + "?page=3").status_code == 200
    assert client.get(AT + "?page=4").status_code == 404


def test_every_comment_can_be_reached_by_links(client, story):
    many(story, 130, level=lambda number: min(number, 1 + number % 3))
    seen, to_see = set(), [AT]
    visited = set()
    while to_see:
        path = to_see.pop()
        if path in visited:
            continue
        visited.add(path)
        page = client.get(path)
        assert page.status_code == 200, path
        seen |= set(ids(page))
        for link in page_of(page).iter("a"):
            href = link.get("href", "").partition("#")[0]
            if link.get("rel") == "next" or "unfold" in link.get("class", ""):
                to_see.append(href if href.startswith("/") else AT + href)
    assert len(seen) == 130


@pytest.mark.parametrize("shape", [lambda n: n % 2, lambda n: min(n, 1)], ids=["many threads", "one thread"])
def test_the_story_page_asks_as_much_for_40_comments_as_for_1000_and_10000(client, shape):
    the_site()
    stories = {count: a_story() for count in (40, 1000, 10_000)}
    for count, story in stories.items():
        many(story, count, shape)
    client.get(a_story().get_absolute_url())  # what every page shows is known by now
    asked = {count: queries(client, story.get_absolute_url()) for count, story in stories.items()}
    assert set(asked.values()) == {8}


def test_a_signed_in_reader_costs_a_fixed_number_of_questions_too(client, story):
    the_site()
    other = a_story()
    client.force_login(a_person())
    client.get(PAGE)
    many(story, 40)
    many(other, 2000)
    few = queries(client, PAGE)
    assert queries(client, other.get_absolute_url()) == few
    assert few <= 12


@pytest.mark.parametrize("query", ["", "?sort=oldest", "?sort=liked", "?only=picks", "?page=2"])
def test_the_discussion_alone_asks_no_more_for_more(client, story, query):
    the_site()
    client.get(AT)
    other = a_story()
    many(story, 60)
    many(other, 1500)
    few = queries(client, AT + query)
    assert queries(client, f"{other.get_absolute_url()}comments/{query}") == few
    assert few <= 8


def test_a_permalink_leads_to_the_page_of_the_thread_where_the_comment_stands(client, story):
    many(story, 130, level=lambda number: min(number, 1))
    last = Comment.objects.order_by("path").last()
    answer = client.get(last.get_absolute_url())
    assert answer.status_code == 302
    assert last.pk in ids(client.get(answer.url))


def test_a_branch_can_be_read_alone(client, story):
    first = a_comment(story)
    reply = a_comment(parent=first)
    below = a_comment(parent=reply)
    a_comment(parent=first)
    assert ids(client.get(f"{AT}?thread={reply.pk}")) == [reply.pk, below.pk]


@pytest.mark.parametrize(
    "query", ["?thread=999", "?thread=x", "?reply=0", "?thread=-1", "?page=0", "?page=x", "?thread=9" + "9" * 30]
)
def test_what_is_not_there_is_not_found(client, story, query):
    a_comment(story)
    assert client.get(AT + query).status_code == 404


def test_a_comment_of_another_story_is_not_found_here(client, story):
    elsewhere = a_comment()
    assert client.get(f"{AT}?thread={elsewhere.pk}").status_code == 404


def test_what_is_held_or_refused_is_seen_by_nobody_else(client, story):
    held = a_held_comment(story=story, body="A secret word.")
    for path in (PAGE, AT, f"{AT}?thread={held.pk}", held.get_absolute_url(), AT + "feed.rss"):
        answer = client.get(path)
        assert b"A secret word." not in answer.content
    assert client.get(held.get_absolute_url()).status_code == 404
    client.force_login(held.author)
    assert client.get(held.get_absolute_url()).url.startswith("/receipts/")


def test_a_deleted_comment_leaves_a_tombstone_while_it_has_answers(client, story):
    first = a_comment(story, body="I take it back.")
    reply = a_comment(parent=first)
    first.delete_by_author()
    page = text_of(client.get(PAGE))
    assert "Comment deleted by its author" in page
    assert "I take it back." not in page
    assert reply.body in page
    reply.delete_by_author()
    page = text_of(client.get(PAGE))
    assert "Comment deleted by its author" not in page
    assert "There are no comments for this story" in page


def test_a_removed_comment_keeps_its_place_and_comes_back_when_restored(client, story):
    first = a_comment(story, body="A shove.")
    a_comment(parent=first)
    first.remove(reason="person")
    assert "Comment removed by a moderator" in text_of(client.get(PAGE))
    first.restore()
    assert "A shove." in text_of(client.get(PAGE))


def test_badges_say_who_is_creator_and_who_is_staff(client):
    ines = a_person("creator", name="Ines Varga")
    story = a_story(title="The bridge", creators=[a_creator("Ines Varga", user=ines)])
    for author in (ines, an_editor(), a_person(name="Owen Tarr")):
        a_comment(story, author=author)
    heads = [
        words_of(head) for head in page_of(client.get(PAGE)).iter("header") if head.get("class") == "comment__head"
    ]
    for said in ("Owen Tarr 2", "Lene Moss Staff", "Ines Varga Creator"):
        assert any(said in head for head in heads)


def test_a_comment_says_when_the_story_has_changed_since(client, story):
    a_comment(story)
    assert "earlier version" not in text_of(client.get(PAGE))
    story.write(body="<p>Three times a day.</p>")
    assert "earlier version" not in text_of(client.get(PAGE))
    story.publish_changes()
    a_comment(story)
    assert text_of(client.get(PAGE)).count("Written about an earlier version of this story.") == 1
    assert client.get(PAGE).content.decode().count('<a href="/stories/the-bridge/history/2..4/">What changed</a>') == 1
    assert client.get("/stories/the-bridge/history/2..4/").status_code == 200


def test_a_mended_typing_error_makes_no_comment_old(client):
    story = a_story(title="The bridge", at=moments.now())
    a_comment(story)
    story.write(body="<p>Twice a day the brigde hums.</p>")
    story.publish_changes(typo_only=True)
    assert "earlier version" not in text_of(client.get(PAGE))
    story.write(body="<p>Another text.</p>")
    story.publish_changes()
    assert "/history/2..6/" in client.get(PAGE).content.decode()


def test_a_story_that_changed_costs_one_question_however_many_comments_are_older(client, story):
    many(story, 5)
    few = queries(client, PAGE)
    story.write(body="<p>Three times a day.</p>")
    story.publish_changes()
    assert queries(client, PAGE) == few + 1
    for _ in range(5):
        a_comment(story)
    assert queries(client, PAGE) == few + 1


def test_strangers_get_the_same_bytes_and_no_cookie(client, story):
    first = a_comment(story)
    a_comment(parent=first)
    first.pin()
    for path in (PAGE, AT, f"{AT}?thread={first.pk}", f"{AT}?reply={first.pk}", AT + "feed.rss"):
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
            early = client.get(path)
        with time_machine.travel(datetime(2026, 11, 25, 12, 1, tzinfo=UTC), tick=False):
            late = Client().get(path)
        assert early.content == late.content
        assert not early.cookies
        assert "s-maxage=1" in early["Cache-Control"]
    assert not client.get(first.get_absolute_url()).cookies


def test_closing_by_age_is_announced_and_exact_to_the_second(client, story):
    the_site(comments_close_after=14)
    closing = story.published_at + timedelta(days=14)
    with time_machine.travel(closing - timedelta(seconds=1), tick=False):
        page = client.get(PAGE)
        assert "Open until 4 December 2026, 12:00" in text_of(page)
        assert page_of(page).find(".//textarea[@name='body']") is not None
    with time_machine.travel(closing, tick=False):
        page = client.get(PAGE)
        assert "Comments are closed." in text_of(page)
        assert page_of(page).find(".//textarea[@name='body']") is None


def test_a_story_may_never_close(client, story):
    the_site(comments_close_after=1)
    Discussion.objects.create(story=story, close_after=0)
    with time_machine.travel(moments.now() + timedelta(days=100), tick=False):
        assert page_of(client.get(PAGE)).find(".//textarea[@name='body']") is not None


def test_the_feed_carries_the_newest_comments_with_their_text(client, story):
    a_comment(story, author=a_person(name="Rosa Lind"), body="It is *low*.")
    feed = client.get(AT + "feed.rss").content.decode()
    assert "Comments on The bridge" in feed
    assert "&lt;em&gt;low&lt;/em&gt;" in feed
    assert "Comment by Rosa Lind" in feed
    assert f"http://127.0.0.1:8000/comments/{Comment.objects.get().pk}/" in feed


def test_the_answers_shown_are_shared_out_evenly():
    assert threads.shares([10, 0, 3], 9) == [6, 0, 3]
    assert threads.shares([1, 1], 9) == [1, 1]
    assert threads.shares([], 20) == []
    assert sum(threads.shares([7] * 20, 20)) == 20
    assert sum(threads.shares([100, 1, 1, 1], 20)) == 20

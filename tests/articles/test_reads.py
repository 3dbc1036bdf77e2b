"""How often stories are read: numbers a day, and nobody's name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Reads
from articles.reads import keep
from tests.factories import a_draft, a_scheduled_story, a_story, a_withdrawn_story, the_site

TODAY = date(2026, 11, 24)


@pytest.fixture
def bridge():
    return a_story(title="The bridge")


def numbers():
    return dict(Reads.objects.values_list("story__slug", "count"))


def test_reads_of_one_day_add_up_in_one_row(bridge):
    eels = a_story(title="Eels")
    keep({"/stories/the-bridge/": 3, "/stories/eels/": 1})
    keep({"/stories/the-bridge/": 4})
    assert numbers() == {"the-bridge": 7, "eels": 1}
    assert Reads.objects.filter(story__in=[bridge, eels]).count() == 2


def test_an_address_in_other_letters_is_the_same_story(bridge):
    keep({"/stories/the-bridge/": 3, "/stories/The-Bridge/": 1})
    assert numbers() == {"the-bridge": 4}


def test_stories_in_arabic_are_counted_by_their_addresses():
    story = a_story(title="شارع الحبال")
    keep({f"/stories/{story.slug}/": 2})
    assert numbers() == {story.slug: 2}


def test_what_is_no_live_storys_own_address_counts_nothing(bridge):
    a_draft(title="Draft")
    a_scheduled_story(title="Later")
    a_withdrawn_story(title="Gone")
    bridge.slug = "the-singing-bridge"
    bridge.save()
    paths = ["/", "/stories/", "/stories/the-bridge/", "/stories/the-singing-bridge/comments/", "/nothing/at/all"]
    keep(dict.fromkeys([*paths, "/stories/draft/", "/stories/later/", "/stories/gone/", "/stories/none/", "�"], 1))
    assert not Reads.objects.exists()


def test_the_day_is_the_sites(monkeypatch):
    the_site(time_zone="Pacific/Auckland")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    a_story(title="Eels", at=datetime(2026, 11, 1, tzinfo=UTC))
    keep({"/stories/eels/": 1})
    assert Reads.objects.get().day == date(2026, 11, 25)


def test_the_most_read_come_first_and_only_live_stories(bridge):
    eels, gone = a_story(title="Eels"), a_story(title="Gone")
    Reads.objects.add(TODAY - timedelta(days=7), {bridge.pk: 1000})
    Reads.objects.add(TODAY - timedelta(days=1), {bridge.pk: 2, eels.pk: 2, gone.pk: 50})
    Reads.objects.add(TODAY, {bridge.pk: 1, eels.pk: 3})
    gone.withdraw("It was not ours to tell.")
    most = Reads.objects.most_read([TODAY - timedelta(days=1), TODAY])
    assert [(one.title, one.numbers) for one in most] == [("Eels", [2, 3]), ("The bridge", [2, 1])]


def test_who_is_read_a_little_every_day_is_found_among_those_read_much_on_one(monkeypatch, bridge):
    monkeypatch.setattr("articles.models.reads.TOP", 2)
    loud = [a_story(title=f"Loud {day}") for day in range(3)]
    for day, story in enumerate(loud):
        Reads.objects.add(TODAY - timedelta(days=day), {bridge.pk: 4, story.pk: 9})
    [first, *_others] = Reads.objects.most_read([TODAY - timedelta(days=day) for day in (2, 1, 0)])
    assert (first.title, first.total) == ("The bridge", 12)


def test_however_many_stories_were_read_it_is_one_look_and_one_statement(bridge, django_assert_num_queries):
    others = [a_story() for _one in range(5)]
    with django_assert_num_queries(5):  # stories, site, savepoint, statement, savepoint
        keep({f"/stories/{story.slug}/": 2 for story in [bridge, *others]})
    with django_assert_num_queries(0):
        keep({"/": 12, "/stories/": 3})


def test_more_stories_than_fit_in_one_statement_are_all_kept_or_none(bridge, monkeypatch):
    monkeypatch.setattr("articles.models.reads.AT_A_TIME", 2)
    stories = [a_story() for _one in range(5)]
    Reads.objects.add(TODAY, {story.pk: 1 for story in stories})
    assert Reads.objects.count() == 5
    broken = {story.pk: 1 for story in stories} | {max(story.pk for story in stories) + 1: -1}
    with pytest.raises(Exception, match=r"(?i)check|violates"), transaction.atomic():
        Reads.objects.add(TODAY, broken)
    assert set(Reads.objects.values_list("count", flat=True)) == {1}

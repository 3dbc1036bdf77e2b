"""Two editors who press 'Save' in the same moment: one is saved, the other is told."""

import threading

import pytest
from django.db import connection

from articles.models import Sitting
from tests.articles.test_together import Desk
from tests.factories import a_draft, a_person, a_topic

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run every deed in a thread of its own, all let go together; answers what they returned."""
    gate, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            gate.wait()
            answers[place] = deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=deed) for deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def desks():
    story = a_draft()
    return story, Desk(story, a_person("admin")), Desk(story, a_person("admin"))


def test_of_two_saves_at_once_one_is_refused(desks):
    story, lene, tom = desks
    pages = at_once(lambda: lene.press(body="<p>Lene.</p>"), lambda: tom.press(body="<p>Tom.</p>"))
    assert sorted(page.status_code for page in pages) == [200, 409]
    assert story.versions.count() == 2


def test_of_two_choices_at_once_one_is_asked_again(desks):
    _story, lene, tom = desks
    one, other = a_topic(), a_topic()
    pages = at_once(lambda: lene.press(topic=one.pk), lambda: tom.press("publish", topic=other.pk))
    assert sorted(page.status_code for page in pages) == [200, 409]


def test_signs_of_life_at_once_make_one_row(desks):
    _story, lene, _tom = desks
    answers = at_once(*[lambda turn=turn: lene.type(turn=turn, body=f"<p>{turn}</p>") for turn in (1, 2, 3, 4)])
    assert [answer.status_code for answer in answers] == [200] * 4
    assert Sitting.objects.get().body == "<p>4</p>"

"""Two people's changes to the same text: nothing of either is lost."""

import random
import time

import pytest

from articles.merging import common, joined, merge

BASE = ["a", "b", "c", "d", "e"]


def texts():
    """Three texts with much in common, the same ones in every run."""
    chance = random.Random(8)
    for _round in range(400):
        base = [chance.choice("abcdef") for _block in range(chance.randrange(9))]
        yield (
            base,
            *(
                [block for block in base if chance.random() > 0.2] + chance.sample("xyz", chance.randrange(3))
                for _person in range(2)
            ),
        )


def test_what_only_one_changed_is_taken():
    for base, one, _other in texts():
        assert joined(merge(base, base, one)) == one
        assert joined(merge(base, one, base)) == one
        assert joined(merge(base, one, one)) == one
        assert not any(place.clash for place in merge(base, one, base))


def test_no_new_block_of_either_is_lost():
    for base, theirs, mine in texts():
        result = joined(merge(base, theirs, mine))
        assert {"x", "y", "z"} & {*theirs, *mine} <= set(result)


def test_changes_in_different_places_fit_together():
    places = merge(BASE, ["A", "b", "c", "d", "e"], ["a", "b", "c", "e", "f"])
    assert joined(places) == ["A", "b", "c", "e", "f"]
    assert [place.by for place in places if place.by] == ["theirs", "mine", "mine"]


@pytest.mark.parametrize(
    ("choice", "middle"),
    [("theirs", ["T"]), ("mine", ["M"]), ("both", ["T", "M"]), ("", ["T", "M"]), ("anything", ["T", "M"])],
)
def test_what_both_changed_is_chosen(choice, middle):
    places = merge(BASE, ["a", "b", "T", "d", "e"], ["a", "b", "M", "d", "e"])
    assert joined(places, [choice]) == ["a", "b", *middle, "d", "e"]


def test_without_the_text_they_began_with_what_both_have_is_the_beginning():
    theirs, mine = ["a", "T", "c"], ["a", "c", "M"]
    assert joined(merge(common(theirs, mine), theirs, mine)) == ["a", "T", "c", "M"]


def test_a_text_made_to_be_costly_is_not():
    began = time.thread_time()
    many = ["p"] * 5_000
    assert len(joined(merge(many, ["T", *many, "t"], ["M", *many[1:], "m"]))) >= 5_000
    assert time.thread_time() - began < 1

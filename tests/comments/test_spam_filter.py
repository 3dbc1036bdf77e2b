"""The spam score is learned from decisions, says why, and knows how good it is."""

import math
import random
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from comments.spam.signs import named, place, signs
from comments.spam.table import Table
from comments.spam.trial import FOLDS, LEAST_HELD, PRECISION, Figures, Sample, _figures, _folds, trial

CASINO = {"casino", "win"}
BRIDGE = {"bridge", "hums"}


def a_small_table():
    """3 spam comments, 2 others; 'win' stands in both kinds, 'once' in one comment."""
    others = [(BRIDGE, False), (BRIDGE | {"win"}, False)]
    return Table.learn([(CASINO, True), (CASINO, True), ({"win", "bonus", "once"}, True), ({"bonus"}, True), *others])


def words_of(text):
    return {sign for sign in signs(text) if sign[0] not in ":/"}


def decided(spam=60, others=140):
    """Decisions in which no two texts are copies, and every spam comment says 'casino' and links."""
    words = [
        f"{first}{second}" for first in ("ka", "lo", "mi", "nu", "pe") for second in ("ra", "so", "ti", "vu", "wy")
    ]
    dice = random.Random(7)
    said = [" ".join(dice.choices(words, k=8)) for _number in range(spam + others)]
    bad = [f"Casino {text} https://casino.example/{number}" for number, text in enumerate(said[:spam])]
    return [Sample(number, text, number < spam) for number, text in enumerate(bad + said[spam:])]


# What is seen in a text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Bridge, the BRIDGE!", {"the", "bridge"}),
        ("L’été déjà", {"ete", "deja"}),
        ("cas\u200bino", {"casino"}),
        ("مَرحبا بكم", {"مرحبا", "بكم"}),
        ("नमस्ते", {"नमस्ते"}),
        ("在线赌场", {"在线", "线赌", "赌场"}),
        ("賭 case", {"賭", "case"}),
        ("Win 🎰 now", {"win", "🎰", "now"}),
        ("see http://www.Casino.example/bonus", {"see", "bonus"}),
    ],
)
def test_words_of_any_script_are_seen(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Well.", {":no link", ":short"}),
        ("www.Casino.example and https://casino.example.", {"//casino.example", ":few links"}),
        ("http://a.example", {"//a.example", ":one link"}),
        ("http://a.example " * 4, {"//a.example", ":many links"}),
        ("a" * 50, {":middling"}),
        ("a" * 200, {":long"}),
        ("a" * 1000, {":longest"}),
        ("CHEAP WATCHES here", {":capitals"}),
        ("Buy! Now! Here!", {":exclaims"}),
        ("so\u200bft", {":hidden"}),
        ("Call +44 20 7946 0958", {":number"}),
        ("On 28 November 2026", set()),
        ("Only 5 €", {":money"}),
        ("me@example.org", {":address"}),
    ],
)
def test_how_it_is_written_is_seen_and_has_a_name(text, seen):
    found = {sign for sign in signs(text) if sign[0] in ":/"}
    assert seen <= found
    assert seen or not found & {":number", ":money", ":capitals"}
    assert all(named(sign) and named(sign) != sign for sign in found)


def test_a_sign_is_found_where_it_stands():
    text = "Nice bridge. Cas\u200bINO now: https://www.Casino.example/x 🎰 在线赌场"
    assert place("casino", text).text == "Cas\u200bINO"
    assert place("casino", text).position == text.index("Cas")
    assert place("//casino.example", text) == (text.index("www"), "www.Casino.example")
    assert place("🎰", text) == (text.index("🎰"), "🎰")
    assert place("赌场", text) == (text.index("赌场"), "赌场")
    assert place(":one link", text) is None
    assert place("boat", text) is None


HOSTILE = [
    "", "\0", "a" * 100_000, "w" * 4999, "1" * 5000, "1 " * 2500, "http://" * 700, "www." * 1250, "www.\u0301" * 900,
    "a@" * 2500, "在" * 5000, "\u202e\u200f\u200b" * 1600, "e" + "\u0301" * 4999, "🎰" * 5000, "http://[", "ا" * 5000,
    "\ud800", "// :no link “%(word)s” {} %s",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:6]) for text in HOSTILE])
def test_no_text_breaks_it_or_takes_long(text):
    began = time.process_time()
    found = signs(text)
    assert 0 <= a_small_table().score(found) <= 1
    assert len(found) <= 5000 + 20
    for sign in sorted(found)[:3]:
        named(sign)
        place(sign, text[:5000])
    assert time.process_time() - began < 0.5


# What is learned


def test_the_score_is_what_a_hand_computes():
    """Five signs. In 4 spam comments they were seen 7 times, in 2 others 5 times; each sign counts once more: 12 and 10."""
    table = a_small_table()
    assert table.seen == {"casino": (2, 0), "win": (3, 1), "bonus": (2, 0), "bridge": (0, 2), "hums": (0, 2)}
    casino, win = (3 / 12) / (1 / 10), (4 / 12) / (2 / 10)
    odds = 4 / 2 * casino * win  # 4 to 2 before anything is read
    assert math.isclose(odds, 25 / 3)
    assert math.isclose(table.score(CASINO), 25 / 28)
    assert math.isclose(table.score({"win"}), 10 / 13)
    assert math.isclose(table.score(BRIDGE), 25 / 187)  # 2 * (1/12 / (3/10)) ** 2 = 25/162
    assert math.isclose(table.score({"never seen", "once"}), 2 / 3)


def test_a_word_repeated_counts_once():
    table = Table.learn([(signs("casino casino"), True), (signs("casino"), True), (signs("bridge"), False)])
    assert table.seen["casino"] == (2, 0)
    assert table.score(signs("casino")) == table.score(signs("casino " * 5))


def test_the_reasons_are_what_the_score_is_made_of():
    table = a_small_table()
    reasons = table.reasons(CASINO | BRIDGE | {"never seen"})
    assert [reason.sign for reason in reasons] == ["bridge", "hums", "casino", "win"]
    assert [reason.weight > 0 for reason in reasons] == [False, False, True, True]
    total = math.log(4 / 2) + sum(reason.weight for reason in reasons)
    assert math.isclose(table.odds(CASINO | BRIDGE), total)
    assert table.said(reasons[2]) == "“casino”: in 2 of 4 spam comments, in 0 of 2 others"
    spam, others = table.strongest(1)
    assert [reason.sign for reason in spam + others] == ["bonus", "hums"]


def test_a_sign_seen_once_is_not_learned_and_the_rarest_are_left_out(monkeypatch):
    monkeypatch.setattr("comments.spam.table.MOST_SIGNS", 2)
    samples = [({"once", "twice", "often", "also"}, True), ({"twice", "often", "also"}, False), ({"often"}, False)]
    assert set(Table.learn(samples).seen) == {"often", "also"}  # of two seen as often, the first by its letters


@pytest.mark.parametrize("samples", [[], [(CASINO, True)] * 3, [(BRIDGE, False)] * 3], ids=["none", "spam", "others"])
def test_from_one_kind_alone_nothing_can_be_said(samples):
    table = Table.learn(samples)
    assert table.score(CASINO | BRIDGE) == 0.5
    assert table.reasons(CASINO | BRIDGE) == []


def test_the_score_of_a_long_text_does_not_overflow():
    spam, others = ({f"{kind}{number}" for number in range(5000)} for kind in "so")
    table = Table.learn([(spam, True)] * 5 + [(others, False)] * 5)
    assert (table.score(spam), table.score(others)) == (1, 0)


# How good it is


def test_decisions_that_differ_clearly_are_told_apart():
    figures = trial(decided())
    assert figures.spam == 60
    assert figures.others == 140
    assert figures.precision >= PRECISION
    assert figures.recall > 0.9
    assert figures.threshold > 0


def test_the_figures_are_what_tables_that_have_not_seen_a_comment_say_of_it():
    samples = decided()
    figures = trial(samples)
    held = []
    for fold in _folds(samples):
        table = Table.learn((signs(one.text), one.is_spam) for one in samples if one not in fold)
        held += [one.is_spam for one in fold if table.odds(signs(one.text)) >= figures.threshold]
    assert (len(held), sum(held)) == (figures.held, figures.right)


def test_decisions_at_random_make_no_filter():
    dice = random.Random(3)
    samples = [replace(sample, is_spam=dice.random() < 0.4) for sample in decided(0, 200)]
    figures = trial(samples)
    assert figures.threshold is None
    assert figures.precision < PRECISION


@pytest.mark.parametrize("samples", [[], decided(30, 0), decided(0, 30), decided(1, 1)], ids=["0", "spam", "good", "2"])
def test_too_little_makes_no_filter(samples):
    figures = trial(samples)
    assert figures.threshold is None
    assert (figures.precision, figures.recall) == (0, 0)


def test_the_threshold_is_the_lowest_that_is_precise_enough():
    """From 3 on all 30 are spam; from 2 on 38 of 40, exactly enough; from 1 on 38 of 60. Half way down."""
    judged = [(3.0, True)] * 30 + [(2.0, True)] * 8 + [(2.0, False)] * 2 + [(1.0, False)] * 20 + [(-1.0, True)] * 2
    assert _figures(judged) == Figures(1.5, 40, 38, 40, 22)
    assert _figures(judged[:38] + [(2.0, False)] * 3) == Figures(2.5, 30, 30, 38, 3)
    few = [(3.0, True)] * (LEAST_HELD - 1)
    assert _figures(few) == Figures(None, 19, 19, 19, 0)
    assert _figures([*few, (3.0, True)]).threshold == 1.5


def test_copies_of_a_text_are_never_on_both_sides():
    copies = [Sample(100 + number, f"Casino {number} https://c{number}.example!", True) for number in range(20)]
    folds = _folds(decided(40, 60) + copies)
    assert sum(any(sample in copies for sample in fold) for fold in folds) == 1
    assert sum(map(len, folds)) == 120


def test_every_fold_has_its_share_of_spam():
    folds = _folds(decided(50, 150))
    assert len(folds) == FOLDS
    assert {sum(sample.is_spam for sample in fold) for fold in folds} == {5}
    assert {len(fold) for fold in folds} == {20}


def test_a_filter_that_only_knows_copies_finds_nothing_new():
    """Fifty copies of one spam comment: each is judged by what the others teach, and they teach nothing of it."""
    copies = [Sample(number, "Kasino bonus jetzt", True) for number in range(50)]
    assert trial(copies + [replace(sample, id=100 + sample.id) for sample in decided(0, 100)]).threshold is None


def test_the_order_and_the_process_make_no_difference():
    samples = decided()
    mixed = random.Random(1).sample(samples, len(samples))
    assert trial(mixed) == trial(samples)
    script = "from tests.comments.test_spam_filter import *; print(trial(decided()))"
    environment = {"PYTHONHASHSEED": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    said = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)
    assert said.strip() == str(trial(samples))


def test_scoring_is_quick():
    """A comment of usual length; the bar is for a machine with other work to do."""
    table = Table.learn((signs(sample.text), sample.is_spam) for sample in decided())
    text = "Twice a day the bridge begins to hum, and nobody knows why. " * 5
    began = time.process_time()
    for _time in range(100):
        table.odds(signs(text))
    assert (time.process_time() - began) / 100 < 0.001

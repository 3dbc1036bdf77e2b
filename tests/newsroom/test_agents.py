"""Robots that name themselves are told from people, at a price that nobody can drive up."""

import time

import pytest

from newsroom import agents
from newsroom.agents import is_robot

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def _nobody_known():
    agents._known.clear()
    agents._looks.clear()


@pytest.mark.parametrize("agent", [FIREFOX, PHONE])
def test_browsers_are_people(agent):
    assert not is_robot(agent)
    assert not is_robot(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 20 subscribers)",
        "python-requests/2.32",
        "curl/8.5.0",
        "",
        "   ",
    ],
)
def test_what_names_itself_a_robot_or_says_nothing_is_one(agent):
    assert is_robot(agent)


def test_an_agent_is_looked_at_once(monkeypatch):
    is_robot(FIREFOX)
    monkeypatch.setattr(agents, "_detector", None)
    assert not is_robot(FIREFOX)


def test_an_endless_agent_costs_no_more_than_a_long_one():
    is_robot(FIREFOX)  # the patterns are compiled
    began = time.process_time()
    is_robot("A" * 8_000)
    assert time.process_time() - began < 0.2


def test_a_flood_of_invented_agents_is_not_looked_at_and_takes_no_room(monkeypatch):
    monkeypatch.setattr(agents, "MOST_KNOWN", 300)
    is_robot(FIREFOX)
    looked = [not is_robot(f"Mozilla/5.0 (X11) Firefox/{number}") for number in range(600)]
    assert sum(looked) == agents.MOST_NEW - 1
    assert len(agents._known) <= 300

"""Labels, sources and corrections in the front matter of a story."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from articles.models import Correction, Source, Story
from tests.articles.test_import_markdown import FRONT, imported

__all__ = ["imported"]

LIVE = f"{FRONT}\nstatus: published\ndate: 2026-11-01T06:00:00+00:00"
CORRECTIONS = """
corrections:
  - date: 2026-11-03T06:00:00+00:00
    kind: update
    text: |
      They have left.
      All of them.
  - {date: 2026-11-02, text: There were nine.}
"""


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)


def test_labels_and_sources_arrive(imported):
    story = imported(
        front=f"{FRONT}\nopinion: yes\nsponsor: Wend Ferries\ncontent_warning: A drowning\nai_use: assisted\nai_note: Typed out.\n"
        "sources:\n  - The harbour log\n  - {name: Registry, url: 'https://r.example/1'}\n  - unnamed: She asked."
    )
    assert story.labels == (True, "Wend Ferries", "A drowning", "assisted", "Typed out.")
    assert [source.facts for source in story.sourced] == [
        ("The harbour log", "", ""),
        ("Registry", "https://r.example/1", ""),
        ("", "", "She asked."),
    ]


def test_corrections_arrive_in_their_order_and_only_once(imported):
    story = imported(front=LIVE + CORRECTIONS)
    assert [(one.kind, one.text) for one in story.corrected] == [
        ("update", "They have left.\nAll of them."),
        ("correction", "There were nine."),
    ]
    assert story.revised_at == datetime(2026, 11, 3, 6, tzinfo=UTC)
    imported(front=LIVE + CORRECTIONS)
    assert Correction.objects.count() == 2


@pytest.mark.parametrize("front", [FRONT, LIVE.replace("2026-11-01", "2027-11-01").replace("published", "scheduled")])
def test_what_nobody_could_read_was_not_corrected(imported, front):
    imported(front=front + CORRECTIONS)
    assert not Correction.objects.exists()
    assert "A correction was left out" in imported.told


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("opinion: perhaps", "Say yes or no here."),
        ("ai_use: much", "'much' is not known here. There are: assisted, generated."),
        ("sources:\n  - {name: Rosa, unnamed: She asked.}", "say why it is not named"),
        ("sources:\n  - {name: Rosa, url: 'javascript:alert(1)'}", "valid URL"),
        ("sources:\n  - [Rosa]", "One value is needed here"),
        ("corrections:\n  - It was nine.", "'It was nine.' is no moment."),
        ("corrections:\n  - {text: It was nine.}", "A correction needs a date and a text."),
        (f"sponsor: {'x' * 121}", "at most 120 fit"),
    ],
)
def test_what_cannot_be_taken_in_names_its_line_and_why(imported, front, said):
    with pytest.raises(CommandError, match=rf"eels\.md:[45]: .*{re.escape(said)}"):
        imported(front=f"{FRONT}\n{front}")
    assert not Story.objects.exists()
    assert not Source.objects.exists()

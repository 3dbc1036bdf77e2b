"""Search: what a reader asks for among live stories and creators."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Story, Topic
from articles.search import excerpt, finding, suggestion
from newsroom.html import words
from newsroom.paging import Paging

SIZE = 20


@dataclass
class Result:
    story: Story
    title: excerpt.Pieces
    passage: excerpt.Pieces


class Ranks(Paging):
    """One page of what is ranked: by its number, since no row tells its own rank."""

    @property
    def number(self) -> int:
        return int(self.place or 1)

    @property
    def here(self) -> str:
        return self._at(self.number)

    @property
    def previous(self) -> str:
        return self._at(self.number - 1)

    @property
    def next(self) -> str:
        return self._at(self.number + 1)

    def _at(self, number) -> str:
        return self.address(page=str(number)) if number > 1 else self.address()


@require_safe
def search(request):
    text, topic, creator = (request.GET.get(name, "") for name in ("q", "topic", "creator"))
    found = finding.find(text, topic, creator)
    query = _address(found.query.typed, topic, creator)
    paging = _page_of(found.ids, request.GET.get("page", "1"), query)
    paging.rows = [_result(story, found.query.terms) for story in finding.live_stories(paging.rows)]
    context = {
        "found": found,
        "results": paging,
        "topics": Topic.objects.all()[:100],
        "creators": _creators(found, paging),
        "chosen": {"topic": topic, "creator": creator},
        "query": query,
    }
    if found.query and not paging.rows and not found.creators:
        context |= _ways_on(found, topic, creator)
    return render(request, "articles/search.html", context)


def _page_of(ids, asked, query) -> Ranks:
    """Raises Http404 for a page that does not exist."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    if number < 1 or (number > 1 and (number - 1) * SIZE >= len(ids)):
        raise Http404
    shown = ids[(number - 1) * SIZE : number * SIZE]
    place = str(number) if number > 1 else ""
    return Ranks(shown, place, has_next=len(ids) > number * SIZE, query=query)


def _ways_on(found, topic, creator) -> dict:
    """From an empty page: each a text and its address."""
    meant = suggestion.meant(found)
    return {
        "meant": meant and (meant, _address(meant, topic, creator)),
        "less": [(text, _address(text, topic, creator)) for text in suggestion.a_word_less(found)],
        "everywhere": _address(found.query.typed) if topic or creator else "",
    }


def _address(text, topic="", creator="") -> str:
    given = {"q": text, "topic": topic, "creator": creator}
    return urlencode({name: value for name, value in given.items() if value})


def _result(story, terms) -> Result:
    passage = excerpt.passage(" ".join(words(story.body)), story.language, terms)
    passage = passage or excerpt.marked(story.subtitle, story.language, terms)
    return Result(story, excerpt.marked(story.title, story.language, terms), passage)


def _creators(found, paging) -> list:
    """Whom the results can be narrowed to: those of this page. Who has no live story is in none."""
    shown = {creator.pk: creator for result in paging for creator in result.story.byline}
    shown |= {creator.pk: creator for creator in found.creators}
    return sorted(shown.values(), key=lambda creator: creator.name)

"""What a result shows of a story: the passage that has most of what was asked for, in pieces that are hits or not."""

from articles.search import terms

LENGTH, LEAD = 200, 50  # characters of an excerpt, and of them before its first hit
MOST_READ = 40_000
Pieces = list[tuple[str, bool]]


def hits(text: str, language: str, wanted) -> list[tuple[int, int, int]]:
    """Start, end and number of the term, for each word of the text that was asked for."""
    numbers = {word: number for number, term in enumerate(wanted) for word in term.words}
    starts = tuple(word for term in wanted if term.begins for word in term.words)
    found = []
    for start, end, word in terms.spans(text):
        number = numbers.get(terms.stem(word, language), numbers.get(word))
        if number is None and starts and word.startswith(starts):
            number, end = numbers[next(begin for begin in starts if word.startswith(begin))], start + 1
        if number is not None:
            found.append((start, end, number))
    return found


def marked(text: str, language: str, wanted) -> Pieces:
    """All of a text in pieces."""
    return _pieces(text, hits(text, language, wanted), 0, len(text))


def passage(text: str, language: str, wanted) -> Pieces:
    """The best part of a long text; nothing where it has no hit."""
    text = text[:MOST_READ]
    found = hits(text, language, wanted)
    if not found:
        return []
    start = _border(text, max(0, _best(found) - LEAD))
    end = _border(text, min(start + LENGTH, len(text)), down=True)
    pieces = _pieces(text, found, start, max(end, start + 1))
    return [*([("… ", False)] if start else []), *pieces, *([(" …", False)] if end < len(text) else [])]


def _best(found):
    """The first hit of the stretch with the most different terms, the most hits."""
    best, first = (0, 0), found[0][0]
    begin = 0
    for number, (_start, end, _term) in enumerate(found):
        while end - found[begin][0] > LENGTH - LEAD and begin < number:
            begin += 1
        stretch = found[begin : number + 1]
        worth = (len({term for _s, _e, term in stretch}), min(len(stretch), 5))
        if worth > best:
            best, first = worth, found[begin][0]
    return first


def _border(text, place, down=False):
    """The nearest space before (`down`) or after, where there is one near; else that very place."""
    if place in (0, len(text)):
        return place
    near = text.rfind(" ", max(0, place - 30), place + 1) if down else text.find(" ", place, place + 30)
    return place if near < 0 else near + (not down)


def _pieces(text, found, start, end) -> Pieces:
    pieces, at = [], start
    for begin, stop, _term in found:
        begin, stop = max(begin, at), min(stop, end)
        if begin >= stop:
            continue
        if pieces and pieces[-1][1] and begin == at:
            pieces[-1] = (pieces[-1][0] + text[begin:stop], True)  # pairs that overlap are one hit
        else:
            pieces += [(text[at:begin], False)] if begin > at else []
            pieces.append((text[begin:stop], True))
        at = stop
    return pieces + ([(text[at:end], False)] if at < end else [])

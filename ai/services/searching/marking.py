"""Where in a text the words of a query stand."""

from collections.abc import Sequence

from ai.services.searching.terms import Terms, placed

Span = tuple[int, int]  # letters, the second one after the last
AROUND = 60  # letters of a snippet before the first match
LONGEST_SNIPPET = 180


def matches(text: str, terms: Terms) -> list[Span]:
    """The phrase wherever it stands; else each word of the query that says something."""
    found = list(placed(text))
    words = [word for word, _, _ in found]
    size = len(terms.words)
    begins = [at for at in range(len(words) - size + 1) if tuple(words[at : at + size]) == terms.words]
    if begins:
        return [(found[at][1], found[at + size - 1][2]) for at in begins]
    return _joined([(begin, end) for word, begin, end in found if _is_meant(word, terms)])


def snippet(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """A short part of the text around the first match, in pieces; True marks what matches."""
    first = spans[0][0] if spans else 0
    begin = 0 if first <= AROUND else text.find(" ", first - AROUND) + 1
    end = (
        len(text) if len(text) - begin <= LONGEST_SNIPPET else text.rfind(" ", begin, begin + LONGEST_SNIPPET)
    )
    end = max(end, spans[0][1] if spans else 0) if end > begin else begin + LONGEST_SNIPPET
    pieces, at = [("… ", False)] if begin else [], begin
    for start, stop in spans:
        if stop <= end:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces += [(text[at:end], False), (" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]


def _is_meant(word: str, terms: Terms) -> bool:
    return word in terms.content or word.startswith(terms.beginning or "\0")


def _joined(spans: Sequence[Span]) -> list[Span]:
    """One span of those that only a space parts."""
    found: list[Span] = []
    for begin, end in spans:
        if found and begin - found[-1][1] <= 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found

"""Where in an answer the words are that made a key point."""

from collections.abc import Sequence
from itertools import islice, product

from quizapp.kinds.wording import Written, running

Span = tuple[int, int]
LONGEST = 240  # characters; words farther apart are marked one by one
_MOST_PLACES = 12  # of one word


def spans_of(answer: str, words: Sequence[str]) -> list[Span]:
    """The shortest part of the answer that has all these words, or each of them alone if they are far apart.

    words: as the finding quotes them.
    """
    written = Written(answer)
    places = [list(islice(written.places_of(running(each)), _MOST_PLACES)) for each in words]
    places = [each for each in places if each]
    if not places:
        return []
    if len(places) > 4:
        return sorted(each[0] for each in places)
    covers = [
        (min(start for start, _ in chosen), max(end for _, end in chosen)) for chosen in product(*places)
    ]
    start, end = min(covers, key=lambda cover: (cover[1] - cover[0], cover[0]))
    return [(start, end)] if end - start <= LONGEST else sorted(each[0] for each in places)

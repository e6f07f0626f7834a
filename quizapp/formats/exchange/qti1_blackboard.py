"""Pairs in QTI 1.2 as Blackboard writes it: the texts on the right stand in a block of their own, in order."""

from quizapp.formats.exchange.qti1_answers import Given
from quizapp.formats.exchange.qti1_materials import material_in
from quizapp.formats.exchange.weights import NO_MATCH, short
from quizapp.formats.exchange.xml_trees import Node
from quizapp.kinds.exchange import Pair, Paired


def question_in(presentation: Node) -> Node:
    """What holds the question: a block of it, if the texts to match stand in other blocks."""
    return (_block(presentation, "QUESTION_BLOCK") if has_matches(presentation) else None) or presentation


def has_matches(presentation: Node) -> bool:
    return _block(presentation, "RIGHT_MATCH_BLOCK") is not None


def matches(given: Given) -> Paired:
    """Entries whose labels have no text: the place of the right label is the place of the match."""
    block = _block(given.presentation, "RIGHT_MATCH_BLOCK")
    assert block is not None
    right = [material_in(each, given.lose) for each in block.all("flow")]
    left = []
    for flow in given.presentation.deep("flow"):
        for response in flow.all("response_lid"):
            entry, place = material_in(flow, given.lose), _place_of_key(response, given)
            if place is None or place >= len(right):
                given.lose(NO_MATCH, text=short(entry))
            else:
                left.append(Pair(entry, place))
    return Paired(tuple(left), tuple(right))


def _place_of_key(response: Node, given: Given) -> int | None:
    percents = given.scores.percent_by_answer(response.get("ident"))
    names = [label.get("ident") for label in response.deep("response_label")]
    return next((place for place, name in enumerate(names) if percents.get(name, 0.0) > 0), None)


def _block(presentation: Node, name: str) -> Node | None:
    return next((each for each in presentation.deep("flow") if each.get("class") == name), None)

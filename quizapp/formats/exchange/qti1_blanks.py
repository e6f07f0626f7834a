"""Texts with blanks in QTI 1.2: blanks named in brackets, as Canvas has them, and fields that stand between texts."""

from collections.abc import Callable, Iterator

from quizapp.errors import N_
from quizapp.formats.exchange.moodle_xml import CASE_SENSITIVE
from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.qti1_answers import Given, capped, is_number_field, name_of
from quizapp.formats.exchange.qti1_materials import RESPONSES, texts_in
from quizapp.formats.exchange.weights import Weighed, amount, one_of, phrase
from quizapp.formats.exchange.xml_trees import Node
from quizapp.kinds.exchange import Amount, Blank, Blanks, OneOf, Phrase
from quizapp.kinds.wording import canonical

DRAG = N_("A blank named [%(name)s] does not stand in the text; it follows at the end.")
ALGORITHM = N_("Answers were compared by “%(name)s”; here they must say the same as an accepted wording.")

_LIKE_HERE = ("", "Equivalence", "TextEquivalence", "TextInChoices")
_CLOSING = tuple(".,;:!?)。，；：！？）")


def choice_blanks(given: Given) -> Blanks | None:
    return _blanks(given, lambda response: _chosen(given, response))


def word_blanks(given: Given) -> Blanks | None:
    """Canvas accepts every label of such a blank, unless the label says that it is one of several to choose from."""

    def asked(response: Node) -> OneOf | Phrase | None:
        types = {label.get("answer_type") for label in response.deep("response_label")}
        if types & {"dropdown", "wordbank"}:
            return _chosen(given, response)
        return _accepted(given, response)

    return _blanks(given, asked)


def any_blanks(given: Given) -> Blanks | None:
    """Blanks that do not say what they are: labels that are spellings of one word are all accepted."""

    def asked(response: Node) -> OneOf | Phrase | None:
        spellings = {canonical(text) for _, text in given.options(response)}
        return _chosen(given, response) if len(spellings) > 1 else _accepted(given, response)

    return _blanks(given, asked)


def names_blanks(given: Given) -> bool:
    """Whether the text names its responses in brackets."""
    names = [[_blank_name(each), name_of(each, given.lose)] for each in given.responses]
    return bool(names) and all(_filled(given.prompt, each, "")[1] for each in names)


def _chosen(given: Given, response: Node) -> OneOf | None:
    return one_of(capped(given.weighed(response)), given.lose)


def _accepted(given: Given, response: Node) -> Phrase | None:
    name = response.get("ident")
    for label in response.deep("response_label"):
        if label.get("scoring_algorithm") not in _LIKE_HERE:
            given.lose(ALGORITHM, name=label.get("scoring_algorithm")[:40])
    answers = [
        Weighed(" ".join(text.split()), 100.0, given.feedback_on(name, ident))
        for ident, text in given.options(response) or _values_in(given, name)
    ]
    return phrase(answers, given.lose, given.explain)


def _blank_name(response: Node) -> str:
    return response.get("ident").removeprefix("response_")


def _blanks(given: Given, read: Callable[[Node], OneOf | Phrase | None]) -> Blanks | None:
    blanks: list[Blank] = []
    text = given.prompt.replace("{{", "{ {")
    for response in given.responses:
        asked = read(response)
        if asked is None:
            return None
        name = _blank_name(response)
        blanks.append(Blank(asked))
        text, is_there = _filled(text, [name, name_of(response, given.lose)], f"{{{{{len(blanks)}}}}}")
        if not is_there:
            given.lose(DRAG, name=name[:40])
            text += f" {{{{{len(blanks)}}}}}"
    given.prompt = ""
    return Blanks(text, tuple(blanks)) if blanks else None


def _filled(text: str, names: list[str], blank: str) -> tuple[str, bool]:
    for name in names:
        for spelled in (f"[{name}]", f"\\[{name}\\]"):
            if name and spelled in text:
                return text.replace(spelled, blank, 1), True
    return text, False


def stands_between_texts(given: Given) -> bool:
    """Whether there are several fields to fill in, or one that a text follows."""
    if not given.responses or not all(each.first("render_fib") for each in given.responses):
        return False
    pieces = list(_pieces(given.presentation, given))
    return len(given.responses) > 1 or isinstance(pieces[-1], str)


def fields(given: Given) -> Blanks | None:
    """Fields between texts as the blanks of one text."""
    if any(each.get("case").lower() == "yes" for each in given.item.deep("varequal")):
        given.lose(CASE_SENSITIVE)
    text, blanks, was_text = "", list[Blank](), False
    for piece in _pieces(given.presentation, given):
        if isinstance(piece, str):
            gap = "\n\n" if was_text else "" if piece.startswith(_CLOSING) or not text else " "
            text, was_text = f"{text}{gap}{piece.replace('{{', '{ {')}", True
            continue
        asked = _field(given, piece)
        if asked is None:
            return None
        blanks.append(Blank(asked))
        text, was_text = f"{text} {{{{{len(blanks)}}}}}".lstrip(), False
    given.prompt = ""
    return Blanks(text, tuple(blanks))


def _pieces(node: Node, given: Given) -> Iterator[str | Node]:
    """The texts and the responses in their order."""
    for each in node.children:
        if not isinstance(each, Node):
            continue
        if each.name in RESPONSES:
            yield from texts_in(each, given.lose)
            yield each
        elif each.name == "material":
            yield from (text for text in texts_in(each, given.lose) if text)
        else:
            yield from _pieces(each, given)


def _field(given: Given, response: Node) -> Phrase | Amount | None:
    """The values that are right in one field, whatever is asked beside it."""
    name = response.get("ident")
    answers = [Weighed(" ".join(value.split()), 100.0) for value, _ in _values_in(given, name)]
    if is_number_field(response):
        return amount([_exact(each) for each in answers], given.lose, given.explain)
    return phrase(answers, given.lose, given.explain)


def _values_in(given: Given, response: str) -> list[tuple[str, str]]:
    """The values that give points, each once, twice over: as its id and as its text."""
    values = [value for each in given.scores.scored for of, value in each.equal if of == response]
    return [(value, value) for value in dict.fromkeys(values)]


def _exact(each: Weighed) -> Weighed:
    number = number_in(each.text)
    return Weighed(each.text, each.percent, "", None if number is None else (number, number))

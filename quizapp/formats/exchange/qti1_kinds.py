"""Which reader reads an item of QTI 1.2: by the type that it names, or else by the shape of its responses."""

from quizapp.formats.exchange import qti1_answers, qti1_blanks
from quizapp.formats.exchange.qti1_answers import Given, Reader, is_number_field, options_of
from quizapp.formats.exchange.qti1_blackboard import has_matches, matches

BY_TYPE: dict[str, Reader] = {
    "multiple_choice_question": qti1_answers.one,
    "cc.multiple_choice.v0p1": qti1_answers.one,
    "multiple_answers_question": qti1_answers.several,
    "cc.multiple_response.v0p1": qti1_answers.several,
    "true_false_question": qti1_answers.verdict,
    "cc.true_false.v0p1": qti1_answers.verdict,
    "short_answer_question": qti1_answers.words,
    "cc.fib.v0p1": qti1_answers.words,
    "cc.pattern_match.v0p1": qti1_answers.words,
    "fill_in_multiple_blanks_question": qti1_blanks.word_blanks,
    "multiple_dropdowns_question": qti1_blanks.choice_blanks,
    "matching_question": qti1_answers.pairs,
    "numerical_question": qti1_answers.number,
    "calculated_question": qti1_answers.formula,
    "ordering_question": qti1_answers.order,
    "essay_question": qti1_answers.essay,
    "cc.essay.v0p1": qti1_answers.essay,
}
_NOT_HERE = ("file_upload_question", "categorization_question", "hot_spot_question", "hot-spot_question")
_OWN_TEXT = (
    qti1_answers.one, qti1_answers.several, qti1_answers.verdict, qti1_answers.words, qti1_answers.number,
    qti1_answers.essay, qti1_answers.order,
)  # fmt: skip


def reader_of(kind: str, given: Given) -> Reader | None:
    """The reader of an item of this type; None if it has no counterpart."""
    if kind in _NOT_HERE:
        return None
    reader = BY_TYPE.get(kind)
    if (reader is None or reader is qti1_answers.words) and qti1_blanks.stands_between_texts(given):
        return qti1_blanks.fields
    reader = reader or _by_shape(given)
    if reader in _OWN_TEXT:  # its only response may have a text of its own
        given.prompt = qti1_answers.with_texts_beside(given)
    return reader


def _by_shape(given: Given) -> Reader | None:
    responses = given.responses
    if not responses or any(given.presentation.deep("render_hotspot", "render_slider")):
        return None
    if has_matches(given.presentation):
        return matches
    first = responses[0]
    if first.name != "response_lid":
        if is_number_field(first):
            return qti1_answers.number
        has_key = any(each.equal for each in given.scores.scored)
        return qti1_answers.words if has_key else qti1_answers.essay
    if first.get("rcardinality") == "Ordered":
        return qti1_answers.order
    if qti1_blanks.names_blanks(given):
        return qti1_blanks.any_blanks
    if len(responses) > 1:
        return qti1_answers.pairs
    if first.get("rcardinality") == "Multiple":
        return qti1_answers.several
    texts = [text.lower() for _, text in options_of(first, given.lose)]
    return qti1_answers.verdict if qti1_answers.are_verdicts(texts) else qti1_answers.one

"""Which texts of a question need evidence: what it says, and not what it asks or offers for choice."""

import pytest

from quizapp.bank.checking.evidence_problems import is_asserted

QUESTION = {
    "prompt": {"en": "Gradients explode."},
    "items": [
        {
            "prompt": {"en": "The loss of this network rises to 1e5."},
            "explanation": {"en": "The update is too large."},
            "options": [
                {"text": {"en": "It overflows"}, "correct": True, "feedback": {"en": "It overflows."}},
                {"text": {"en": "It vanishes"}, "correct": False, "feedback": {"en": "It does not vanish."}},
                {"text": {"en": "It depends on the draw"}, "correct": "= measured"},
            ],
            "outcomes": [{"text": {"en": "It overflows"}, "feedback": {"en": "It is finite."}}],
            "left": [{"text": {"en": "The gradient grows"}, "feedback": {"en": "It grows at once."}}],
            "points": [{"text": {"en": "Gradients grow"}, "follow_up": {"en": "How fast do they grow?"}}],
        }
    ],
}


@pytest.mark.parametrize(
    "field",
    [
        "items.0.explanation",
        "items.0.options.0.text",
        "items.0.options.1.feedback",
        "items.0.left.0.feedback",
        "items.0.points.0.text",
    ],
)
def test_explanations_feedback_and_right_options_need_evidence(field: str) -> None:
    assert is_asserted(f"{field}.en", QUESTION)


@pytest.mark.parametrize("field", ["prompt", "items.0.prompt", "items.0.points.0.follow_up"])
def test_a_situation_or_a_question_asserts_nothing(field: str) -> None:
    assert not is_asserted(f"{field}.en", QUESTION)


@pytest.mark.parametrize(
    "field",
    ["items.0.options.1.text", "items.0.options.2.text", "items.0.outcomes.0.text", "items.0.left.0.text"],
)
def test_a_text_offered_for_choice_asserts_nothing_unless_it_is_always_right(field: str) -> None:
    assert not is_asserted(f"{field}.en", QUESTION)

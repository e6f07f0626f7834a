"""A question that has evidence needs it for every sentence and for every what-if run."""

from dataclasses import replace

from quizapp.bank.checking.empirical import Sentence
from quizapp.bank.checking.evidence_problems import Coverage, problems_of_coverage

COMPLETE = Coverage("questions/a-question", has_evidence=True, sentences=1, uncovered=(), what_if_runs=2)


def test_a_question_with_complete_evidence_is_accepted() -> None:
    assert not list(problems_of_coverage([COMPLETE]))


def test_a_sentence_without_evidence_is_refused() -> None:
    sentence = Sentence("items.0.explanation.en", "en", "The network overflows.")
    (problem,) = problems_of_coverage([replace(COMPLETE, uncovered=(sentence,))])
    assert str(problem).startswith("questions/a-question.yaml: items.0.explanation.en: This says")


def test_a_what_if_run_that_nothing_refutes_is_refused() -> None:
    found = replace(COMPLETE, unrefuted=(("an-exercise", "an-option"),))
    assert found.refuted == 1
    (problem,) = problems_of_coverage([found])
    assert str(problem) == (
        "questions/a-question.yaml: an-exercise: "
        "The what-if run of the option “an-option” needs evidence that refutes it."
    )


def test_a_question_without_any_evidence_is_not_refused_yet() -> None:
    assert not list(problems_of_coverage([replace(COMPLETE, has_evidence=False, unrefuted=(("a", "b"),))]))

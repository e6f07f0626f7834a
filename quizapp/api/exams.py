from typing import Any

from quizapp.api.exam_documents import exam_shown, result_shown, saved_shown, sitting_shown
from quizapp.api.exam_schemas import (
    ExamAnswerBody,
    ExamAnswerPath,
    ExamAnswerSaved,
    ExamBody,
    ExamList,
    ExamPath,
    ExamResult,
    ExamShown,
    SittingPath,
    SittingShown,
)
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import LanguageQuery
from quizapp.domain.exams.rules import ExamRules, FixedSet
from quizapp.errors import ExamNotOver
from quizapp.http.extensions import db, variant_signer
from quizapp.http.identity import current_account, current_learner, find_current_learner
from quizapp.models import ExamSitting
from quizapp.services import exam_answers, exam_grading, exam_sittings, exams, question_bank
from quizapp.services.claims import claims_named
from quizapp.services.roles import require_instructor

blueprint = api_blueprint("exams", "Exams")


@blueprint.get("/exams", responses=responses({200: ExamList}))
def list_exams(query: LanguageQuery) -> dict[str, Any]:
    """The exams that I made, can take, or have taken, newest first, with my sittings."""
    learner = find_current_learner()
    if learner is not None:
        exam_sittings.close_over(db.session, learner)
    found = exams.list_exams(db.session, learner)
    return ExamList(exams=[exam_shown(standing) for standing in found]).model_dump(mode="json")


@blueprint.post("/exams", responses=responses({201: ExamShown}, 403))
def create_exam(query: LanguageQuery, body: ExamBody) -> tuple[dict[str, Any], int]:
    """Make an exam of a fixed set of exercises, or of a set that is drawn at each start."""
    if body.is_shared:
        require_instructor(current_account())
    drawn = exams.mock_selection(body.topics, body.levels, body.count)
    rules = ExamRules(
        selection=FixedSet(items=tuple(body.items)) if body.items else drawn,
        minutes=body.minutes,
        attempts=body.attempts,
        grace_seconds=body.grace_seconds,
    )
    learner = current_learner()
    exam = exams.create_exam(db.session, learner, body.title, rules, is_shared=body.is_shared)
    return exam_shown(exams.get_exam(db.session, learner, exam.public_id)).model_dump(mode="json"), 201


@blueprint.get("/exams/<exam>", responses=responses({200: ExamShown}))
def get_exam(path: ExamPath, query: LanguageQuery) -> dict[str, Any]:
    """An exam with my sittings."""
    standing = exams.get_exam(db.session, find_current_learner(), path.exam)
    return exam_shown(standing).model_dump(mode="json")


@blueprint.post("/exams/<exam>/sittings", responses=responses({201: SittingShown, 200: SittingShown}, 409))
def start_sitting(path: ExamPath, query: LanguageQuery) -> tuple[dict[str, Any], int]:
    """Start the exam: its variants are drawn, and its time runs. 200 continues a sitting that is open."""
    begun = exam_sittings.start_sitting(db.session, current_learner(), path.exam, variant_signer())
    return _shown(begun.sitting), 201 if begun.is_new else 200


@blueprint.get("/exams/sittings/<sitting>", responses=responses({200: SittingShown}))
def get_sitting(path: SittingPath, query: LanguageQuery) -> dict[str, Any]:
    """A sitting with its exercises, what is saved of each answer, and the time that is left."""
    return _shown(exam_sittings.get_sitting(db.session, find_current_learner(), path.sitting))


@blueprint.put(
    "/exams/sittings/<sitting>/answers/<int:position>", responses=responses({200: ExamAnswerSaved}, 409)
)
def save_answer(path: ExamAnswerPath, query: LanguageQuery, body: ExamAnswerBody) -> dict[str, Any]:
    """Save an answer, as often as you like. 409 once the sitting has ended or its grace period is over."""
    typed = exam_answers.Typed(**body.model_dump())
    learner = find_current_learner()
    saved = exam_answers.save_answer(db.session, learner, path.sitting, path.position, typed)
    asked = exam_grading.item_of_sitting(db.session, saved.sitting, path.position)
    problem = exam_grading.unreadable_part(db.session, asked)
    return saved_shown(saved, problem).model_dump(mode="json")


@blueprint.post("/exams/sittings/<sitting>/submit", responses=responses({200: ExamResult}))
def submit_sitting(path: SittingPath, query: LanguageQuery) -> dict[str, Any]:
    """End the sitting and grade it. Once it has ended, this changes nothing."""
    return _result(exam_sittings.submit_sitting(db.session, find_current_learner(), path.sitting))


@blueprint.get("/exams/sittings/<sitting>/result", responses=responses({200: ExamResult}, 409))
def get_result(path: SittingPath, query: LanguageQuery) -> dict[str, Any]:
    """The scores, with feedback and explanations, once the sitting has ended."""
    sitting = exam_sittings.get_sitting(db.session, find_current_learner(), path.sitting)
    if sitting.ended_at is None:
        raise ExamNotOver
    return _result(sitting)


def _shown(sitting: ExamSitting) -> dict[str, Any]:
    is_open = sitting.ended_at is None
    asked = exam_grading.items_of_sitting(db.session, sitting) if is_open else []
    scenarios = question_bank.scenarios_named(db.session, (each.drawn.item.scenario.slug for each in asked))
    return sitting_shown(sitting, asked, scenarios).model_dump(mode="json")


def _result(sitting: ExamSitting) -> dict[str, Any]:
    exam_grading.grade_sitting(db.session, sitting)
    found = exam_grading.results_of_sitting(db.session, sitting)
    drawn = [each.asked.drawn.item for each in found]
    scenarios = question_bank.scenarios_named(db.session, (item.scenario.slug for item in drawn))
    known = claims_named(db.session, (slug for item in drawn for slug in item.claims))
    return result_shown(sitting, found, scenarios, known).model_dump(mode="json")

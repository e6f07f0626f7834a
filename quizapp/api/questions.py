from typing import Any

from quizapp.api.documents import question_shown, question_summary, variant_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import (
    ItemPath,
    LanguageQuery,
    QuestionList,
    QuestionPath,
    QuestionShown,
    QuestionsQuery,
    VariantShown,
)
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner, variant_source
from quizapp.services import practice, question_bank
from quizapp.services.claims import claims_of_question
from quizapp.services.variants import draw_item

blueprint = api_blueprint("questions", "Questions")


@blueprint.get("/questions", responses=responses({200: QuestionList}))
def list_questions(query: QuestionsQuery) -> dict[str, Any]:
    """The published questions, in order."""
    found = question_bank.list_questions(db.session, query.topic, query.q)
    return QuestionList(questions=[question_summary(published) for published in found]).model_dump()


@blueprint.get("/questions/<slug>", responses=responses({200: QuestionShown}))
def get_question(path: QuestionPath, query: LanguageQuery) -> dict[str, Any]:
    """A question with its items. No key, feedback or model answer before an answer."""
    published = question_bank.get_question(db.session, path.slug)
    standings = practice.standings(db.session, find_current_learner(), [published.question])
    items = published.question.items
    scenarios = question_bank.scenarios_named(db.session, (each.scenario.slug for each in items))
    claims = claims_of_question(db.session, published.question)
    return question_shown(published, standings, scenarios, claims, variant_source()).model_dump()


@blueprint.post("/items/<item>/variants", responses=responses({201: VariantShown}, 409))
def draw_variant(path: ItemPath, query: LanguageQuery) -> tuple[dict[str, Any], int]:
    """A fresh variant of an item, for you alone. Send its name with the answer, once, within 30 days."""
    found = question_bank.get_item(db.session, path.item)
    variant = variant_source().fresh(found.published.version_number, path.item)
    drawn = draw_item(found.item, variant.seed)
    scenario = question_bank.get_scenario(db.session, drawn.item.scenario.slug)
    return variant_shown(found, drawn, variant, scenario).model_dump(), 201

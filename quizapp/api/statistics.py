from typing import Any

from quizapp.api.problems import api_blueprint, responses
from quizapp.api.regrade_schemas import AuthoredQuestionPath
from quizapp.api.schemas import LanguageQuery
from quizapp.api.statistics_schemas import BankStatistics, QuestionStatistics, StatisticsQuery
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.models import ClassRole
from quizapp.presentation.language import current_language
from quizapp.services import item_statistics
from quizapp.services.author_documents import bank_statistics_document, statistics_document
from quizapp.services.classes import membership

blueprint = api_blueprint("statistics", "Statistics")


@blueprint.get("/author/statistics", responses=responses({200: BankStatistics}, 403))
def list_statistics(query: LanguageQuery) -> dict[str, Any]:
    """What is worth a look at each published question. Only for instructors, like everything here."""
    found = item_statistics.statistics_of_bank(db.session, require_account())
    return BankStatistics(questions=bank_statistics_document(found)).model_dump(mode="json")


@blueprint.get("/author/questions/<slug>/statistics", responses=responses({200: QuestionStatistics}, 403))
def get_statistics(path: AuthoredQuestionPath, query: StatisticsQuery) -> dict[str, Any]:
    """First answers to each item of a question, by variant where its variables are drawn."""
    account = require_account()
    seat = (
        membership.get_seat(db.session, account, query.class_id, ClassRole.ASSISTANT)
        if query.class_id
        else None
    )
    found = item_statistics.statistics_of_question(db.session, account, path.slug, seat)
    document = statistics_document(path.slug, found, current_language())
    return QuestionStatistics.model_validate(document).model_dump(mode="json")

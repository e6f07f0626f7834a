from typing import Any

from quizapp.api.documents import scenario_shown, scenario_summary
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import LanguageQuery, ScenarioList, ScenarioPath, ScenarioShown
from quizapp.http.extensions import db
from quizapp.services import question_bank

blueprint = api_blueprint("scenarios", "Scenarios")


@blueprint.get("/scenarios", responses=responses({200: ScenarioList}))
def list_scenarios(query: LanguageQuery) -> dict[str, Any]:
    """The scenarios of the lab."""
    found = question_bank.list_scenarios(db.session)
    return ScenarioList(scenarios=[scenario_summary(scenario) for scenario in found]).model_dump()


@blueprint.get("/scenarios/<slug>", responses=responses({200: ScenarioShown}))
def get_scenario(path: ScenarioPath, query: LanguageQuery) -> dict[str, Any]:
    """A scenario with its knobs and both experiments."""
    return scenario_shown(question_bank.get_scenario(db.session, path.slug)).model_dump(mode="json")

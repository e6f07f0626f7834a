"""Look inside: one forward and backward pass, every array with its numbers, axes, and equation."""

from typing import Any

from quizapp.api.inside_schemas import InsideQuery, InsideRequest, InsideShown, SizeShown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.run_schemas import RunPath
from quizapp.api.schemas import LanguageQuery
from quizapp.domain.experiments.inside import Inside
from quizapp.http.extensions import db, limiter, runs_per_minute
from quizapp.services import inside

blueprint = api_blueprint("inside", "Runs")


@blueprint.post("/inside", responses=responses({200: InsideShown}))
@limiter.limit(runs_per_minute)
def step_inside(query: LanguageQuery, body: InsideRequest) -> dict[str, Any]:
    """One forward and backward pass of an experiment, made small enough to read; only sizes are changed."""
    return _shown(inside.inside_of(body.experiment, body.when, body.sample))


@blueprint.get("/runs/<run>/inside", responses=responses({200: InsideShown}))
@limiter.limit(runs_per_minute)
def step_inside_run(path: RunPath, query: InsideQuery) -> dict[str, Any]:
    """The same for one experiment of a run, before or after training the small network."""
    return _shown(inside.inside_of_run(db.session, path.run, query.experiment, query.when, query.sample))


def _shown(found: Inside) -> dict[str, object]:
    return InsideShown(
        experiment=found.experiment,
        made_small=[
            SizeShown(setting=change.path, was=change.was, now=change.now) for change in found.changes
        ],
        when=found.when,
        has_blown_up=found.has_blown_up,
        **found.walk.to_json(),
    ).model_dump(mode="json")

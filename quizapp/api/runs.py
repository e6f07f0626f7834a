"""Simulations: request one, follow it live, fetch its results."""

import io
import json
import math
from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request, send_file

import simulator
from quizapp.api.documents import computed_by_shown, cost_shown, run_shown
from quizapp.api.events import event_stream, events_so_far
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.result_schemas import (
    EventList,
    OutcomeList,
    PredictionShown,
    RunOutcomeShown,
    TraceList,
    UnrolledList,
    UnrolledPair,
    UnrolledShown,
)
from quizapp.api.run_schemas import (
    AfterQuery,
    EstimateShown,
    ExperimentQuery,
    LastEventHeader,
    RunPath,
    RunRequest,
    RunShown,
    ScriptQuery,
)
from quizapp.api.schemas import LanguageQuery
from quizapp.domain.experiments.costs import total_cost
from quizapp.formats.notebooks import notebook
from quizapp.formats.run_files import commented, csv_of, json_of
from quizapp.http.addresses import wheel_address
from quizapp.http.extensions import db, has_own_workers, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import (
    current_account,
    current_learner,
    find_current_learner,
    is_only_a_visitor,
    requester_key,
)
from quizapp.models import Run, RunDetail, RunStatus
from quizapp.presentation.runs import arm_labels, file_stem, notebook_heading, script_heading
from quizapp.services import run_queue, run_results, runs
from quizapp.services.surveys import list_outcomes, seconds_left_of

blueprint = api_blueprint("runs", "Runs")

CSV = {"description": "One row for each update", "content": {"text/csv": {"schema": {"type": "string"}}}}
NPZ = {
    "description": "NumPy arrays",
    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
}
SCRIPT = {"description": "Python", "content": {"text/x-python": {"schema": {"type": "string"}}}}
NOTEBOOK = {
    "description": "nbformat 4.5",
    "content": {"application/x-ipynb+json": {"schema": {"type": "object"}}},
}
EVENTS = {
    "description": "Events: frame, result, end; outcomes instead of the first two if only these were requested. "
    "Between them, without an id, standing: the status, and the position in the queue. At least one event every 15 "
    "seconds. Their data are the documents FrameEvent, ResultEvent, EndEvent, OutcomesEvent, TalliesEvent, and "
    "StandingEvent",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@blueprint.post("/runs", responses=responses({200: RunShown, 202: RunShown}))
@limiter.limit(runs_per_minute)
def create_run(query: LanguageQuery, body: RunRequest) -> tuple[dict[str, Any], int]:
    """Request a run of a scenario or of experiments; 200 if it already exists or was requested before."""
    is_known = current_account() is not None or (request.cookies and not is_only_a_visitor())
    learner = current_learner() if is_known else find_current_learner()
    if body.scenario is not None:
        requested = runs.request_scenario_run(
            db.session, runner(), run_limits(), body.scenario, dict(body.knobs), learner, requester_key()
        )
    else:
        requested = runs.request_run(
            db.session,
            runner(),
            run_limits(),
            body.experiments or [],
            learner,
            detail=RunDetail(body.detail),
            requester=requester_key(),
        )
    return _shown(requested.run), 200 if requested.was_stored else 202


@blueprint.post("/costs", responses=responses({200: EstimateShown}))
def estimate_run(query: LanguageQuery, body: RunRequest) -> dict[str, Any]:
    """The estimated cost of a run on this server. Nothing is computed, and no limit is checked."""
    if body.scenario is not None:
        experiments: Sequence[simulator.Experiment] = runs.experiments_of(
            db.session, body.scenario, dict(body.knobs)
        )
    else:
        experiments = body.experiments or []
    stored = runs.find_run(db.session, runs.run_id_of(experiments, RunDetail(body.detail)))
    is_finished = stored is not None and stored.status is RunStatus.FINISHED
    cost = cost_shown(total_cost(experiments)).model_dump()
    return EstimateShown(**cost, run=stored.run_id if stored and is_finished else None).model_dump()


@blueprint.get("/runs/<run>", responses=responses({200: RunShown}))
def get_run(path: RunPath, query: LanguageQuery) -> dict[str, Any]:
    """The status of a run."""
    run = runs.get_run(db.session, path.run)
    runs.note_use(db.session, run, find_current_learner(), requester_key())
    return _shown(run)


@blueprint.delete("/runs/<run>", responses=responses({200: RunShown}, 403))
def cancel_run(path: RunPath, query: LanguageQuery) -> dict[str, Any]:
    """Stop a run that you requested. A run that is over stays as it is."""
    cancelled = runs.cancel_run(
        db.session, runner(), path.run, find_current_learner(), current_account(), requester_key()
    )
    return _shown(cancelled)


@blueprint.get("/runs/<run>/events", responses=responses({200: EVENTS}, 503))
def follow_run(path: RunPath, query: AfterQuery, header: LastEventHeader) -> Response:
    """The events of the run from its beginning, or after Last-Event-ID (or `after`), until it is over."""
    return event_stream(path.run, header.last_event_id or query.after)


@blueprint.get("/runs/<run>/events/so-far", responses=responses({200: EventList}))
def get_events_so_far(path: RunPath, query: AfterQuery) -> Response:
    """The same events as a list, for clients that cannot hold a stream: ask again after the last event seen."""
    found = EventList(**events_so_far(path.run, query.after))
    response = jsonify(found.model_dump())
    if found.status == "finished":  # it stays as it is
        response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@blueprint.get("/runs/<run>/outcomes", responses=responses({200: OutcomeList}))
def get_outcomes(path: RunPath, query: LanguageQuery) -> dict[str, Any]:
    """The outcome of each experiment of a run requested with the detail `outcomes`, as far as known."""
    run = runs.get_run(db.session, path.run)
    found = list_outcomes(db.session, run)
    shown = [
        RunOutcomeShown(
            experiment=position,
            code=outcome.code,
            level=outcome.level if math.isfinite(outcome.level) else None,
            first_nonfinite_step=outcome.first_nonfinite_step,
        )
        for position, outcome in sorted(found.items())
    ]
    computed_by = computed_by_shown(run.provenance)
    return OutcomeList(run=path.run, outcomes=shown, computed_by=computed_by).model_dump()


@blueprint.get("/runs/<run>/trace", responses=responses({200: TraceList}, 409))
@blueprint.get("/runs/<run>/trace.json", responses=responses({200: TraceList}, 409))
def get_trace(path: RunPath, query: LanguageQuery) -> Response:
    """Everything the run recorded, as JSON; null stands for a number that was not finite."""
    traces = run_results.get_stored_traces(db.session, path.run)
    return Response(json_of(path.run, traces), mimetype="application/json")


@blueprint.get("/runs/<run>/trace.csv", responses=responses({200: CSV}, 409))
def get_trace_csv(path: RunPath, query: ExperimentQuery) -> Response:
    """The records of one experiment of the run, one row per update; the last column is the computing environment."""
    trace = run_results.get_trace(db.session, path.run, query.experiment)
    return Response(csv_of(trace), mimetype="text/csv")


@blueprint.get("/runs/<run>/trace.npz", responses=responses({200: NPZ}, 409))
def get_trace_npz(path: RunPath, query: ExperimentQuery) -> Response:
    """The records of one experiment of the run, as NumPy arrays."""
    trace = run_results.get_trace(db.session, path.run, query.experiment)
    name = f"{_stem(path.run)}-{query.experiment + 1}.npz"
    return send_file(
        io.BytesIO(trace.to_npz()), mimetype="application/zip", as_attachment=True, download_name=name
    )


@blueprint.get("/runs/<run>/unrolled", responses=responses({200: UnrolledList}, 409))
def get_unrolled(path: RunPath, query: LanguageQuery) -> dict[str, Any]:
    """Each recurrent network of the run unrolled over one sequence: every input, state, output, and shape."""
    pairs = run_results.get_unrolled(db.session, path.run)
    shown = [
        UnrolledPair(before=UnrolledShown(**before.to_json()), after=UnrolledShown(**after.to_json()))
        for before, after in pairs
    ]
    return UnrolledList(run=path.run, experiments=shown).model_dump()


@blueprint.get("/runs/<run>/prediction", responses=responses({200: PredictionShown}))
def get_prediction(path: RunPath, query: ExperimentQuery) -> dict[str, Any]:
    """What theory predicts for the first gradient of one experiment, across layers or time steps."""
    experiment = runs.entry_at(runs.experiments_of_run(db.session, path.run), query.experiment)
    profile = simulator.gradient_profile(experiment)
    return PredictionShown(
        run=path.run,
        experiment=query.experiment,
        column=profile.column if profile else None,
        relative=profile.relative.tolist() if profile else [],
    ).model_dump()


@blueprint.get("/runs/<run>/script.py", responses=responses({200: SCRIPT}))
def get_script(path: RunPath, query: ScriptQuery) -> Response:
    """The same experiment as a short script in PyTorch or Keras."""
    run = runs.get_run(db.session, path.run)
    experiment = runs.entry_at(runs.experiments_of_run(db.session, path.run), query.experiment)
    write = simulator.to_keras if query.framework == "keras" else simulator.to_pytorch
    name = f"{_stem(path.run)}-{query.experiment + 1}-{query.framework}.py"
    script = commented(write(experiment), script_heading(run.run_id, run.provenance))
    return _as_file(script, "text/x-python", name)


@blueprint.get("/runs/<run>/notebook.ipynb", responses=responses({200: NOTEBOOK}))
def get_notebook(path: RunPath, query: LanguageQuery) -> Response:
    """A notebook that runs the experiments again and draws their curves."""
    run = runs.get_run(db.session, path.run)
    labels = arm_labels(runs.find_scenario_of(db.session, run), len(run.experiments))
    experiments = dict(zip(labels, runs.experiments_of_run(db.session, path.run), strict=True))
    heading = notebook_heading(run.run_id, run.simulator_version, run.provenance)
    document = notebook(heading, experiments, run.provenance, wheel_address())
    return _as_file(
        json.dumps(document, ensure_ascii=False, indent=1),
        "application/x-ipynb+json",
        f"{_stem(path.run)}.ipynb",
    )


def _shown(run: Run) -> dict[str, Any]:
    place = run_queue.find_place(db.session, run, has_own_workers=has_own_workers())
    return run_shown(run, place, seconds_left_of(db.session, run)).model_dump(mode="json")


def _stem(run_id: str) -> str:
    run = runs.get_run(db.session, run_id)
    return file_stem(run_id, run.scenario_slug, runs.experiments_of_run(db.session, run_id))


def _as_file(text: str, mimetype: str, name: str) -> Response:
    return send_file(io.BytesIO(text.encode()), mimetype=mimetype, as_attachment=True, download_name=name)

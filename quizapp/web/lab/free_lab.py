"""The free lab: two custom experiments, from the form of all settings or from a pasted document."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import simulator
from quizapp.http.extensions import db, limiter, run_limits, runner, runs_per_minute
from quizapp.http.identity import current_learner, requester_key, welcome_starter
from quizapp.presentation.runs import arm_labels
from quizapp.services import runs
from quizapp.web.lab.experiment_documents import ReadDocument, read_document
from quizapp.web.lab.run_presenter import free_lab_config
from quizapp.web.lab.settings_presenter import SettingsForm, form_of_experiments, settings_form, texts_in
from simulator.paths import Document

blueprint = Blueprint("free_lab", __name__, template_folder="templates", url_prefix="/lab")

FIRST = simulator.Experiment.model_validate(
    {
        "network": {"kind": "rnn", "init": {"recurrent_gain": 2.0}},
        "task": {"kind": "adding", "length": 30},
        "optimizer": {"kind": "sgd", "learning_rate": 0.1},
    }
)


@blueprint.get("/new")
def new() -> str:
    """The form, filled in from a run, from a scenario, or with a network whose gradients will explode."""
    welcome_starter()
    labels, experiments = _labels(), _first_pair()
    if run_id := request.args.get("from"):
        run = runs.get_run(db.session, run_id)
        experiments = runs.experiments_of_run(db.session, run_id)[:2]
        if len(experiments) == 2:
            labels = arm_labels(runs.find_scenario_of(db.session, run), len(run.experiments))[:2]
    elif slug := request.args.get("scenario"):
        experiments = list(runs.experiments_of(db.session, slug, {}))
    documents = [experiments[0].model_dump(mode="json"), experiments[-1].model_dump(mode="json")]
    return _page(form_of_experiments(labels, documents))


@blueprint.post("/new")
@limiter.limit(runs_per_minute)
def run() -> Response | str | tuple[str, int]:
    """Run the two experiments of the form, or show them if requested or if something is wrong."""
    if "document" in request.form:
        return _imported(read_document(_pasted()))
    form = _form_sent()
    if "show" in request.form or not form.experiments:
        return _page(form) if "show" in request.form else (_page(form), 422)
    requested = runs.request_run(
        db.session,
        runner(),
        run_limits(),
        form.experiments,
        current_learner(),
        requester=requester_key(),
    )
    return redirect(url_for("lab.run", run_id=requested.run.run_id), 303)


@blueprint.post("/settings")
def settings() -> str:
    """The form again, with the fields that belong to its current choices."""
    return render_template("lab/_settings_fields.html", settings=_form_sent())


def _imported(read: ReadDocument) -> str | tuple[str, int]:
    if read.experiments:
        documents: list[Document] = [each.model_dump(mode="json") for each in read.experiments]
        return _page(form_of_experiments(_labels(), [documents[0], documents[-1]]))
    documents = [each.model_dump(mode="json") for each in _first_pair()]
    return _page(form_of_experiments(_labels(), documents), read), 422


def _form_sent() -> SettingsForm:
    return settings_form(request.form.getlist("label") or _labels(), texts_in(request.form))


def _pasted() -> str:
    """The chosen file, otherwise the text of the field."""
    file = request.files.get("file")
    return (file.read().decode("utf-8", "replace") if file else "") or request.form["document"]


def _first_pair() -> list[simulator.Experiment]:
    clipped = {**FIRST.model_dump(mode="json"), "clip": {"kind": "norm", "threshold": 1.0}}
    return [FIRST, simulator.Experiment.model_validate(clipped)]


def _labels() -> Sequence[str]:
    return [gettext("Baseline"), gettext("Modified")]


def _page(form: SettingsForm, read: ReadDocument | None = None) -> str:
    experiments = form.experiments or tuple(_first_pair())
    return render_template(
        "lab/new.html", settings=form, read=read, lab=free_lab_config(experiments, form.labels)
    )

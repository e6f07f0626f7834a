"""Live sessions for those who teach: make one, show it on the projector, lead it from a phone, and look back."""

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.db.tables import now
from quizapp.domain.classes.live import Phase, should_discuss
from quizapp.errors import N_, Invalid, Problem
from quizapp.http.extensions import db, variant_signer
from quizapp.http.identity import require_account
from quizapp.models import ClassRole, LiveSession
from quizapp.services.claims import claims_named
from quizapp.services.classes import (
    assignments,
    live,
    live_answers,
    live_results,
    live_runs,
    live_steps,
    membership,
)
from quizapp.services.classes.membership import Seat
from quizapp.services.published_bank import published_bank
from quizapp.services.question_bank import get_scenario
from quizapp.web.classes.presenter import clock_of
from quizapp.web.exams.presenter import fixed_choices, table_of_counts
from quizapp.web.live import presenter
from quizapp.web.live.live_form import live_in, shown_values
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("live", __name__, url_prefix="/classes/<class_id>/live", template_folder="templates")

VIEWS = ("projector", "remote")


@blueprint.get("")
def index(class_id: str) -> str:
    seat = _seat(class_id, ClassRole.ASSISTANT)
    return render_template(
        "live/index.html", seat=seat, sessions=live.list_live(db.session, seat), clock=clock_of(seat)
    )


@blueprint.get("/new")
def new(class_id: str) -> str:
    """Query: title and item, to begin with these exercises; assignment, to ask what it asks."""
    return _form_page((), class_id)


def _form_page(problems: Problems, class_id: str) -> str:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    bank = published_bank(db.session)
    counts = table_of_counts(bank)
    sent = request.form if request.method == "POST" else None
    return render_template(
        "live/new.html",
        seat=seat,
        counts=counts,
        choices=fixed_choices(bank),
        choices_of_assignments=[
            (each.public_id, each.title)
            for each in assignments.list_assignments(db.session, seat)
            if assignments.rules_of(each).work.kind != "oncall"
        ],
        values=shown_values(sent, request.args, counts),
        errors=said_by_field(problems),
    )


@blueprint.post("")
@shown_again_by(_form_page)
def create(class_id: str) -> Response:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    form = request.form
    if form.get("selection") == "assignment":
        if not form.get("assignment"):
            raise Invalid([Problem("assignment", N_("Choose an assignment."))])
        selection = live.selection_of_assignment(db.session, seat, form.get("assignment", ""))
        wished = live_in(form, selection)
    else:
        wished = live_in(form)
    made = live.create_live(
        db.session,
        seat,
        wished.title,
        wished.selection,
        is_same_for_all=wished.is_same_for_all,
        round_seconds=wished.round_seconds,
    )
    return redirect(url_for(".projector", class_id=class_id, live_id=made.public_id), 303)


@blueprint.get("/<live_id>")
def show(class_id: str, live_id: str) -> str:
    """What came of it: by exercise, how many were right before and after a discussion."""
    seat = _seat(class_id, ClassRole.ASSISTANT)
    found = live.get_live(db.session, seat, live_id)
    summary = live_results.summary_of(db.session, variant_signer(), found)
    claims = claims_named(db.session, (slug for each in summary for slug in each.asked.drawn.item.claims))
    return render_template(
        "live/summary.html",
        seat=seat,
        live=found,
        lines=[
            {
                "summary": each,
                "item": each.asked.drawn.item,
                "question": each.asked.published.published.question,
                "bars": presenter.bar_lines(each.asked, each.tally),
                "claims": [claims[slug] for slug in each.asked.drawn.item.claims if slug in claims],
            }
            for each in summary
        ],
        joined=live.count_participants(db.session, found),
        clock=clock_of(seat),
    )


@blueprint.get("/<live_id>/projector")
def projector(class_id: str, live_id: str) -> str:
    return _page("projector", class_id, live_id)


@blueprint.get("/<live_id>/remote")
def remote(class_id: str, live_id: str) -> str:
    return _page("remote", class_id, live_id)


@blueprint.get("/<live_id>/stage")
def stage(class_id: str, live_id: str) -> str:
    """The part of the page that changes. Query: view."""
    seat = _seat(class_id, ClassRole.ASSISTANT)
    found = live.get_live(db.session, seat, live_id)
    return render_template(
        f"live/_{_view_in(request.args)}.html", **_shown(seat, found, _view_in(request.args))
    )


@blueprint.get("/<live_id>/state")
def state(class_id: str, live_id: str) -> Response:
    """What the page asks for again and again."""
    found = live.get_live(db.session, _seat(class_id, ClassRole.ASSISTANT), live_id)
    return jsonify(_state(found))


@blueprint.post("/<live_id>/step")
def step(class_id: str, live_id: str) -> Response | str:
    """Fields: action, revision, run, view."""
    form, seat = request.form, _seat(class_id, ClassRole.INSTRUCTOR)
    view = _view_in(form)
    found = live_steps.act(
        db.session,
        seat,
        live_id,
        form.get("action", ""),
        form.get("revision", -1, type=int),
        form.get("run") or None,
    )
    live_answers.settle_answers(db.session, found)
    if "HX-Request" in request.headers:
        return render_template(f"live/_{view}.html", **_shown(seat, found, view))
    return redirect(url_for(f".{view}", class_id=class_id, live_id=live_id), 303)


def _page(view: str, class_id: str, live_id: str) -> str:
    seat = _seat(class_id, ClassRole.INSTRUCTOR)
    found = live.get_live(db.session, seat, live_id)
    return render_template(f"live/{view}.html", **_shown(seat, found, view))


def _shown(seat: Seat, found: LiveSession, view: str) -> dict[str, Any]:
    """The remote shows to those who teach what the projector does not show yet."""
    now_on = found.stage.at(now())
    live_item = live.current_item(found)
    address = presenter.join_address(found)
    shown: dict[str, Any] = {
        "seat": seat,
        "live": found,
        "stage": now_on,
        "view": view,
        "version": presenter.version_of(found, now_on),
        "seconds_left": presenter.seconds_left(now_on),
        "steps": presenter.steps_of(found, now_on),
        "joined": live.count_participants(db.session, found),
        "address": address,
        "qr": presenter.qr_code(address),
        "card": None,
        "tally": None,
    }
    if live_item is None:
        return shown
    asked = live.asked_live(db.session, variant_signer(), live_item)
    item = asked.drawn.item
    claims = claims_named(db.session, item.claims)
    shown |= {
        "card": presenter.live_card(asked, get_scenario(db.session, item.scenario.slug), claims),
        "answered": live_answers.count_live_answers(db.session, live_item, now_on.round),
    }
    if now_on.is_revealed or (view == "remote" and now_on.phase is not Phase.WAITING):
        tally = live_results.tally_of(db.session, asked)
        runs = live_runs.refutations_of(db.session, asked)
        run = live_runs.chosen_refutation(runs, found.refuting, tally.wrong_parts, tally.wrong_claims)
        shown |= {
            "tally": tally,
            "bars": presenter.bar_lines(asked, tally),
            "key": presenter.key_line(asked),
            "runs": runs,
            "run": run,
            "run_address": presenter.run_address(run),
            "should_discuss": should_discuss(tally.rights[-1]),
        }
    return shown


def _state(found: LiveSession) -> dict[str, Any]:
    now_on, live_item = found.stage.at(now()), live.current_item(found)
    answered = live_answers.count_live_answers(db.session, live_item, now_on.round) if live_item else 0
    return {
        "version": presenter.version_of(found, now_on),
        "secondsLeft": presenter.seconds_left(now_on),
        "answered": answered,
        "joined": live.count_participants(db.session, found),
    }


def _view_in(sent: Any) -> str:
    return "remote" if sent.get("view") == "remote" else "projector"


def _seat(class_id: str, least: ClassRole) -> Seat:
    return membership.get_seat(db.session, require_account(), class_id, least)

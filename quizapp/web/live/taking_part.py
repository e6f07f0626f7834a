"""Taking part in a live session, on a phone: join it by its code, answer, and see what was right."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_limiter import ExemptionScope
from werkzeug.wrappers import Response as AnyResponse

from quizapp.db.tables import now
from quizapp.domain.classes.live import Phase
from quizapp.errors import (
    AlreadyAnsweredLive,
    Invalid,
    LiveRoundClosed,
    LiveSessionNotFound,
    QuizError,
)
from quizapp.http.extensions import db, limiter, sign_ins_per_minute, variant_signer
from quizapp.http.identity import current_account, current_learner, find_current_learner
from quizapp.kinds import kind_of
from quizapp.models import LiveParticipant, LiveSession
from quizapp.presentation.language import say
from quizapp.services.claims import claims_named
from quizapp.services.classes import live, live_answers
from quizapp.services.classes.live_answers import Sent
from quizapp.services.question_bank import get_scenario
from quizapp.web.live import presenter
from quizapp.web.refused_forms import Problems, answered_by, said_by_field, shown_again_by

blueprint = Blueprint("live_room", __name__, url_prefix="/live", template_folder="templates")

LONGEST_SECONDS = 3600.0


View = TypeVar("View", bound=Callable[..., Any])


def of_a_room(view: View) -> View:
    """A lecture hall may have one address: of its requests, only wrong codes are counted."""
    exempt: Any = limiter.exempt(flags=ExemptionScope.APPLICATION)
    exempted: View = exempt(view)
    return exempted


def _is_wrong(response: AnyResponse) -> bool:
    return response.status_code == 404


wrong_codes_are_limited = limiter.shared_limit(sign_ins_per_minute, scope="live", deduct_when=_is_wrong)


@blueprint.get("")
def index() -> str:
    return _code_page(None)


def _code_page(error: QuizError | None) -> str:
    message = say(error) if error else None
    return render_template("live/code.html", code=request.form.get("code", ""), error=message)


@blueprint.post("")
@wrong_codes_are_limited
@answered_by(LiveSessionNotFound, _code_page, 404)
def find() -> AnyResponse:
    """By a code that was typed."""
    found = live.get_live_by_code(db.session, request.form.get("code", ""))
    return redirect(url_for(".show", code=found.code), 303)


@blueprint.get("/<code>")
@of_a_room
@wrong_codes_are_limited
def show(code: str) -> str:
    return _page((), code)


def _page(problems: Problems, code: str) -> str:
    found = live.get_live_by_code(db.session, code)
    participant = _participant(found)
    if participant is None:
        account = current_account()
        return render_template(
            "live/join.html",
            live=found,
            account=account,
            is_member=live_answers.is_member(db.session, found, account),
            nickname=request.form.get("nickname", ""),
            errors=said_by_field(problems),
        )
    return render_template("live/room.html", **_shown(found, participant))


@blueprint.post("/<code>")
@of_a_room
@wrong_codes_are_limited
@shown_again_by(_page)
def join(code: str) -> AnyResponse:
    found = live.get_live_by_code(db.session, code)
    nickname = live_answers.check_joining(
        db.session, found, current_account(), request.form.get("nickname", "")
    )
    live_answers.join_live(db.session, found, current_learner(), nickname)
    return redirect(url_for(".show", code=found.code), 303)


@blueprint.get("/<code>/state")
@of_a_room
@wrong_codes_are_limited
def state(code: str) -> Response:
    """What every phone asks for again and again: it needs to know nobody."""
    found = live.get_live_by_code(db.session, code)
    stage = found.stage.at(now())
    return jsonify(version=presenter.version_of(found, stage), secondsLeft=presenter.seconds_left(stage))


@blueprint.get("/<code>/stage")
@of_a_room
@wrong_codes_are_limited
def stage(code: str) -> str | AnyResponse:
    """The part of the page that changes."""
    found = live.get_live_by_code(db.session, code)
    participant = _participant(found)
    if participant is None:
        return redirect(url_for(".show", code=code))
    return render_template("live/_room.html", **_shown(found, participant))


def _refused(error: QuizError, code: str) -> str:
    """What counts now, and why this did not."""
    found = live.get_live_by_code(db.session, code)
    participant = _participant(found)
    template = "live/_room.html" if "HX-Request" in request.headers else "live/room.html"
    problems = error.problems if isinstance(error, Invalid) else ()
    given = request.form if problems else None
    return render_template(
        template, **_shown(found, participant, say(error) if not problems else None, problems, given)
    )


@blueprint.post("/<code>/answer")
@of_a_room
@wrong_codes_are_limited
@answered_by(Invalid, _refused)
@answered_by(AlreadyAnsweredLive, _refused)
@answered_by(LiveRoundClosed, _refused)
def answer(code: str) -> str | AnyResponse:
    """Fields: position and round, for which the form was shown, and those of the kind of the exercise."""
    found = live.get_live_by_code(db.session, code)
    live_item = live.current_item(found)
    participant = _participant(found)
    if live_item is None:
        raise LiveRoundClosed
    asked = live.asked_live(db.session, variant_signer(), live_item, participant)
    kind = kind_of(asked.drawn.item)
    given = kind.answer_from(asked.drawn.item, request.form)
    if "move" in request.form and kind.rearranged is not None and participant is not None:
        given = kind.rearranged(given, request.form.get("move", ""))
        return render_template("live/room.html", **_shown(found, participant, given=given))
    seconds = request.form.get("seconds", type=float)
    sent = Sent(
        request.form.get("position", 0, type=int),
        request.form.get("round", 0, type=int),
        given,
        min(seconds, LONGEST_SECONDS) if seconds is not None and seconds > 0 else None,
    )
    live_answers.answer_live(db.session, variant_signer(), found, find_current_learner(), sent)
    if "HX-Request" in request.headers and participant is not None:
        return render_template("live/_room.html", **_shown(found, participant))
    return redirect(url_for(".show", code=found.code), 303)


def _shown(
    found: LiveSession,
    participant: LiveParticipant | None,
    notice: str | None = None,
    problems: Problems = (),
    given: Any = None,
) -> dict[str, Any]:
    """Nothing of the key before the answer is revealed. given: an answer that was refused or rearranged."""
    now_on, live_item = found.stage.at(now()), live.current_item(found)
    shown: dict[str, Any] = {
        "live": found,
        "stage": now_on,
        "version": presenter.version_of(found, now_on),
        "seconds_left": presenter.seconds_left(now_on),
        "notice": notice,
        "card": None,
        "answer": None,
        "attempts": [],
    }
    if participant is None:
        return shown
    if now_on.phase is Phase.ENDED:
        return shown | {"attempts": live_answers.attempts_of(db.session, found, participant)}
    if live_item is None:
        return shown
    asked = live.asked_live(db.session, variant_signer(), live_item, participant)
    item = asked.drawn.item
    stored = live_answers.find_live_answer(db.session, live_item, participant, now_on.round)
    if stored is None and now_on.round > 1 and now_on.phase is Phase.VOTING and given is None:
        before = live_answers.find_live_answer(db.session, live_item, participant, now_on.round - 1)
        given = before.answer if before else None
    graded = live_answers.attempt_of(db.session, live_item, participant) if now_on.is_revealed else None
    if hasattr(given, "getlist"):
        given = kind_of(item).answer_from(item, given)
    claims = claims_named(db.session, item.claims) if now_on.is_revealed else {}
    scenario = get_scenario(db.session, item.scenario.slug)
    errors = said_by_field(problems)
    card = presenter.live_card(
        asked,
        scenario,
        claims,
        given=stored.answer if stored else given,
        error=next((lines[0] for lines in errors.values()), None),
        graded=graded,
    )
    return shown | {"card": card, "answer": stored}


def _participant(found: LiveSession) -> LiveParticipant | None:
    return live_answers.find_participant(db.session, found, find_current_learner())

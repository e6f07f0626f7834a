"""The way in from a course platform, without cookies of other sites: a launch ends in a first-party page.

Inside the frame of a platform, a page has no session: it hands a ticket on with a form. Only the page that opens in a
tab of its own signs the person in.
"""

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.lti.launch import Selecting
from quizapp.errors import OnlyTeachersSelect, TicketSpent
from quizapp.http.extensions import db, platform_web, settings
from quizapp.http.identity import current_account, sign_in
from quizapp.http.security import allow_form_to, allow_frames_of
from quizapp.models import ClassRole, LtiTicket
from quizapp.services.classes import assignments, membership
from quizapp.services.lti import courses, keys, launches, platforms, selecting, tickets
from quizapp.services.lti.courses import Entered
from quizapp.services.lti.launches import Arrival, Login
from quizapp.services.published_bank import published_bank
from quizapp.web.lti.new_set import rules_in
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("lti_launches", __name__, url_prefix="/lti", template_folder="templates")


@blueprint.before_request
def _let_platforms_show_it() -> None:
    for platform in platforms.list_platforms(db.session):
        allow_frames_of(platforms.origins_of(platform))


@blueprint.get("/keys")
def public_keys() -> Response:
    response = jsonify({"keys": keys.public_keys(db.session, settings().secret_key)})
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> Response | str:
    """What a platform opens first; it goes on at the platform, which then sends the launch."""
    begun = launches.begin_login(
        db.session, settings().secret_key, request.values.to_dict(), url_for(".launch", _external=True)
    )
    response: Response = redirect(begun.url, 302)
    if begun.storage and _is_shown_by(begun):
        page = render_template(
            "lti/store.html", login=begun, origin=platforms.origin_of(begun.platform.login_url)
        )
        response = Response(page, mimetype="text/html")
    response.set_cookie(_cookie(begun.name), begun.proof, **_of_any_site())
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/launch")
def launch() -> Response | str:
    """The signed message of a platform."""
    arrival = launches.accept_launch(
        db.session, platform_web(), settings().secret_key, request.form.to_dict()
    )
    is_proved = launches.hash_of(request.cookies.get(_cookie(arrival.name), "")) == arrival.proof_hash
    proof_hash = None if is_proved else arrival.proof_hash
    said = arrival.launch
    allow_frames_of(
        origin for url in (said.return_url, said.items_url) if url and (origin := platforms.origin_of(url))
    )
    if said.selecting is not None:
        return _select(arrival, said.selecting)
    entered = courses.enter(db.session, arrival.platform, said)
    content = {"to": _address_of(entered), "cookie": arrival.name}
    is_alone = request.headers.get("Sec-Fetch-Dest") == "document"
    token = tickets.make_ticket(
        db.session,
        "open",
        entered.account,
        arrival.platform,
        content,
        arrival.proof_hash if is_alone else proof_hash,
    )
    if is_alone:
        return redirect(url_for(".come", ticket=token), 303)
    return render_template(
        "lti/launched.html",
        token=token,
        entered=entered,
        arrival=arrival,
        is_proved=is_proved,
        **_storage(arrival),
    )


@blueprint.get("/open")
def come() -> Response | str:
    """A launch in a tab of its own. The cookie of its login must be in this browser: an address can be passed on."""
    ticket = tickets.read_ticket(db.session, "open", request.args.get("ticket", ""))
    proof = request.cookies.get(_cookie(ticket.content["cookie"]), "")
    is_proved = ticket.proof_hash is not None and tickets.is_proved(ticket, proof)
    return _open(ticket, request.args.get("ticket", ""), is_proved=is_proved)


@blueprint.post("/open")
def open_tab() -> Response | str:
    """From the page inside the platform, or from that which asks. Fields: ticket, proof, confirmed."""
    token, form = request.form.get("ticket", ""), request.form
    ticket = tickets.read_ticket(db.session, "open", token)
    if form.get("confirmed") == "yes":
        return _enter(ticket)
    return _open(ticket, token, is_proved=tickets.is_proved(ticket, form.get("proof", "")))


def _open(ticket: LtiTicket, token: str, *, is_proved: bool) -> Response | str:
    """Sign the person in, unless somebody else is signed in, or it may be another browser: then it asks."""
    account = current_account()
    if account is not None and account.account_id == ticket.account_id:
        return redirect(ticket.content["to"], 303)
    if is_proved and account is None:
        return _enter(ticket)
    return render_template("lti/confirm.html", ticket=ticket, token=token, account=account)


def _enter(ticket: LtiTicket) -> Response:
    tickets.spend_ticket(db.session, ticket)
    sign_in(ticket.account)
    return redirect(ticket.content["to"], 303)


def _select(arrival: Arrival, wanted: Selecting) -> str:
    """Deep linking begins: which assignment is it to be?"""
    if arrival.launch.part != "instructor":
        raise OnlyTeachersSelect
    entered = courses.enter(db.session, arrival.platform, arrival.launch)
    content = {
        "class": entered.course.study_class.public_id,
        "deployment": arrival.launch.deployment,
        "return_url": wanted.return_url,
        "data": wanted.data,
        "takes_several": wanted.takes_several,
        "takes_columns": wanted.takes_columns,
    }
    token = tickets.make_ticket(db.session, "select", entered.account, arrival.platform, content, None)
    return _select_page((), token)


def _select_page(problems: Problems, token: str) -> str:
    ticket = tickets.read_ticket(db.session, "select", token)
    seat = membership.get_seat(db.session, ticket.account, ticket.content["class"], ClassRole.INSTRUCTOR)
    allow_frames_of([platforms.origin_of(ticket.content["return_url"])])
    return render_template(
        "lti/select.html",
        token=token,
        ticket=ticket,
        seat=seat,
        assignments=assignments.list_assignments(db.session, seat),
        topics=published_bank(db.session).topics.values(),
        form=request.form if problems else {},
        errors=said_by_field(problems),
    )


@blueprint.post("/select")
@shown_again_by(lambda problems: _select_page(problems, request.form.get("ticket", "")))
def choose() -> str:
    """What was selected, or a new set. Fields: ticket, assignment, or what `new_set` reads."""
    form, token = request.form, request.form.get("ticket", "")
    ticket = tickets.read_ticket(db.session, "select", token)
    content = ticket.content
    if ticket.used_at is not None:
        raise TicketSpent
    seat = membership.get_seat(db.session, ticket.account, content["class"], ClassRole.INSTRUCTOR)
    if form.get("new") == "yes":
        rules = rules_in(form, published_bank(db.session).topics)
        chosen = [
            assignments.create_assignment(db.session, seat, form.get("title", ""), rules, assignments.Times())
        ]
    else:
        chosen = [assignments.get_assignment(db.session, seat, each) for each in form.getlist("assignment")]
    wanted = Selecting(
        content["return_url"], content["data"], content["takes_several"], content["takes_columns"]
    )
    answer = selecting.answer_of(
        db.session,
        settings().secret_key,
        ticket.platform,
        content["deployment"],
        wanted,
        chosen,
        url_for(".launch", _external=True),
    )
    tickets.spend_ticket(db.session, ticket)
    origin = platforms.origin_of(wanted.return_url)
    allow_frames_of([origin])
    allow_form_to(origin)
    return render_template("lti/selected.html", url=wanted.return_url, answer=answer, chosen=chosen)


def _address_of(entered: Entered) -> str:
    """The assignment of the link; without one, the class, or for who teaches where the link is to lead."""
    class_id = entered.course.study_class.public_id
    if entered.assignment is not None:
        return url_for("assignments.show", class_id=class_id, assignment_id=entered.assignment.public_id)
    if entered.link is not None and entered.member.role.includes(ClassRole.INSTRUCTOR):
        return url_for("lti_courses.show", class_id=class_id)
    return url_for("classes.show", class_id=class_id)


def _storage(arrival: Arrival) -> dict[str, str]:
    """Where the browser finds its proof, if the platform keeps it."""
    origin = platforms.origin_of(arrival.platform.login_url)
    return {"storage": arrival.storage, "storage_key": _cookie(arrival.name), "storage_origin": origin}


def _is_shown_by(begun: Login) -> bool:
    """Whether the page that shows ours is known to be the platform’s: another one may not show it."""
    return platforms.origin_of(request.referrer or "") in platforms.origins_of(begun.platform)


def _cookie(name: str) -> str:
    return f"lti-{name}"


def _of_any_site() -> dict[str, Any]:
    """A cookie that comes along when the platform sends the launch; inside a frame, where cookies of other sites are
    blocked, one that is kept for this platform alone.
    """
    is_secure = request.is_secure or request.host.partition(":")[0] in ("127.0.0.1", "localhost")
    kept = {
        "max_age": int(launches.LOGIN_LASTS.total_seconds()),
        "path": blueprint.url_prefix,
        "httponly": True,
    }
    return {**kept, "secure": True, "samesite": "None", "partitioned": True} if is_secure else kept

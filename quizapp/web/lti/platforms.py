"""Course platforms, for admins: connect them, with our addresses to copy, and renew our keys."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.db.tables import now
from quizapp.http.extensions import db, platform_web, settings
from quizapp.services.lti import keys, platforms
from quizapp.services.lti.platforms import Registration
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by

blueprint = Blueprint("lti_platforms", __name__, url_prefix="/lti/platforms", template_folder="templates")

EMPTY = Registration("", "", "", "", "", "", "")


@blueprint.get("")
def index() -> str:
    known = keys.list_keys(db.session)
    moment = now()
    return render_template(
        "lti/platforms.html",
        platforms=platforms.list_platforms(db.session),
        keys=keys.published(known, moment),
        signing=keys.signing(known, moment),
        newest=known[0] if known else None,
        lasts=keys,
        addresses=_addresses(),
    )


@blueprint.get("/new")
def new() -> str:
    return _form_page(())


@blueprint.post("")
@shown_again_by(lambda problems: _form_page(problems))
def create() -> Response:
    made = platforms.register(db.session, platform_web(), _stated())
    flash(_("“%(title)s” is connected. Open a link of a course to try it.", title=made.title), "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/<int:platform_id>")
def edit(platform_id: int) -> str:
    return _form_page((), platform_id)


@blueprint.post("/<int:platform_id>")
@shown_again_by(lambda problems, platform_id: _form_page(problems, platform_id))
def change(platform_id: int) -> Response:
    changed = platforms.change(db.session, platform_web(), platform_id, _stated())
    flash(_("The changes of “%(title)s” are saved.", title=changed.title), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:platform_id>/remove")
def remove(platform_id: int) -> Response:
    platforms.remove(db.session, platform_id)
    flash(_("The course platform is no longer connected. Classes and answers are kept."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/keys")
def renew_keys() -> Response:
    """Fields: at_once, if a key has become known to others."""
    secret = settings().secret_key
    if request.form.get("at_once") == "yes":
        keys.replace_keys(db.session, secret)
        flash(_("All earlier keys are invalid. The new key signs from now on."), "success")
    else:
        keys.make_key(db.session, secret)
        flash(_("A new key is published. It signs in an hour."), "success")
    return redirect(url_for(".index"), 303)


def _form_page(problems: Problems, platform_id: int | None = None) -> str:
    platform = platforms.get_platform(db.session, platform_id) if platform_id is not None else None
    stated = _stated() if problems else platforms.stated_of(platform) if platform else EMPTY
    return render_template(
        "lti/platform.html",
        platform=platform,
        values=stated,
        errors=said_by_field(problems),
        addresses=_addresses(),
    )


def _stated() -> Registration:
    form = request.form
    texts: dict[str, Any] = {
        name: form.get(name, "") for name in Registration.__dataclass_fields__ if name != "teachers_author"
    }
    return Registration(**texts, teachers_author=form.get("teachers_author") == "1")


def _addresses() -> dict[str, str]:
    """What a platform asks for."""
    return {
        "login": url_for("lti_launches.login", _external=True),
        "launch": url_for("lti_launches.launch", _external=True),
        "keys": url_for("lti_launches.public_keys", _external=True),
    }

"""Passkeys: what the script of the pages asks for and sends, and how they are renamed and removed."""

from typing import Any

from flask import Blueprint, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.errors import Invalid, PasskeyRefused, QuizError
from quizapp.http import identity
from quizapp.http.addresses import local_address
from quizapp.http.extensions import db, limiter, sign_ins_per_minute
from quizapp.http.identity import current_sign_in_id, require_account, require_confirmed
from quizapp.http.pending_sign_ins import find_pending_account, keep_challenge, site, take_challenge
from quizapp.models import SignInMethod
from quizapp.presentation.language import say
from quizapp.services import confirmations
from quizapp.services.second_steps import passkeys
from quizapp.web.refused_forms import answered_by

blueprint = Blueprint("passkeys", __name__)


def _told(error: QuizError) -> Response:
    """For the script."""
    sentences = [say(problem) for problem in error.problems] if isinstance(error, Invalid) else [say(error)]
    return make_response(jsonify(problem=" ".join(sentences)))


@blueprint.post("/account/passkeys/options")
def options_to_add() -> Response:
    account = require_confirmed()
    challenge = passkeys.new_challenge(db.session, account, is_to_add=True)
    keep_challenge(challenge)
    return jsonify(passkeys.options_to_add(db.session, account, site(), challenge))


@blueprint.post("/account/passkeys")
@answered_by(PasskeyRefused, _told)
@answered_by(Invalid, _told)
def add() -> Response:
    """JSON: label and credential."""
    sent = _sent()
    account = require_confirmed()
    label = str(sent.get("label", ""))
    passkeys.add_passkey(db.session, account, site(), take_challenge(), sent.get("credential"), label)
    flash(_("The passkey is set up. You can sign in with it without your password."), "success")
    return jsonify(location=url_for("second_steps.show"))


@blueprint.post("/account/passkeys/<int:passkey_id>/name")
def rename(passkey_id: int) -> Response:
    passkeys.rename_passkey(db.session, require_account(), passkey_id, request.form.get("label", ""))
    return redirect(url_for("second_steps.show"), 303)


@blueprint.post("/account/passkeys/<int:passkey_id>/remove")
def remove(passkey_id: int) -> Response:
    passkeys.remove_passkey(db.session, require_confirmed(), passkey_id)
    flash(_("The passkey has been removed. Delete it on your device too."), "success")
    return redirect(url_for("second_steps.show"), 303)


@blueprint.post("/sign-in/passkey/options")
@limiter.limit(sign_ins_per_minute)
def options_to_sign_in() -> Response:
    """Of whoever is signed in, or has given the password; otherwise of anybody: the device knows whose it has."""
    account = identity.current_account() or find_pending_account()
    challenge = passkeys.new_challenge(db.session, account)
    keep_challenge(challenge)
    return jsonify(passkeys.options_to_sign_in(db.session, account, site(), challenge))


@blueprint.post("/sign-in/passkey")
@limiter.limit(sign_ins_per_minute)
@answered_by(PasskeyRefused, _told)
def sign_in() -> Response:
    """JSON: credential and next."""
    sent = _sent()
    passkey = passkeys.accept(db.session, site(), take_challenge(), sent.get("credential"))
    identity.sign_in(passkey.account, SignInMethod.PASSKEY)
    return jsonify(location=local_address(str(sent.get("next") or "")))


@blueprint.post("/account/confirm/passkey")
@limiter.limit(sign_ins_per_minute)
@answered_by(PasskeyRefused, _told)
def confirm() -> Response:
    """JSON: credential and next."""
    sent, account = _sent(), require_account()
    passkey = passkeys.accept(db.session, site(), take_challenge(), sent.get("credential"))
    if passkey.account_id != account.account_id:
        raise PasskeyRefused
    confirmations.confirm(db.session, current_sign_in_id())
    return jsonify(location=local_address(str(sent.get("next") or "")))


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}

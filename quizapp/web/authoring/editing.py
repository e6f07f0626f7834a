"""Editing a question part by part: what is typed is saved at each pause, and buttons change the outline.

Every form carries the open part and the revision of it that it was opened with. A button first saves the part.
"""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from quizapp.errors import N_, Conflict
from quizapp.http.extensions import checker, db, limiter
from quizapp.http.identity import require_account
from quizapp.kinds import ITEM_KINDS
from quizapp.presentation.language import say, sentence_gap
from quizapp.services import authoring, openings, part_editing, question_checking
from quizapp.services.draft_steps import ChangedSince, NothingToUndo, Written
from quizapp.services.part_editing import Edited, PartChanged
from quizapp.services.question_parts import FIRST, Part, alone, is_item, part_of_field, parts_of
from quizapp.web.authoring.actions import blank_item, change
from quizapp.web.authoring.conflicts import conflict_of, take
from quizapp.web.authoring.editor_page import (
    Shown,
    changed_elsewhere,
    editor_page,
    preview_fragment,
    saved_fragment,
)
from quizapp.web.authoring.part_forms import is_same, part_sent, with_part
from quizapp.web.refused_forms import Problems, answered_by, shown_again_by
from simulator.paths import Document

blueprint = Blueprint("editing", __name__, template_folder="templates", url_prefix="/author")


def _both_changes(changed: PartChanged, slug: str) -> AnyResponse:
    """Both people’s changes in the form: saved at once if they are of different fields."""
    key = _key()
    document = _document(slug)
    mine = with_part(document, key, part_sent(key, request.form))
    if changed.theirs is None:
        return _in_editor(slug, Shown(key, mine, is_gone=True))
    base = with_part(document, key, changed.base) if changed.base is not None else None
    theirs = with_part(document, key, changed.theirs)
    conflict = conflict_of(mine, theirs, base, changed)
    if conflict.differences:
        return _in_editor(slug, Shown(key, conflict.document, conflict=conflict, was=key))
    content = part_sent(key, request.form) if not conflict.taken else _content(conflict.document, key)
    part_editing.save_part(db.session, require_account(), slug, key, content, conflict.revision)
    return _in_editor(slug, Shown(key, taken=conflict.taken, was=key))


def _refused_publication(problems: Problems, slug: str) -> AnyResponse:
    """The first part with a problem, with each beside its field; the open one if only a reason is asked for."""
    document = _document(slug)
    keys = [part_of_field(document, each.field)[0] for each in problems if each.field != "reason"]
    key = _key() if _key() in keys else next(iter(keys), _key())
    was = key if key == _key() else ""
    return _in_editor(slug, Shown(key, checks=True, refused=problems, was=was))


def _not_undone(refused: Conflict, slug: str) -> AnyResponse:
    flash(say(refused), "error")
    return _in_editor(slug, Shown(_key(), was=_key()))


def _in_editor(slug: str, shown: Shown) -> AnyResponse:
    """The answer to a script that asked for less: the part takes the place of the one it has, with the outline."""
    response = editor_page(slug, replace(shown, outline=True))
    response.headers["HX-Retarget"] = "#open-part"
    response.headers["HX-Reswap"] = "outerHTML show:none"
    return response


@blueprint.post("/<slug>/part")
@answered_by(PartChanged, _both_changes)
def save(slug: str) -> str:
    """Save what is typed, and answer with what that changes on the page beside the form."""
    changed = _changed_elsewhere(slug)
    saved = _save_sent(slug)
    return saved_fragment(slug, Shown(saved.key, was=_key(), changed=changed))


@blueprint.get("/<slug>/preview")
def preview(slug: str) -> Markup:
    """What learners will see of a part as it is stored, in the language of the preview."""
    return preview_fragment(slug, request.args.get("part", FIRST))


def _per_account() -> str:
    return f"account {require_account().account_id}"


@blueprint.post("/<slug>/presence")
@limiter.limit("60 per minute", key_func=_per_account)
def presence(slug: str) -> str:
    """A sign of life, answered with who else has the question open."""
    others = openings.note_opening(db.session, require_account(), slug, _key())
    return render_template("authoring/_others.html", others=others, slug=slug, open_part=_key())


@blueprint.post("/<slug>")
@answered_by(NothingToUndo, _not_undone)
@answered_by(ChangedSince, _not_undone)
@answered_by(PartChanged, _both_changes)
@shown_again_by(_refused_publication)
def work_on(slug: str) -> AnyResponse:
    """Save the open part, then do what the pressed button says."""
    verb, _colon, rest = request.form.get("action", "").partition(":")
    if verb == "again" and _key() not in parts_of(_document(slug)).content:
        return _shown(slug, _insert(slug, part_sent(_key(), request.form), ""))
    if verb == "take":
        return _with_theirs(slug, rest)
    changed = _changed_elsewhere(slug)
    saved = _save_sent(slug)
    if verb in ITEM_ACTIONS:
        return _shown(slug, ITEM_ACTIONS[verb](slug, saved.key, rest), changed=changed)
    if verb == "publish":
        return _publish(slug, saved)
    if verb == "prove":
        return _prove(slug)
    if verb == "image":
        return redirect(url_for("images.index", slug=slug, part=saved.key, place=rest))
    if verb == "send":
        return _send(slug, saved.key, request.form.get("send_to", ""))
    if verb in ("add", "remove", "up", "down"):
        return _rearranged(slug, saved, f"{verb}:{rest}", changed)
    if verb == "save":
        flash(_("Draft saved. Learners can’t see it yet."), "success")
    focus = rest if verb == "show" else None
    return _shown(slug, saved, focus, checks=verb == "check", changed=changed)


def _insert(slug: str, item: Document, after: str) -> Edited:
    return part_editing.insert_item(db.session, require_account(), slug, item, after)


def _add_item(slug: str, key: str, kind: str) -> Edited:
    if kind not in ITEM_KINDS:
        return Edited(_document(slug), key, False)
    return _insert(slug, blank_item(kind), key)


def _copy(slug: str, key: str, _rest: str) -> Edited:
    return part_editing.copy_item(db.session, require_account(), slug, key)


def _delete(slug: str, key: str, rest: str) -> Edited:
    return part_editing.remove_item(db.session, require_account(), slug, rest or key)


def _up(slug: str, key: str, rest: str) -> Edited:
    return part_editing.shift_item(db.session, require_account(), slug, rest or key, -1)


def _down(slug: str, key: str, rest: str) -> Edited:
    return part_editing.shift_item(db.session, require_account(), slug, rest or key, 1)


def _place(slug: str, key: str, rest: str) -> Edited:
    """`place:<position>:<key>`, as a drag ends; the open part stays open."""
    position, _colon, moved = rest.partition(":")
    if not position.isdecimal() or len(position) > 4:
        return Edited(_document(slug), key, False)
    edited = part_editing.place_item(db.session, require_account(), slug, moved, int(position))
    return Edited(edited.document, key)


def _undo(slug: str, key: str, _rest: str) -> Edited:
    return part_editing.undo(db.session, require_account(), slug, key)


def _redo(slug: str, key: str, _rest: str) -> Edited:
    return part_editing.redo(db.session, require_account(), slug, key)


ITEM_ACTIONS: dict[str, Callable[[str, str, str], Edited]] = {
    "insert": _add_item,
    "copy": _copy,
    "delete": _delete,
    "earlier": _up,
    "later": _down,
    "place": _place,
    "undo": _undo,
    "redo": _redo,
}
OF_ANOTHER_PART = {"insert", "copy", "delete", "undo", "redo", "send"}  # or of one that is no longer as typed
SAID = {
    "delete": N_("Removed. You can undo this for a day."),
    "remove": N_("Removed. You can undo this for a day."),
    "copy": N_("This is the copy."),
    "undo": N_("Undone."),
    "redo": N_("Done again."),
}


def _save_sent(slug: str) -> Edited:
    """Save the part in the form, unless nothing in it has changed."""
    key, document = _key(), _document(slug)
    content = part_sent(key, request.form)
    if content is None or (key in parts_of(document).content and is_same(document, key, content)):
        return Edited(document, key, False)
    based_on = request.form.get("part_revision") or None
    return part_editing.save_part(db.session, require_account(), slug, key, content, based_on)


def _rearranged(slug: str, saved: Edited, action: str, changed: Written | None) -> AnyResponse:
    after = change(alone(saved.document, saved.key), action)
    content = _content(after.document, saved.key)
    edited = part_editing.save_part(db.session, require_account(), slug, saved.key, content, None)
    return _shown(slug, edited, focus=after.focus, changed=changed)


def _with_theirs(slug: str, place: str) -> AnyResponse:
    """The form with the saved text of one field; nothing is saved yet."""
    key, document = _key(), _document(slug)
    mine = with_part(document, key, part_sent(key, request.form))
    if key in parts_of(document).content:
        theirs = alone(document, key)
        take(mine, theirs, place)
        changed = PartChanged(_content(theirs, key), None, Written(None, None))
        conflict = conflict_of(mine, theirs, None, changed)
        if conflict.differences:
            return editor_page(slug, Shown(key, mine, focus=place, conflict=conflict))
    return editor_page(slug, Shown(key, mine, focus=place))


def _send(slug: str, key: str, target: str) -> AnyResponse:
    """Move the open exercise to another question, and go there."""
    if not is_item(key) or target == slug or not authoring.question_exists(db.session, target):
        flash(
            _("The exercise has not been moved: the question “%(slug)s” was not found.", slug=target), "error"
        )
        return _shown(slug, Edited(_document(slug), key, False))
    edited = part_editing.send_item(db.session, require_account(), slug, key, target)
    flash(_("The exercise has been moved to this question."), "success")
    return _led_to(url_for("authoring.edit", slug=target, part=edited.key))


def _publish(slug: str, saved: Edited) -> AnyResponse:
    author = require_account()
    authored = authoring.get_authored_question(db.session, author, slug)
    note = request.form.get("note", "")
    version = authoring.publish(
        db.session,
        author,
        slug,
        authored.body,
        based_on=authored.revision,
        note=note,
        reason=request.form.get("reason", ""),
    )
    said = _("Version %(number)s is published. Learners see it now.", number=version.number)
    if authored.only_in is not None:
        only = {"zh": N_("It is in Chinese only."), "en": N_("It is in English only.")}[authored.only_in]
        said = f"{said}{sentence_gap()}{_(only)}"
    link = Markup('<a href="{}">{}</a>').format(url_for("questions.show", slug=slug), _("View as learner"))
    if version.number > 1:
        regrade = url_for("regrades.choose", slug=slug)
        again = Markup('<a href="{}">{}</a>').format(regrade, _("Regrade earlier answers"))
        link = Markup("{} · {}").format(link, again)
    flash(Markup("{} {}").format(said, link), "success")
    return redirect(url_for("authoring.edit", slug=slug, part=saved.key))


def _prove(slug: str) -> AnyResponse:
    """Have the saved draft checked, and go to the page that shows it."""
    question_checking.request_check(db.session, require_account(), slug)
    checker().notify()
    return _led_to(url_for("question_checks.show", slug=slug))


def _led_to(address: str) -> AnyResponse:
    """Another page, also for a script."""
    if "HX-Request" not in request.headers:
        return redirect(address)
    return Response(headers={"HX-Redirect": address})


def _shown(
    slug: str,
    edited: Edited,
    focus: str | None = None,
    checks: bool = False,
    changed: Written | None = None,
) -> AnyResponse:
    """The editor at a part: for a script at once, otherwise by its address."""
    check = "yes" if checks else None
    address = url_for("authoring.edit", slug=slug, part=edited.key, focus=focus, check=check)
    if "HX-Request" not in request.headers:
        return redirect(address)
    verb = request.form.get("action", "").partition(":")[0]
    said = _(SAID[verb]) if verb in SAID else ""
    was = "" if verb in OF_ANOTHER_PART else _key()
    outline = verb in ITEM_ACTIONS
    return editor_page(
        slug, Shown(edited.key, None, focus, checks, was=was, said=said, changed=changed, outline=outline)
    )


def _content(lone: Document, key: str) -> Part:
    """The content of the only part of a document."""
    return parts_of(lone).content[key] if not is_item(key) else lone["items"][0]


def _key() -> str:
    return request.form.get("part", FIRST)


def _changed_elsewhere(slug: str) -> Written | None:
    return changed_elsewhere(authoring.get_authored_question(db.session, require_account(), slug))


def _document(slug: str) -> Document:
    return authoring.get_authored_question(db.session, require_account(), slug).body

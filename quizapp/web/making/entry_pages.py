"""What the pages of scenarios and of claims share: lists, drafts with what their buttons do, versions, and files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.http.extensions import db, limiter, runs_per_minute
from quizapp.http.identity import require_account
from quizapp.models import ContentRoom
from quizapp.presentation.language import say
from quizapp.services.making import entries
from quizapp.services.making.entries import EntrySavedMeanwhile
from quizapp.web.making.entry_forms import EntryForm, rearranged
from quizapp.web.refused_forms import Problems, answered_by, shown_again_by
from simulator.paths import Document


class Editor(Protocol):
    """The page of a draft. document: shown instead of the stored one; shows_all: also what is missing."""

    def __call__(
        self,
        slug: str,
        problems: Problems = (),
        document: Document | None = None,
        shows_all: bool = False,
        focus: str | None = None,
    ) -> str: ...


@dataclass(frozen=True)
class EntryPages:
    """sent: the draft with what is in the form; may raise Invalid. typed: the same, but nothing is looked up. check:
    run its tests over seeds. publish: with a note; what to show then, if not the draft. archive: what is published, as
    a zip.
    """

    room: ContentRoom
    form: EntryForm
    editor: Editor
    sent: Callable[[str], Document]
    typed: Callable[[str], Document]
    check: Callable[[str], None]
    publish: Callable[[str, str], AnyResponse | None]
    retire: Callable[[str], None]
    archive: Callable[[str], bytes]


def add_entry_pages(blueprint: Blueprint, pages: EntryPages) -> None:
    """Their views, under the same names for each room."""

    def refused(problems: Problems, slug: str) -> str:
        """With what was typed, whether or not it has been saved."""
        return pages.editor(slug, problems=problems, document=pages.typed(slug))

    def not_changed(problems: Problems, slug: str) -> str:
        return pages.editor(slug, problems=problems)

    def saved_meanwhile(meanwhile: EntrySavedMeanwhile, slug: str) -> str:
        flash(say(meanwhile), "error")
        return pages.editor(slug, document=pages.typed(slug))

    @blueprint.get("")
    def index() -> str:
        lines = entries.list_entries(db.session, require_account(), pages.room)
        return render_template("making/entries.html", room=pages.room.value, lines=lines)

    @blueprint.get("/<slug>")
    def edit(slug: str) -> str:
        return pages.editor(
            slug, shows_all=request.args.get("check") == "yes", focus=request.args.get("focus")
        )

    @blueprint.post("/<slug>")
    @limiter.limit(runs_per_minute, exempt_when=lambda: request.form.get("action") != "check")
    @answered_by(EntrySavedMeanwhile, saved_meanwhile)
    @shown_again_by(refused)
    def work_on(slug: str) -> AnyResponse:
        """Save the draft, then do what the pressed button says."""
        action = request.form.get("action", "save")
        document, focus = rearranged(pages.form, pages.sent(slug), action)
        revision = request.form.get("based_on") or None
        entries.save_entry(db.session, require_account(), pages.room, slug, document, revision)
        if action == "check":
            pages.check(slug)
            return redirect(url_for(".edit", slug=slug, _anchor="checks"))
        if action == "publish" and (shown := pages.publish(slug, request.form.get("note", ""))):
            return shown
        if action == "save":
            flash(_("Draft saved. Learners can’t see it yet."), "success")
        return redirect(url_for(".edit", slug=slug, focus=focus, _anchor=focus))

    @blueprint.post("/<slug>/state")
    @shown_again_by(not_changed)
    def change_state(slug: str) -> AnyResponse:
        """Retire what is published, or delete what never was."""
        if request.form.get("action") == "retire":
            pages.retire(slug)
            return redirect(url_for(".edit", slug=slug))
        entries.delete_draft(db.session, require_account(), pages.room, slug)
        flash(_("The draft of “%(slug)s” has been discarded.", slug=slug), "success")
        return redirect(url_for(".index"))

    @blueprint.post("/<slug>/versions/<int:number>/restore")
    def restore(slug: str, number: int) -> AnyResponse:
        """Make an earlier version the draft again; nothing is published."""
        entries.restore_version(db.session, require_account(), pages.room, slug, number)
        flash(_("The draft has the content of version %(number)s again.", number=number), "success")
        return redirect(url_for(".edit", slug=slug))

    @blueprint.get("/<slug>/export")
    def export(slug: str) -> Response:
        """What is published, as files of a content folder."""
        file = Response(pages.archive(slug), mimetype="application/zip")
        file.headers["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
        return file

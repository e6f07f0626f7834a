"""Questions as their authors see them. Each answer carries the revision as its ETag, and each change names it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from flask import Response

from quizapp.api.author_schemas import (
    AuthoredQuestionShown,
    ChangesBody,
    CheckShown,
    DeskLineShown,
    DeskQuery,
    DeskShown,
    DocumentBody,
    DocumentQuery,
    IfMatchHeader,
    NewQuestionBody,
    ProblemShown,
    PublishBody,
    QuestionDocument,
    RenameBody,
    StateBody,
)
from quizapp.api.etags import based_on, question_shown, with_etag
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.regrade_schemas import AuthoredQuestionPath
from quizapp.api.schemas import LanguageQuery
from quizapp.errors import Invalid, NoDraft, Problem
from quizapp.errors.families import N_
from quizapp.formats.question_texts import shaped
from quizapp.http.extensions import db, limiter, runs_per_minute
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services import (
    authoring,
    desk,
    part_editing,
    question_states,
    question_versions,
)
from quizapp.services.author_documents import line_document
from quizapp.services.authoring import AuthoredQuestion
from quizapp.services.question_addresses import ADDRESSES_IN_USE
from simulator.paths import Document, has, join, put, split_last, value_at

blueprint = api_blueprint("authoring", "Questions of authors")
QUESTIONS = "/author/questions"
QUESTION = f"{QUESTIONS}/<slug>"
OTHER_SLUG = N_("The URL name is “%(slug)s”. Rename the question to change it.")
NO_PLACE = N_("This field was not found.")


@blueprint.get(QUESTIONS, responses=responses({200: DeskShown}, 403))
def list_questions(query: DeskQuery) -> dict[str, Any]:
    """The questions on the desk, in order. Only for instructors, like everything here."""
    filters = desk.DeskFilters(
        search=query.q or "",
        state=query.state or "",
        topic=query.topic or "",
        tag=query.tag or "",
        author=query.author or "",
        has_flaws=query.with_problems,
        check=query.check or "",
    )
    found = [line for line in desk.list_desk(db.session, require_account()) if filters.lets_through(line)]
    page = found[query.offset : query.offset + query.limit]
    lines = [DeskLineShown(**line_document(line)) for line in page]
    return DeskShown(questions=lines, count=len(found)).model_dump(mode="json")


@blueprint.post(QUESTIONS, responses=responses({201: AuthoredQuestionShown}, 403))
def create_question(query: LanguageQuery, body: NewQuestionBody) -> Response:
    """Save a new question as a draft. The check names what it still lacks."""
    slug = authoring.save_draft(db.session, require_account(), None, shaped(body.document))
    return question_shown(slug, 201)


@blueprint.get(QUESTION, responses=responses({200: AuthoredQuestionShown}, 403))
def get_question(path: AuthoredQuestionPath, query: LanguageQuery) -> Response:
    """The state of a question, and its ETag."""
    return question_shown(path.slug)


@blueprint.get(f"{QUESTION}/document", responses=responses({200: QuestionDocument}, 403))
def get_document(path: AuthoredQuestionPath, query: DocumentQuery) -> Response:
    """The texts of a question: its draft, or what is published."""
    found = question_versions.get_text(db.session, require_account(), path.slug, query.of)
    shown = QuestionDocument(slug=found.document["slug"], **vars(found))
    in_order = Response(shown.model_dump_json(), mimetype="application/json")  # jsonify would sort the fields
    return with_etag(in_order, found.revision)


@blueprint.put(f"{QUESTION}/document", responses=responses({200: AuthoredQuestionShown}, 403, 412, 428))
def put_document(
    path: AuthoredQuestionPath, header: IfMatchHeader, query: LanguageQuery, body: DocumentBody
) -> Response:
    """Replace the draft. With If-Match; 412 with both texts if somebody saved the question since it was read."""
    return _replaced(_authored(path.slug), shaped(body.document), based_on(header))


@blueprint.patch(f"{QUESTION}/document", responses=responses({200: AuthoredQuestionShown}, 403, 412, 428))
def patch_document(
    path: AuthoredQuestionPath, header: IfMatchHeader, query: LanguageQuery, body: ChangesBody
) -> Response:
    """Change some fields of the draft. With If-Match, as for PUT."""
    authored, known = _authored(path.slug), based_on(header)
    document = shaped(_changed(authored.body, body.changes))
    return _replaced(authored, document, authored.revision if known is None else known)


@blueprint.delete(f"{QUESTION}/draft", responses=responses({204: None}, 403, 409, 412, 428))
def discard_draft(path: AuthoredQuestionPath, header: IfMatchHeader, query: LanguageQuery) -> tuple[str, int]:
    """Delete the draft; a question that was never published is deleted with it. With If-Match."""
    authored, known = _authored(path.slug), based_on(header)
    if not authored.has_draft:
        raise NoDraft(slug=path.slug)
    authoring.discard_draft(db.session, require_account(), path.slug, based_on=known)
    return "", 204


@blueprint.post(f"{QUESTION}/check", responses=responses({200: CheckShown}, 403))
@limiter.limit(runs_per_minute)
def check_question(path: AuthoredQuestionPath, query: LanguageQuery) -> dict[str, Any]:
    """Everything that prevents publication: keys and common mistakes are graded, which can take seconds."""
    authored = _authored(path.slug)
    problems = authoring.problems_before_publication(db.session, require_account(), authored.body)
    return CheckShown(
        slug=authored.slug,
        revision=authored.revision,
        is_publishable=not problems,
        problems=[
            ProblemShown(field=each.field, message=say(Problem("", each.message, each.values)))
            for each in problems
        ],
    ).model_dump()


@blueprint.post(f"{QUESTION}/publish", responses=responses({200: AuthoredQuestionShown}, 403, 409, 412, 428))
@limiter.limit(runs_per_minute)
def publish(
    path: AuthoredQuestionPath, header: IfMatchHeader, query: LanguageQuery, body: PublishBody
) -> Response:
    """Publish the draft as the next version. With If-Match; 422 with what the check finds."""
    authored, known = _authored(path.slug), based_on(header)
    if not authored.has_draft:
        raise NoDraft(slug=path.slug)
    authoring.publish(
        db.session,
        require_account(),
        path.slug,
        authored.body,
        based_on=authored.revision if known is None else known,
        note=body.note,
        reason=body.reason,
    )
    return question_shown(path.slug)


@blueprint.post(f"{QUESTION}/state", responses=responses({200: AuthoredQuestionShown}, 403))
def change_state(path: AuthoredQuestionPath, query: LanguageQuery, body: StateBody) -> Response:
    """Ask for a review of the draft or decide on it; retire the question, or bring it back."""
    if body.action in ("approve", "send_back"):
        is_approved = body.action == "approve"
        question_states.decide_review(
            db.session, require_account(), path.slug, is_approved=is_approved, note=body.note
        )
    else:
        STATE_CHANGES[body.action](db.session, require_account(), path.slug)
    return question_shown(path.slug)


@blueprint.post(f"{QUESTION}/rename", responses=responses({200: AuthoredQuestionShown}, 403))
def rename_question(path: AuthoredQuestionPath, query: LanguageQuery, body: RenameBody) -> Response:
    """Give the question another slug."""
    return question_shown(
        question_states.rename(db.session, require_account(), path.slug, body.new_slug, ADDRESSES_IN_USE)
    )


STATE_CHANGES: dict[str, Callable[..., None]] = {
    "ask": question_states.ask_for_review,
    "withdraw": question_states.withdraw_review,
    "retire": question_states.retire,
    "bring_back": question_states.bring_back,
}


def _authored(slug: str) -> AuthoredQuestion:
    return authoring.get_authored_question(db.session, require_account(), slug)


def _replaced(authored: AuthoredQuestion, document: Document, known: str | None) -> Response:
    if document.setdefault("slug", authored.slug) != authored.slug:
        raise Invalid([Problem("document.slug", OTHER_SLUG, {"slug": authored.slug})])
    part_editing.replace_document(db.session, require_account(), authored.slug, document, based_on=known)
    return question_shown(authored.slug)


def _changed(document: Document, changes: dict[str, Any]) -> Document:
    changed = deepcopy(document)
    for place, value in changes.items():
        try:
            if value is None:
                _remove(changed, place)
            else:
                put(changed, place, value)
        except (IndexError, ValueError, TypeError):
            raise Invalid([Problem(join("changes", place), NO_PLACE)]) from None
    return changed


def _remove(document: Document, place: str) -> None:
    above, name = split_last(place)
    group = value_at(document, above) if above else document
    if isinstance(group, dict):
        group.pop(name, None)
    elif isinstance(group, list) and has(group, name):
        group.pop(int(name))

from flask import Response

from quizapp.api.author_schemas import AuthoredQuestionShown, IfMatchHeader
from quizapp.api.etags import based_on, question_shown, with_etag
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.regrade_schemas import AuthoredQuestionPath
from quizapp.api.schemas import LanguageQuery
from quizapp.api.update_schemas import AcceptBody, DeclineBody, UpdateShown
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.presentation.three_way import merge_document, merged_as_chosen
from quizapp.services.shipped_updates import accept_update, decline_update, get_update

blueprint = api_blueprint("shipped_updates", "Shipped updates")
UPDATE = "/author/questions/<slug>/update"


@blueprint.get(UPDATE, responses=responses({200: UpdateShown}, 403))
def show_update(path: AuthoredQuestionPath, query: LanguageQuery) -> Response:
    """A newer shipped version of a question that authors have changed, and both texts brought together.

    404 if none waits for a decision. The ETag is that of your text.
    """
    offered = get_update(db.session, require_account(), path.slug)
    merged = merge_document(offered.base, offered.theirs, offered.mine)
    shown = UpdateShown(**vars(offered), **merged)
    in_order = Response(shown.model_dump_json(), mimetype="application/json")  # jsonify would sort the fields
    return with_etag(in_order, offered.revision)


@blueprint.post(f"{UPDATE}/accept", responses=responses({200: AuthoredQuestionShown}, 403, 412, 428))
def accept(
    path: AuthoredQuestionPath, header: IfMatchHeader, query: LanguageQuery, body: AcceptBody
) -> Response:
    """Save both changes together as the draft. With If-Match; 422 naming each clash without a choice."""
    known = based_on(header)
    offered = get_update(db.session, require_account(), path.slug)
    document = merged_as_chosen(offered.base, offered.theirs, offered.mine, body.choices)
    accept_update(
        db.session,
        require_account(),
        path.slug,
        body.update_id,
        document,
        offered.revision if known is None else known,
    )
    return question_shown(path.slug)


@blueprint.post(f"{UPDATE}/decline", responses=responses({200: AuthoredQuestionShown}, 403))
def decline(path: AuthoredQuestionPath, query: LanguageQuery, body: DeclineBody) -> Response:
    """Keep your text. The next shipped version is offered again."""
    decline_update(db.session, require_account(), path.slug, body.update_id)
    return question_shown(path.slug)

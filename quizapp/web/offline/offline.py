"""Without a network: the app to install, its service worker, and due reviews to take along."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from quizapp.bank.parametric.item import example_of
from quizapp.domain.scheduling.ratings import CONFIDENCES, Circumstances
from quizapp.errors import Invalid
from quizapp.http.assets import asset, assets_imported_by, file_of_asset
from quizapp.http.extensions import db
from quizapp.http.identity import answering_learner, find_current_learner, variant_source
from quizapp.kinds import kind_of
from quizapp.presentation.language import say, sentence_gap
from quizapp.services import offline_reviews, question_bank
from quizapp.services.offline_reviews import OfflineAnswer
from quizapp.web.offline.presenter import packed_card
from quizapp.web.offline.sent_answers import sent_answer
from quizapp.web.refused_forms import answered_by

blueprint = Blueprint("offline", __name__, template_folder="templates")


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a browser needs to install the pages as an app."""
    response = jsonify(
        {
            "id": "/",
            "name": "Nabla",
            "short_name": "Nabla",
            "description": render_template("offline/_description.txt").strip(),
            "start_url": url_for("home.show"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf9f6",
            "theme_color": "#faf9f6",
            "icons": [_icon("192"), _icon("512"), {**_icon("maskable-512"), "purpose": "maskable"}],
        }
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """At the root, so that it serves every page; it names the files to keep, so that a new build is a new worker."""
    files = [asset("theme.js"), asset("app.css"), asset("app.js"), *assets_imported_by("app.js")]
    names = {"files": files, "fallback": url_for("offline.fallback"), "reviews": url_for("offline.show")}
    text = f"const NAMES = {current_app.json.dumps(names)};\n{file_of_asset('service_worker.js').read_text()}"
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@blueprint.get("/offline")
def fallback() -> str:
    """Shown by the service worker instead of a page that cannot be fetched."""
    return render_template("offline/fallback.html")


@blueprint.get("/reviews/offline")
def show() -> str:
    """Due reviews with their forms: all of it is kept by the service worker."""
    learner = find_current_learner()
    packed = offline_reviews.pack_reviews(db.session, learner, variant_source())
    cards = [packed_card(each) for each in packed]
    return render_template("offline/show.html", cards=cards, seconds=sum(each.seconds for each in packed))


def _refused(invalid: Invalid) -> Response:
    return jsonify(status="refused", message=sentence_gap().join(say(each) for each in invalid.problems))


@blueprint.post("/reviews/offline")
@answered_by(Invalid, _refused)
def answer() -> Response:
    """Store one answer that was given without a network; the same answer again is answered the same."""
    sent = sent_answer(request.get_data())
    learner, source = answering_learner(sent.item, sent.variant, sent.key)
    example = example_of(question_bank.get_item(db.session, sent.item).item)
    outcome = offline_reviews.store_offline_answer(
        db.session,
        learner,
        source,
        OfflineAnswer(
            newest_review=sent.newest_review,
            item_id=sent.item,
            variant=sent.variant,
            answer=kind_of(example).answer_from(example, MultiDict(sent.fields)),
            key=sent.key,
            answered_at=sent.answered_at,
            circumstances=Circumstances(
                used_hint=sent.used_hint,
                seconds=sent.seconds,
                confidence=sent.confidence if sent.confidence in CONFIDENCES else None,
            ),
            counts_anyway=sent.counts_anyway,
        ),
    )
    question = outcome.graded.question.slug
    shown: dict[str, Any] = {
        "status": "elsewhere" if outcome.elsewhere else "stored",
        "score": outcome.graded.attempt.score,
        "address": url_for("questions.show", slug=question, _anchor=f"item-{sent.item}"),
        "reviewed_at": outcome.elsewhere.reviewed_at.isoformat() if outcome.elsewhere else None,
        "due": outcome.review.card.due_on.isoformat()
        if outcome.review and outcome.review.card.due_on
        else None,
    }
    return jsonify(shown)


def _icon(name: str) -> dict[str, str]:
    size = name.rpartition("-")[2]
    return {
        "src": url_for("static", filename=f"icon-{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
    }

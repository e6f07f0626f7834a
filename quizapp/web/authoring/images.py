"""The images of a question: uploading, describing, and removing them; and the images themselves, as texts show them."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quizapp.bank.images import NAME, STILL, is_animated
from quizapp.domain.text import LANGUAGES, Language
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.image_files import media_type_of
from quizapp.formats.moving_images import first_frame
from quizapp.http.extensions import UPLOADS_PER_MINUTE, db, image_keeper, image_store, limiter, settings
from quizapp.http.identity import current_account, require_account
from quizapp.presentation.language import say
from quizapp.services import authoring
from quizapp.services.images import keeping, library
from quizapp.services.images.library import Added, ImageNotFound
from quizapp.services.question_parts import alone, part_of_field, parts_of, place_in
from quizapp.web.authoring.labels import Labels
from quizapp.web.refused_forms import Problems, said_by_field, shown_again_by
from simulator.paths import Document, join

blueprint = Blueprint("images", __name__, template_folder="templates")

SECONDS_OF_A_YEAR = 365 * 24 * 3600
NO_FILE = N_("Choose a file.")


@blueprint.get("/images/<name>")
def show(name: str) -> Response:
    """An image; of an animation, its first frame if that is asked for.

    It never changes, so browsers and proxies may keep it; before it is published, only the browser of somebody who
    writes questions.
    """
    if NAME.fullmatch(name) is None:
        raise ImageNotFound
    image = library.get_image(db.session, name)
    is_public = image.published_at is not None
    if not is_public:
        library.require_author(current_account())
    body = image_store().read(db.session, name)
    if body is None:
        raise ImageNotFound
    if is_animated(name) and STILL.removeprefix("?") in request.args:
        name, body = name.replace(".webp", ".png"), first_frame(body)
    response = Response(body, mimetype=media_type_of(name))
    scope = "public" if is_public else "private"
    response.headers["Cache-Control"] = f"{scope}, max-age={SECONDS_OF_A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _refused_upload(problems: Problems, slug: str) -> AnyResponse | str:
    said = said_by_field(problems)
    if _is_script():
        return make_response({"problems": said})
    return _page(slug, said=said)


def _refused_change(problems: Problems, slug: str, name: str) -> str:
    said = said_by_field(problems)
    return _page(slug, said={f"{name}.{field}": sentences for field, sentences in said.items()}, changed=name)


@blueprint.get("/author/<slug>/images")
def index(slug: str) -> str:
    return _page(slug)


@blueprint.post("/author/<slug>/images")
@limiter.limit(UPLOADS_PER_MINUTE)
@shown_again_by(_refused_upload)
def add(slug: str) -> AnyResponse:
    """Store an image for a question; at the end of a text, if the form names one."""
    file = request.files.get("file")
    if not file or not file.filename:
        raise Invalid([Problem("file", NO_FILE)])
    author = require_account()
    added = library.add_image(db.session, image_keeper(), author, slug, file.read(), _descriptions())
    if _is_script():
        return make_response({"written": dict(added.written), "notes": _notes(added)}, 201)
    said = " ".join([_("The image has been added."), *_notes(added)])
    part, place = request.form.get("part", ""), request.form.get("place", "")
    if place and library.append_image(db.session, author, slug, part, place, added.written):
        flash(said, "success")
        return redirect(url_for("authoring.edit", slug=slug, part=part, focus=join(place, "zh")))
    flash(said, "success")
    return redirect(url_for(".index", slug=slug, _anchor=added.image.name))


@blueprint.post("/author/<slug>/images/<name>")
@shown_again_by(_refused_change)
def change(slug: str, name: str) -> AnyResponse:
    """Describe an image in other words, or remove it."""
    if request.form.get("action") == "remove":
        library.remove_image(db.session, require_account(), slug, name)
        flash(_("The image has been removed from this question."), "success")
        return redirect(url_for(".index", slug=slug))
    library.describe_image(db.session, require_account(), slug, name, _descriptions())
    flash(_("The description has been saved in every text that shows the image."), "success")
    return redirect(url_for(".index", slug=slug, _anchor=name))


def _page(slug: str, said: Mapping[str, list[str]] | None = None, changed: str = "") -> str:
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    labels = Labels(authored.body)
    images = library.list_images(db.session, require_account(), slug)
    part, place = request.values.get("part", ""), request.values.get("place", "")
    return render_template(
        "authoring/images.html",
        authored=authored,
        images=images,
        places={place: _where(labels, authored.body, place) for each in images for place in each.places},
        said=said or {},
        changed=changed,
        part=part,
        place=place,
        place_name=_place_name(authored.body, part, place),
        used_mib=keeping.used_bytes(db.session, require_account()) / keeping.MEBIBYTE,
        most_mib=settings().media.account_mib,
    )


def _where(labels: Labels, document: Document, place: str) -> tuple[str, str]:
    """The way to a text in words, and the part that it is in."""
    return labels.way(place), part_of_field(document, place)[0]


def _place_name(document: Document, part: str, place: str) -> str:
    """The way to a text of a part in words; empty if there is none."""
    if part not in parts_of(document).content:
        return ""
    lone = alone(document, part)
    position = place_in(document, part)
    return Labels(lone, (position or 0) + 1).way(place) if library.is_text(lone, place) else ""


def _descriptions() -> dict[Language, str]:
    return {language: request.form.get(f"description.{language}", "") for language in LANGUAGES}


def _notes(added: Added) -> list[str]:
    return [say(note) for note in added.image.notes]


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"

"""The images of a question: uploading, describing, and removing them, and their files."""

from typing import Any

from flask import Response

from quizapp.api.image_schemas import (
    DescriptionsForm,
    ImageAdded,
    ImagePath,
    ImageShown,
    ImagesShown,
    NewImageForm,
)
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.regrade_schemas import AuthoredQuestionPath
from quizapp.api.schemas import LanguageQuery
from quizapp.domain.text import Language
from quizapp.http.extensions import UPLOADS_PER_MINUTE, db, image_keeper, image_store, limiter
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services.images import library

blueprint = api_blueprint("images", "Images of questions", takes_files=True)
IMAGES = "/author/questions/<slug>/images"
IMAGE = f"{IMAGES}/<name>"
A_FILE: dict[str, Any] = {"description": "The file", "content": {"image/*": {}}}


@blueprint.get(IMAGES, responses=responses({200: ImagesShown}, 403))
def list_images(path: AuthoredQuestionPath, query: LanguageQuery) -> dict[str, Any]:
    """The images at hand for a question: first those that its texts show. For instructors only."""
    found = library.list_images(db.session, require_account(), path.slug)
    shown = [
        ImageShown(
            name=each.name,
            width=each.size[0],
            height=each.size[1],
            size_bytes=each.size_bytes,
            descriptions={**each.descriptions},
            places=list(each.places),
        )
        for each in found
    ]
    return ImagesShown(images=shown).model_dump()


@blueprint.post(IMAGES, responses=responses({201: ImageAdded}, 403))
@limiter.limit(UPLOADS_PER_MINUTE)
def add_image(
    path: AuthoredQuestionPath, query: LanguageQuery, form: NewImageForm
) -> tuple[dict[str, Any], int]:
    """Store an image and have it at hand for a question. It has to be described in both languages."""
    added = library.add_image(
        db.session, image_keeper(), require_account(), path.slug, form.file.read(), _said(form)
    )
    return ImageAdded(
        name=added.image.name, written={**added.written}, notes=[say(note) for note in added.image.notes]
    ).model_dump(), 201


@blueprint.get(IMAGE, responses=responses({200: A_FILE}, 403))
def get_image(path: ImagePath) -> Response:
    """The file of an image that is at hand for a question."""
    body, form = library.file_of(db.session, image_store(), require_account(), path.slug, path.name)
    return Response(body, mimetype=form)


@blueprint.put(IMAGE, responses=responses({204: None}, 403))
def describe_image(path: ImagePath, query: LanguageQuery, form: DescriptionsForm) -> tuple[str, int]:
    """Describe an image in other words, in every text of the question that shows it."""
    library.describe_image(db.session, require_account(), path.slug, path.name, _said(form))
    return "", 204


@blueprint.delete(IMAGE, responses=responses({204: None}, 403))
def remove_image(path: ImagePath, query: LanguageQuery) -> tuple[str, int]:
    """The image is no longer at hand for the question. Refused as long as a text shows it."""
    library.remove_image(db.session, require_account(), path.slug, path.name)
    return "", 204


def _said(form: DescriptionsForm) -> dict[Language, str]:
    return {"zh": form.zh, "en": form.en}

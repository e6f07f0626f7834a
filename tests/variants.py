"""What only the server knows of a variant that it gave somebody."""

from flask import Flask

from quizapp.bank.parametric.drawing import Drawn, draw
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.variants import VariantSigner
from quizapp.http.extensions import variant_signer


def signer_of(app: Flask) -> VariantSigner:
    with app.app_context():
        return variant_signer()


def drawn_as(app: Flask, item: AuthoredItem, name: str) -> Drawn:
    """The variant of that name."""
    signer = signer_of(app)
    given = signer.read(item.id, name)
    assert given is not None, name
    return draw(item, signer.variant(given).seed)

"""How responses are made and reach the browser: templates by language, files before Flask, all else compressed."""

from flask import Flask

from quizapp.http.assets import serve_assets
from quizapp.http.compression import init_compression
from quizapp.http.templates import compile_templates_by_language


def init_delivery(app: Flask) -> None:
    """First of all: what is to come last in a response is registered first."""
    init_compression(app)
    serve_assets(app)
    compile_templates_by_language(app)

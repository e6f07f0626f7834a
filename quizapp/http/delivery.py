"""How responses reach the browser: files before Flask, everything else compressed."""

from flask import Flask

from quizapp.http.assets import serve_assets
from quizapp.http.compression import init_compression


def init_delivery(app: Flask) -> None:
    """First of all: what is to come last in a response is registered first."""
    init_compression(app)
    serve_assets(app)

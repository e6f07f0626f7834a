"""One line in the log for each request, if the operator wants them."""

import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def init_request_log(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    """The rule instead of the path, which can contain the token of a setup link."""
    log.info(
        "request",
        method=request.method,
        rule=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round(1000 * (time.perf_counter() - g.began), 1) if "began" in g else None,
    )
    return response

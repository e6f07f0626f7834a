"""The built frontend files: their URLs, whose names contain a hash of their contents, and how they are served."""

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, current_app, request
from werkzeug.http import parse_accept_header
from whitenoise import WhiteNoise

from quizapp.errors import N_, OperatorError
from quizapp.http.security import HEADERS

HASHED_NAME = re.compile(r"-[0-9A-Z]{8}\.\w+$")
SECONDS_OF_OTHERS = 3600  # of a file whose name stays when its content changes


class FrontendNotBuilt(OperatorError):
    message = N_("The frontend has not been built. Run: make build")


def asset(name: str) -> str:
    """The URL of a bundle, such as `app.js`."""
    return _urls(name)[0]


def assets_imported_by(name: str) -> list[str]:
    """The URLs of the files that a bundle imports at once, for the browser to fetch together with it."""
    return list(_urls(name)[1])


def file_of_asset(name: str) -> Path:
    """The file of a bundle that is not served under its own URL."""
    static_folder, _ = current_app.extensions[__name__]
    return Path(static_folder, "dist", _manifest(static_folder)[name]["file"])


def _urls(name: str) -> tuple[str, tuple[str, ...]]:
    static_folder, static_url = current_app.extensions[__name__]
    return _urls_of(static_folder, f"{request.root_path}{static_url}", name)


@lru_cache
def _urls_of(static_folder: str, static_url: str, name: str) -> tuple[str, tuple[str, ...]]:
    bundle = _manifest(static_folder)[name]
    file, *imported = (f"{static_url}/dist/{file}" for file in (bundle["file"], *bundle["imports"]))
    return file, tuple(imported)


@lru_cache
def _manifest(static_folder: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(Path(static_folder, "dist", "manifest.json").read_text())
    except OSError:
        raise FrontendNotBuilt from None
    return found


def serve_assets(app: Flask) -> None:
    """Serve the files before Flask: those compressed by the build if the client accepts them, and hashed ones as
    never changing.
    """
    app.extensions[__name__] = (app.static_folder or "", app.static_url_path or "")
    if app.static_folder and Path(app.static_folder, "dist").is_dir():  # not yet while it is built
        app.wsgi_app = _Files(  # type: ignore[method-assign]
            app.wsgi_app,
            root=app.static_folder,
            prefix=app.static_url_path,
            max_age=SECONDS_OF_OTHERS,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: bool(HASHED_NAME.search(url)),
            add_headers_function=_add_headers,
        )


class _Files(WhiteNoise):
    FOREVER = 365 * 24 * 3600

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WhiteNoise looks only for names of codings; leave out those that the client refuses with `q=0`."""
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING", ""))
        names = ", ".join(name for name, quality in accepted if quality > 0)
        seen = {**environ, "HTTP_ACCEPT_ENCODING": names}
        served: Iterable[bytes] = super().__call__(seen, start_response)  # type: ignore[no-untyped-call]
        return served


def _add_headers(headers: Headers, _path: str, url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    if HASHED_NAME.search(url):  # weak: the same for the file and its compressed forms
        headers["ETag"] = f'W/"{url.rpartition("/")[2]}"'

"""Addresses made of what people sent."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import request, url_for

from quizapp.formats.simulator_wheel import wheel_name


def url_with(query: Mapping[str, Any], endpoint: str, **path: Any) -> str:
    """The URL of a page with this query. `url_for` would take a name such as `_method` or `endpoint` as its own."""
    address = url_for(endpoint, **path)
    return f"{address}?{urlencode(query)}" if query else address


def address_of(endpoint: str, **values: Any) -> str:
    """`url_for` for templates, which ask for the same few hundred URLs again and again."""
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    if any(name.startswith("_") for name in values):  # such as `_external`, which depends on the request
        return url_for(endpoint, **values)
    try:
        return _address_of(request.root_path, endpoint, tuple(values.items()))
    except TypeError:  # a value that cannot be kept, such as a list
        return url_for(endpoint, **values)


@lru_cache(maxsize=4096)
def _address_of(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def wheel_address() -> str:
    """The whole address of the simulator’s wheel, for `pip install`."""
    return url_for("wheels.show", name=wheel_name(), _external=True)


def local_address(address: str) -> str:
    """The URL if it is on this site, otherwise the home page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    is_local = (
        not parts.scheme
        and not parts.netloc
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and address.isprintable()  # a line break would end the header
    )
    return address if is_local else "/"

"""Addresses made of what people sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import url_for


def url_with(query: Mapping[str, Any], endpoint: str, **path: Any) -> str:
    """The URL of a page with this query. `url_for` would take a name such as `_method` or `endpoint` as its own."""
    address = url_for(endpoint, **path)
    return f"{address}?{urlencode(query)}" if query else address


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

"""Requests to platforms, whose addresses come from elsewhere: within bounds, and to no address inside our own network.

urllib3 keeps connections open and follows nothing by itself; the peer is checked on the connection that is used, so
that a name that is resolved twice cannot lead elsewhere.
"""

import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ProtocolError, SSLError

from quizapp.errors import (
    PlatformClosed,
    PlatformNameUnknown,
    PlatformNotPublic,
    PlatformNotSecure,
    PlatformSaysTooMuch,
    PlatformTooSlow,
    PlatformUnreachable,
)

SECONDS_TO_CONNECT = 5.0
SECONDS_TO_READ = 15.0
SECONDS_AT_MOST = 30.0
MOST_BYTES = 2 * 1024**2
POOLS, CONNECTIONS = 16, 32
_TRANSLATED = IPv6Network("64:ff9b::/96")
_SHARED = IPv4Network("100.64.0.0/10")


@dataclass(frozen=True)
class Answer:
    """header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def document(self) -> Any:
        """The JSON, or None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class PlatformWeb:
    """allows_local: also addresses of private networks and of this machine, and without HTTPS."""

    def __init__(self, *, allows_local: bool = False) -> None:
        self.allows_local = allows_local
        self._pools = urllib3.PoolManager(POOLS, maxsize=CONNECTIONS)
        if not allows_local:
            self._pools.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicHttpsPool}

    def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """The answer, whatever its status; redirects are not followed. Raises PlatformUnreachable."""
        if not self.may_ask(url):
            raise PlatformNotPublic(url=shown(url))
        began = time.monotonic()
        try:
            response = self._pools.request(
                method,
                url,
                body=body,
                headers=dict(headers or {}),
                retries=False,
                redirect=False,
                timeout=urllib3.Timeout(connect=SECONDS_TO_CONNECT, read=SECONDS_TO_READ),
                preload_content=False,
            )
            try:
                read = _read(response, began)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            raise _failure(url, error) from error
        return Answer(
            response.status, {name.lower(): value for name, value in response.headers.items()}, read
        )

    def may_ask(self, url: str) -> bool:
        """Whether an address may be asked, as far as it can be told from its text."""
        try:
            parts = urlsplit(url)
            is_whole = (
                bool(parts.hostname) and parts.username is None and (parts.port is None or parts.port > 0)
            )
        except ValueError:
            return False
        is_secure = parts.scheme == "https" or (parts.scheme == "http" and self.allows_local)
        return is_whole and is_secure and url.isascii() and url.isprintable()


def _read(response: urllib3.BaseHTTPResponse, began: float) -> bytes:
    read = bytearray()
    for chunk in response.stream(16 * 1024):
        read += chunk
        if len(read) > MOST_BYTES:
            raise _TooLong
        if time.monotonic() - began > SECONDS_AT_MOST:
            raise TimeoutError
    return bytes(read)


def _failure(url: str, error: Exception) -> PlatformUnreachable:
    kinds: tuple[tuple[tuple[type[Exception], ...], type[PlatformUnreachable]], ...] = (
        ((_TooLong,), PlatformSaysTooMuch),
        ((_NotPublic,), PlatformNotPublic),
        ((NameResolutionError,), PlatformNameUnknown),
        ((SSLError,), PlatformNotSecure),
        ((TimeoutError, urllib3.exceptions.TimeoutError), PlatformTooSlow),
        ((NewConnectionError, ProtocolError, OSError), PlatformClosed),
    )
    for causes, failure in kinds:
        if isinstance(error, causes):
            return failure(url=shown(url))
    return PlatformUnreachable(url=shown(url), reason=type(error).__name__)


def shown(url: str) -> str:
    return url.partition("?")[0][:200]


class _TooLong(ValueError):
    pass


class _NotPublic(NewConnectionError):
    pass


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if found in _TRANSLATED or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast and found not in _SHARED


def _checked(connection: HTTPConnection, made: socket.socket) -> socket.socket:
    if not is_public(made.getpeername()[0]):
        made.close()
        raise _NotPublic(connection, "not a public address")
    return made


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _PublicHttpsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHttpsConnection

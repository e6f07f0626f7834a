"""Access to the services of a platform: a signed assertion is exchanged for a token, which is kept until it expires."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from quizapp.domain.lti.vocabulary import ASSERTION_TYPE
from quizapp.errors import NoAccessToken
from quizapp.models import LtiPlatform
from quizapp.services.lti.platform_web import Answer, PlatformWeb, shown

ASSERTION_SECONDS = 300
USUAL_SECONDS = 3600  # if the platform does not say how long a token is valid
EARLY_SECONDS = 60  # a token is renewed so long before its end
SHORTEST_SECONDS = 5


@dataclass(frozen=True)
class Service:
    """What is needed to ask for tokens, outside of any database session."""

    platform_id: int
    client_id: str
    token_url: str
    audience: str

    @classmethod
    def of(cls, platform: LtiPlatform) -> "Service":
        audience = platform.token_audience or platform.token_url
        return cls(platform.platform_id, platform.client_id, platform.token_url, audience)


Sign = Callable[[dict[str, Any]], str]  # from claims to a JWT of ours


class Access:
    """Requests with a token. Of several threads that need the same token, one asks for it. No session of the database
    is open while a platform is waited for.
    """

    def __init__(self, web: PlatformWeb) -> None:
        self._web = web
        self._kept: dict[tuple[Service, tuple[str, ...]], tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._locks: dict[tuple[Service, tuple[str, ...]], threading.Lock] = {}

    def ask(
        self,
        sign: Sign,
        service: Service,
        scopes: Sequence[str],
        request: tuple[str, str, Mapping[str, str], bytes | None],
    ) -> Answer:
        """The answer to a request of method, address, headers, and body. A token that is refused is renewed once.

        Raises PlatformUnreachable, also if the platform gives no token.
        """
        method, url, headers, body = request
        answer, refused = None, ""
        for _ in range(2):
            refused = self._token(sign, service, tuple(sorted(scopes)), refused)
            answer = self._web.ask(method, url, {**headers, "Authorization": f"Bearer {refused}"}, body)
            if answer.status != 401:
                break
        assert answer is not None
        return answer

    def _token(self, sign: Sign, service: Service, scopes: tuple[str, ...], refused: str) -> str:
        key = service, scopes
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            token, until = self._kept.get(key, ("", 0.0))
            if token and token != refused and time.monotonic() < until:
                return token
            token, seconds = self._fetch(sign, service, scopes)
            self._kept[key] = token, time.monotonic() + max(SHORTEST_SECONDS, seconds - EARLY_SECONDS)
            return token

    def _fetch(self, sign: Sign, service: Service, scopes: tuple[str, ...]) -> tuple[str, float]:
        moment = int(time.time())
        assertion = sign(
            {
                "iss": service.client_id,
                "sub": service.client_id,
                "aud": service.audience,
                "iat": moment,
                "exp": moment + ASSERTION_SECONDS,
                "jti": secrets.token_urlsafe(16),
            }
        )
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": " ".join(scopes),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self._web.ask("POST", service.token_url, headers, urlencode(form).encode())
        document = answer.document()
        token = document.get("access_token") if isinstance(document, dict) else None
        if not answer.is_good or not isinstance(token, str) or not token.isascii() or not token.isprintable():
            said = document.get("error", "") if isinstance(document, dict) else ""
            raise NoAccessToken(
                url=shown(service.token_url), status=answer.status, said=str(said)[:80] or "–"
            )
        seconds = document.get("expires_in", USUAL_SECONDS)
        is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
        return token, float(seconds) if is_number else float(USUAL_SECONDS)

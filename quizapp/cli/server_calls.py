"""Requests to the API of a server, whose refusals become the errors that the same command raises here."""

from time import sleep
from typing import Any
from urllib.parse import urlsplit

import requests

from quizapp.errors import (
    Invalid,
    NotOurServer,
    Problem,
    ServerRefused,
    ServerUnreachable,
    TokenRefused,
)
from quizapp.services.revisions import Saved, SavedMeanwhile

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 10, 300  # a check grades every key
PROBLEM = "application/problem+json"
TOO_MANY_REQUESTS, MOST_WAITS, LONGEST_WAIT_SECONDS = (
    429,
    3,
    61,
)  # a folder may have more images than a minute allows


class Server:
    """An API, and the token of an account there."""

    def __init__(self, address: str, token: str) -> None:
        address = address if "://" in address else f"http://{address}"
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise NotOurServer(server=address)
        self.address = address.rstrip("/")
        self._session = requests.Session()
        self._session.headers.update({"Authorization": f"Bearer {token}", "Accept-Language": "en"})

    def get(self, path: str, query: Any = None) -> requests.Response:
        return self._call("GET", path, params=query)

    def document(self, path: str, query: Any = None) -> Any:
        return self._json(self.get(path, query))

    def send(self, method: str, path: str, body: Any, revision: str | None = None) -> Any:
        """The document of the answer. revision: that the change is based on."""
        headers = {"If-Match": f'"{revision}"'} if revision else {}
        return self._json(self._call(method, path, json=body, headers=headers))

    def upload(self, path: str, name: str, data: bytes, fields: dict[str, str]) -> Any:
        return self._json(self._call("POST", path, files={"file": (name, data)}, data=fields))

    def _call(self, method: str, path: str, **sent: Any) -> requests.Response:
        answer = self._ask(method, path, **sent)
        for _ in range(MOST_WAITS):
            if answer.status_code != TOO_MANY_REQUESTS:
                break
            sleep(min(_seconds_to_wait(answer), LONGEST_WAIT_SECONDS))
            answer = self._ask(method, path, **sent)
        if answer.status_code >= 400:
            self._refuse(answer)
        return answer

    def _ask(self, method: str, path: str, **sent: Any) -> requests.Response:
        try:
            return self._session.request(
                method,
                f"{self.address}/api/v1{path}",
                timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
                **sent,
            )
        except requests.RequestException as error:
            raise ServerUnreachable(server=self.address, reason=_reason(error)) from None

    def _json(self, answer: requests.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            raise NotOurServer(server=self.address) from None

    def _refuse(self, answer: requests.Response) -> None:
        if answer.headers.get("Content-Type", "").partition(";")[0] != PROBLEM:
            raise NotOurServer(server=self.address)
        problem = self._json(answer)
        if answer.status_code == 401:
            raise TokenRefused(server=self.address)
        if answer.status_code == 412:
            theirs = problem["theirs"]
            saved = Saved(theirs["revision"], theirs["document"], theirs["author"], None)
            raise SavedMeanwhile(saved, problem["base"])
        if problem["errors"]:
            raise Invalid([Problem(each["field"], "%(said)s", {"said": each["message"]})
                           for each in problem["errors"]])  # fmt: skip
        raise ServerRefused(code=answer.status_code, detail=problem["detail"])


def _seconds_to_wait(answer: requests.Response) -> int:
    said = answer.headers.get("Retry-After", "")
    return max(1, int(said)) if said.isdecimal() else 1


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout):
        return "it does not answer in time"
    inside: Any = error
    while isinstance(inside, BaseException):
        if isinstance(inside, OSError) and inside.strerror:
            return inside.strerror
        inside = (
            inside.__cause__
            or inside.__context__
            or next((each for each in inside.args if isinstance(each, BaseException)), None)
        )
    return str(error).splitlines()[0][:200]

"""A client of the JSON API: practice, review, and take your answers home, with nothing but Python.

    python docs/api_client.py today            what is due, and the plan to the interview
    python docs/api_client.py practice 3       three exercises, asked on the terminal
    python docs/api_client.py review           what is due today, with fresh numbers
    python docs/api_client.py progress         how often you are right, by topic and skill
    python docs/api_client.py export me.json   everything the service keeps about you

NABLA_ADDRESS names the server, and NABLA_TOKEN holds a token from your account page.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

Ask = Callable[[str], str]


class Refused(Exception):
    """The server answered with an error, in RFC 9457 form."""


class Nabla:
    def __init__(self, address: str, token: str, language: str = "en") -> None:
        self._address, self._token, self._language = address.rstrip("/"), token, language

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The document that the server answers with. Raises Refused with its explanation."""
        with self.open(method, path, body, **headers) as response:
            text = response.read()
        return json.loads(text) if text else None

    def open(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        request = Request(
            f"{self._address}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Accept-Language": self._language,
                "Content-Type": "application/json",
                **headers,
            },
        )
        try:
            return urlopen(request, timeout=60)
        except HTTPError as error:
            problem = json.loads(error.read() or b"{}")
            reasons = [each.get("message", "") for each in problem.get("errors", [])]
            raise Refused(" ".join([problem.get("detail") or error.reason, *reasons]).strip()) from None

    def practice(self, ask: Ask, count: int, scope: str = "mixed") -> list[float]:
        """Answer a practice session of so many exercises. Returns the scores."""
        session = self.call("POST", "/sessions", {"scope": scope, "count": count})
        scores = []
        while (following := self.call("POST", f"/sessions/{session['id']}/next")) and following["variant"]:
            scores.append(self.answer(ask, following["variant"], is_cram=session["is_cram"]))
        return scores

    def review(self, ask: Ask) -> list[float]:
        """Answer what is due today, each time with a fresh variant. Returns the scores."""
        due = self.call("GET", "/reviews/due")
        return [self.answer(ask, self.call("POST", f"/reviews/{card['id']}")) for card in due["cards"]]

    def answer(self, ask: Ask, variant: dict[str, Any], is_cram: bool = False) -> float:
        """Show a variant, ask for its answer, and send that. The same key makes a repeated request count once."""
        parts = variant["parts"]
        lines = [f"  {number}. {part['text']}" for number, part in enumerate(parts, 1)]
        begun = time.monotonic()
        while True:
            given = ask("\n".join(["", variant["prompt"], *lines, "> "]))
            sent = {
                "variant": variant["variant"],
                "answer": read_answer(given, parts),
                "seconds": round(time.monotonic() - begun, 1),
                "cram": is_cram,
            }
            try:
                graded = self.call(
                    "POST", f"/items/{variant['item']}/attempts", sent, **{"Idempotency-Key": str(uuid4())}
                )
            except Refused as refused:
                print(refused)  # such as an answer that cannot be read: ask again
                continue
            print(f"{graded['score']:.0%}  {graded['explanation']}")
            return float(graded["score"])

    def export(self, file: str) -> int:
        """Write everything that the service keeps about you to a file. Returns its size in bytes."""
        with self.open("GET", "/export?format=json") as response, open(file, "wb") as target:
            while piece := response.read(65536):
                target.write(piece)
            return target.tell()


def read_answer(given: str, parts: list[dict[str, Any]]) -> Any:
    """What was typed as the API takes it: JSON as it is, numbers of parts as their ids, anything else as text."""
    text = given.strip()
    if text.startswith(("{", "[", '"')):
        return json.loads(text)
    numbers = text.replace(",", " ").split()
    if parts and numbers and all(each.isdigit() and 1 <= int(each) <= len(parts) for each in numbers):
        ids = [parts[int(each) - 1]["id"] for each in numbers]
        return ids if len(ids) > 1 else ids[0]
    return text


def main(words: list[str]) -> None:
    client = Nabla(os.environ.get("NABLA_ADDRESS", "http://127.0.0.1:8000"), os.environ["NABLA_TOKEN"])
    match words:
        case ["today"]:
            due, plan = client.call("GET", "/reviews/due"), client.call("GET", "/reviews/plan")["plan"]
            print(f"{len(due['cards'])} to review, about {due['seconds'] / 60:.0f} min")
            print(f"plan until {plan['interview_on']}" if plan else "no interview planned")
        case ["practice", count]:
            print(client.practice(input, int(count)))
        case ["review"]:
            print(client.review(input))
        case ["progress"]:
            for cell in client.call("GET", "/progress")["matrix"]:
                tries = cell["first_tries"]
                print(f"{cell['topic']:28} {cell['skill']:10} {tries['right']:4} of {tries['count']}")
        case ["export", file]:
            print(f"{client.export(file)} bytes in {file}")
        case _:
            print(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refused as refused:
        sys.exit(f"error: {refused}")

"""A course platform as a real server that speaks LTI 1.3, signs real tokens, and fails in the ways that platforms do.

It keeps scores as the strict ones do: in whole seconds, and refuses a score whose time is not after that of the last.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from quizapp.domain.lti.vocabulary import (
    CLAIM,
    DEEP_LINK_LAUNCH,
    DEEP_LINKING,
    GRADES_CLAIM,
    ITEMS_SCOPE,
    MEMBERS_CLAIM,
    MEMBERS_SCOPE,
    RESOURCE_LAUNCH,
    SCORES_SCOPE,
    VERSION,
)
from tests.lti_server import Faults, Handler, Reply, Server

CLIENT = "nabla-client"
DEPLOYMENT = "1:aaaa"
COURSE = "course-1"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTRUCTOR, LEARNER = f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}#Learner"
KEY = RSAKey.generate_key(2048, {"kid": "platform-1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "platform-2"})


@dataclass
class Score:
    """given: None for one that was taken back."""

    at: datetime
    given: float | None
    most: float | None


@dataclass
class Item:
    item_id: str
    document: dict[str, Any]
    scores: dict[str, Score] = field(default_factory=dict)


class Platform:
    """members: by user, with name and roles. tool_keys: how it gets the keys of the tool, as a platform does from its
    address. log: what was asked for, by method and path.
    """

    def __init__(self, tool_keys: Callable[[], Mapping[str, Any]]) -> None:
        self.tool_keys = tool_keys
        self.faults = Faults()
        self.late: list[threading.Timer] = []
        self.members: dict[str, dict[str, Any]] = {}
        self.items: dict[str, Item] = {}
        self.keys = [KEY]
        self.page_size = 50
        self.token_seconds = 3600
        self.forbids_items = False
        self.tool = "http://localhost"
        self.selected: dict[str, Any] = {}
        self.log: list[str] = []
        self.taken = 0
        self.tokens: dict[str, tuple[set[str], float]] = {}
        self._lock = threading.RLock()
        self._chance = random.Random(1)
        self._assertions: set[str] = set()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.platform = self
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def registration(self) -> dict[str, str]:
        return {
            "title": "Moodle of the university",
            "issuer": self.address,
            "client_id": CLIENT,
            "deployment_ids": DEPLOYMENT,
            "login_url": f"{self.address}/auth",
            "token_url": f"{self.address}/token",
            "jwks_url": f"{self.address}/jwks",
        }

    # Launches

    def claims(self, user: str, own_nonce: str, /, **changes: Any) -> dict[str, Any]:
        """Of a launch of a link; changes: claims by name, None to leave one out."""
        moment = int(time.time())
        person = self.members.get(user, {"name": user, "roles": [LEARNER]})
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": user,
            "iat": moment,
            "exp": moment + 300,
            "nonce": own_nonce,
            "name": person["name"],
            f"{CLAIM}message_type": RESOURCE_LAUNCH,
            f"{CLAIM}version": VERSION,
            f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}target_link_uri": "http://localhost/lti/launch",
            f"{CLAIM}roles": person["roles"],
            f"{CLAIM}context": {"id": COURSE, "title": "Deep learning"},
            f"{CLAIM}resource_link": {"id": "link-1", "title": "Week 1"},
            MEMBERS_CLAIM: {
                "context_memberships_url": f"{self.address}/members",
                "service_versions": ["2.0"],
            },
            GRADES_CLAIM: {
                "scope": [ITEMS_SCOPE, SCORES_SCOPE],
                "lineitems": f"{self.address}/items?type_id=1",
            },
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def selecting(self, **changes: Any) -> dict[str, Any]:
        """The claims that make a launch one of deep linking."""
        settings = {
            "deep_link_return_url": f"{self.address}/selected",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "data": "csrf-of-the-platform",
            **changes,
        }
        return {
            f"{CLAIM}message_type": DEEP_LINK_LAUNCH,
            f"{CLAIM}resource_link": None,
            f"{DEEP_LINKING}deep_linking_settings": settings,
        }

    def answer_login(self, url: str, key: RSAKey | None = None, **changes: Any) -> dict[str, str]:
        """The form that the platform sends after a login request: a signed launch."""
        sent = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert sent["client_id"] == CLIENT
        assert sent["response_mode"] == "form_post"
        claims = self.claims(sent["login_hint"], sent["nonce"], **changes)
        return {"state": sent["state"], "id_token": self.sign(claims, key or self.keys[-1])}

    def sign(self, claims: dict[str, Any], key: RSAKey) -> str:
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def read_selection(self, token: str) -> dict[str, Any]:
        """The claims of the tool’s answer, whose signature is checked."""
        claims = self._from_tool(token)
        assert claims["iss"] == CLIENT
        assert self.address in claims["aud"]
        return claims

    def _from_tool(self, token: str) -> dict[str, Any]:
        keys = KeySet.import_key_set(self.tool_keys())  # type: ignore[arg-type]
        return jwt.decode(token, keys, algorithms=["RS256"]).claims

    # Pages of the platform, for a browser

    def _page(self, path: str, url: str, query: Mapping[str, str], body: bytes) -> str | None:
        if path == "/course":
            return self._course(query)
        if path == "/auth":
            hint = query["lti_message_hint"]
            form = self.answer_login(url, **(self.selecting() if hint == "selects" else self._linked()))
            fields = "".join(
                f'<input type="hidden" name="{name}" value="{value}">' for name, value in form.items()
            )
            target = f'<form method="post" action="{query["redirect_uri"]}">{fields}</form>'
            return f"<!doctype html><body>{target}<script>document.forms[0].submit()</script>"
        if path == "/selected":
            self.selected = self.read_selection(parse_qs(body.decode())["JWT"][0])
            return "<!doctype html><p>The course has its link.</p>"
        return None

    def _linked(self) -> dict[str, Any]:
        """A launch of the link that was selected."""
        items = self.selected.get(f"{DEEP_LINKING}content_items", [])
        return {f"{CLAIM}custom": items[0]["custom"]} if items else {}

    def _course(self, query: Mapping[str, str]) -> str:
        """A page that shows the tool in a frame, and keeps values for it if it is asked to."""
        more = {"lti_message_hint": "selects" if query.get("selects") else "opens"}
        if query.get("storage"):
            more["lti_storage_target"] = query["storage"]
        source = f"{self.tool}/lti/login?{login_query(self, query['user'], **more)}"
        return f"""<!doctype html><meta charset="utf-8"><h1>Course</h1>
<iframe src="{source.replace("&", "&amp;")}" width="900" height="700"></iframe>
<script>
const kept = {{}};
addEventListener("message", (event) => {{
  const {{ subject, message_id, key, value }} = event.data;
  if (event.origin !== "{self.tool}" || !["lti.put_data", "lti.get_data"].includes(subject)) return;
  if (subject === "lti.put_data") kept[key] = value;
  event.source.postMessage({{ subject: `${{subject}}.response`, message_id, key, value: kept[key] }}, event.origin);
}});
</script>"""

    # Services

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        where = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        with self._lock:
            self.log.append(f"{method} {where.path}")
            if where.path == "/jwks":
                return Reply(200, {"keys": [key.as_dict(private=False) for key in self.keys]})
            if where.path == "/token":
                return self._token(body)
            if (page := self._page(where.path, path, query, body)) is not None:
                return Reply(200, page, {"Content-Type": "text/html; charset=utf-8"})
            if (refusal := self._refused(where.path, headers)) is not None:
                return refusal
            if where.path == "/members":
                return self._members(query)
            return self._on_items(method, where.path, query, body)

    def _token(self, body: bytes) -> Reply:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        try:
            claims = self._from_tool(form["client_assertion"])
        except (JoseError, ValueError):
            return Reply(400, {"error": "invalid_client"})
        is_ours = claims["iss"] == claims["sub"] == CLIENT and claims["aud"] == f"{self.address}/token"
        if not is_ours or claims["exp"] < time.time() or claims["jti"] in self._assertions:
            return Reply(400, {"error": "invalid_client"})
        self._assertions.add(claims["jti"])
        token = uuid4().hex
        self.tokens[token] = set(form["scope"].split()), time.time() + self.token_seconds
        return Reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": self.token_seconds})

    def _refused(self, path: str, headers: Mapping[str, str]) -> Reply | None:
        scopes, until = self.tokens.get(
            headers.get("Authorization", "").removeprefix("Bearer "), (set(), 0.0)
        )
        if until < time.time():
            return Reply(401, {"error": "invalid_token"})
        needed = MEMBERS_SCOPE if path == "/members" else ITEMS_SCOPE
        if path.endswith("/scores") or (path != "/members" and SCORES_SCOPE in scopes):
            needed = SCORES_SCOPE
        return None if needed in scopes else Reply(403, {"error": "insufficient_scope"})

    def _members(self, query: Mapping[str, str]) -> Reply:
        start = int(query.get("from", 0))
        size = min(self.page_size, int(query.get("limit", self.page_size)))
        people = [{"user_id": user, "status": "Active", **person} for user, person in self.members.items()]
        links = {}
        if start + size < len(people):
            links["Link"] = f'<{self.address}/members?from={start + size}&limit={size}>; rel="next"'
        return Reply(200, {"id": self.address, "members": people[start : start + size]}, links)

    def _on_items(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        if path == "/items":
            return self._make(body) if method == "POST" else self._list(query)
        item = self.items.get(path.split("/")[2])
        if item is None:
            return Reply(404, {"error": "no such column"})
        if path.endswith("/scores") and method == "POST":
            return self._take(item, json.loads(body))
        if method == "DELETE":
            del self.items[item.item_id]
            return Reply(204, None)
        return Reply(200, item.document)

    def _list(self, query: Mapping[str, str]) -> Reply:
        found = [
            item.document
            for item in self.items.values()
            if query.get("resource_id") in (None, item.document.get("resourceId"))
        ]
        return Reply(200, found)

    def _make(self, body: bytes) -> Reply:
        if self.forbids_items:
            return Reply(403, {"error": "not in this course"})
        item = self.add_item(json.loads(body))
        return Reply(201, item.document)

    def add_item(self, document: Mapping[str, Any]) -> Item:
        item_id = uuid4().hex
        item = Item(item_id, {**document, "id": f"{self.address}/items/{item_id}?type_id=1"})
        self.items[item_id] = item
        return item

    def _take(self, item: Item, sent: Mapping[str, Any]) -> Reply:
        user = sent["userId"]
        if self.members and user not in self.members:
            return Reply(404, {"error": "no such user in the course"})
        at = datetime.fromisoformat(sent["timestamp"]).replace(microsecond=0)
        last = item.scores.get(user)
        if last is not None and at <= last.at:
            return Reply(409, {"error": "refusing score with an earlier timestamp"})
        is_graded = sent["gradingProgress"] == "FullyGraded"
        item.scores[user] = Score(at, sent["scoreGiven"] if is_graded else None, sent.get("scoreMaximum"))
        self.taken += 1
        return Reply(200, None)

    # Faults

    def draw(self) -> dict[str, float]:
        with self._lock:
            names = ("dropped", "lost", "failing", "busy", "repeated", "delayed")
            return {name: self._chance.random() for name in names}

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@contextmanager
def running_platform(tool_keys: Callable[[], Mapping[str, Any]]) -> Iterator[Platform]:
    platform = Platform(tool_keys)
    platform.start()
    try:
        yield platform
    finally:
        platform.stop()


def login_query(platform: Platform, user: str, **more: str) -> str:
    """How a platform opens the login of the tool."""
    asked = {
        "iss": platform.address,
        "login_hint": user,
        "target_link_uri": "http://localhost/lti/launch",
        "client_id": CLIENT,
        "lti_deployment_id": DEPLOYMENT,
        **more,
    }
    return urlencode(asked)

"""Browsers that take an exam over HTTP as the page’s script does: a queue of saves, retries, cuts, and two devices."""

import json
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

TIMEOUT_SECONDS = 20.0
TOO_LATE = "-1"
LOST = (URLError, HTTPException, TimeoutError, OSError)


class Cut(ConnectionError):
    """The connection was lost: before the request came to the server, or before its answer came back."""


@dataclass
class Acknowledged:
    """A save that the server confirmed: of a device, with its number, and what was typed when."""

    position: int
    device: str
    sequence: int
    answer: str
    typed_at: float
    outcome: str
    confirmed_at: float


@dataclass
class Learner:
    """One guest with the same cookies on all devices. chance: when connections are lost."""

    address: str
    chance: random.Random
    cuts: float = 0.15
    jar: CookieJar = field(default_factory=CookieJar)
    token: str = ""
    sitting: str = ""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    ends_at: float = 0.0  # by the clock that the server has given, on that of this process
    refused_after_end: int = 0
    lost_connections: int = 0

    def ask(self, path: str, fields: Any = None, is_cut: bool = False) -> tuple[int, str, str]:
        """The status, the text, and the address of the answer. Raises an error of LOST."""
        if is_cut and self.chance.random() < self.cuts / 2:
            raise Cut
        headers = {
            "Accept": "application/json, text/html",
            "X-CSRFToken": self.token,
            "Accept-Language": "en",
        }
        body = urlencode(fields, doseq=True).encode() if fields is not None else None
        opener = build_opener(HTTPCookieProcessor(self.jar))
        try:
            with opener.open(Request(self.address + path, body, headers), timeout=TIMEOUT_SECONDS) as answer:
                found = answer.status, answer.read().decode(), answer.url
        except HTTPError as refusal:
            found = refusal.code, refusal.read().decode(), refusal.url
        if is_cut and self.chance.random() < self.cuts / 2:
            raise Cut
        return found

    def insist(self, path: str, fields: Any = None) -> tuple[int, str, str]:
        """Ask again until there is an answer that is not an error of the server."""
        while True:
            try:
                found = self.ask(path, fields)
                if found[0] < 500:
                    return found
            except LOST:
                self.lost_connections += 1
            time.sleep(self.chance.uniform(0.05, 0.5))

    def begin(self, exam: str) -> None:
        """Start twice, as a double click does."""
        page = self.insist(f"/exams/{exam}")[1]
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        self.token = found[1]
        addresses = {self.insist(f"/exams/{exam}/sittings", {})[2].split("?")[0] for _ in range(2)}
        assert len(addresses) == 1, addresses
        self.sitting = addresses.pop().removeprefix(self.address)
        left = json.loads(self.insist(f"{self.sitting}/state")[1])["secondsLeft"]
        self.ends_at = time.monotonic() + left


class Device:
    """A page of the exam: what is typed waits in a queue until the server has confirmed it."""

    def __init__(self, learner: Learner, name: str) -> None:
        self.learner = learner
        self.name = name
        self.sequences: dict[int, int] = {}
        self.seen: dict[int, int] = {}
        self.queue: dict[int, tuple[int, str, float, int]] = {}
        self.is_over = False

    def type(self, position: int, answer: str) -> None:
        self.sequences[position] = self.sequences.get(position, 0) + 1
        seen = self.seen.get(position, 0)
        self.queue[position] = (self.sequences[position], answer, time.monotonic(), seen)

    def flush(self) -> None:
        """Send what waits, once; what fails stays in the queue."""
        for position, entry in list(self.queue.items()):
            try:
                self.send(position, entry)
            except LOST:
                self.learner.lost_connections += 1
                return

    def send(self, position: int, entry: tuple[int, str, float, int], device: str | None = None) -> None:
        sequence, answer, typed_at, seen = entry
        fields = {
            "answer": answer,
            "device": device or self.name,
            "sequence": sequence,
            "seen": seen,
            "typed": "1",
            "left": f"{self.learner.ends_at - typed_at:.3f}",
            "seconds": "1.0",
        }
        status, text, _ = self.learner.ask(f"{self.learner.sitting}/items/{position}", fields, is_cut=True)
        if status == 409:
            self.is_over = True
            self.learner.refused_after_end += 1
            self.queue.pop(position, None)
        elif status == 200:
            self.confirmed(position, entry, text)

    def confirmed(self, position: int, entry: tuple[int, str, float, int], text: str) -> None:
        reply = json.loads(text)
        sequence, answer, typed_at, _ = entry
        if reply["outcome"] == "stored":
            self.seen[position] = reply["revision"]
        self.learner.acknowledged.append(
            Acknowledged(position, self.name, sequence, answer, typed_at, reply["outcome"], time.monotonic())
        )
        if self.queue.get(position, (0,))[0] == sequence:
            del self.queue[position]

    def reload(self) -> "Device":
        """A new page, which sends what the old one left, under the name of that one."""
        return Device(self.learner, f"{self.name[:30]}.{self.learner.chance.randrange(10**6)}")


def take_exam(
    learner: Learner, exam: str, count: int, ends_itself: bool, changes: int, pause: Callable[[], float]
) -> None:
    """Begin, change answers on two devices, and submit twice; or go away without submitting."""
    learner.begin(exam)
    devices = [Device(learner, f"laptop-{id(learner)}"), Device(learner, f"phone-{id(learner)}")]
    left: list[Device] = []
    for typed in range(changes):
        device = learner.chance.choice(devices)
        position = learner.chance.randint(1, count)
        device.type(position, str(1000 + typed))
        if learner.chance.random() < 0.8:
            device.flush()
        if learner.chance.random() < 0.1:  # an old request arrives once more, as after Back
            repeat_old(device, learner.chance)
        if learner.chance.random() < 0.08:  # reload: another page continues, and sends what was left
            left.append(device)
            devices[devices.index(device)] = device.reload()
        time.sleep(pause())
    while any(device.queue and not device.is_over for device in [*left, *devices]):
        for device in [*left, *devices]:
            if not device.is_over:
                device.flush()
        time.sleep(0.05)
    if ends_itself:
        threads = [
            threading.Thread(target=learner.insist, args=(f"{learner.sitting}/submit", {})) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        late = Device(learner, f"late-{id(learner)}")
        late.type(1, TOO_LATE)
        while late.queue:
            late.flush()
        assert late.is_over


def repeat_old(device: Device, chance: random.Random) -> None:
    of_device = [each for each in device.learner.acknowledged if each.device == device.name]
    if not of_device:
        return
    old = chance.choice(of_device)
    try:
        device.send(old.position, (old.sequence, old.answer, old.typed_at, 0))
    except LOST:
        device.learner.lost_connections += 1

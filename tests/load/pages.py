"""The processor time that the server spends on one request of each page, warm, and how many it answers a second."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

PAGES = {  # with the target in milliseconds of processor time
    "/": 4,
    "/questions/exploding-gradient-diagnosis": 7,
    "/lab": 5,
    "/lab/mlp-nan-loss": 6,
    "/claims": 5,
    "/api/v1/questions/exploding-gradient-diagnosis": 4,
}
WARM_REQUESTS = 20
CLIENTS = 4


@dataclass(frozen=True)
class Cost:
    """milliseconds: of the server's processor, for a request of one guest after the other."""

    path: str
    milliseconds: float
    target: float
    requests_per_second: float

    def line(self) -> str:
        met = "met" if self.milliseconds <= self.target else "missed"
        return f"{self.path:48} {self.milliseconds:8.1f} {self.target:8.0f} {met:>7} {self.requests_per_second:11.0f}"


HEAD = f"{'processor time of a request, warm':48} {'ms':>8} {'target':>8} {'':>7} {'requests/s':>11}"


def costs(address: str, cpu_seconds: Callable[[], float], seconds: float) -> list[Cost]:
    return [_cost(address, path, target, cpu_seconds, seconds) for path, target in PAGES.items()]


def _cost(address: str, path: str, target: float, cpu_seconds: Callable[[], float], seconds: float) -> Cost:
    reader = _Reader(address, path)
    for _ in range(WARM_REQUESTS):
        reader.read()
    before, count, deadline = cpu_seconds(), 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        reader.read()
        count += 1
    milliseconds = 1000 * (cpu_seconds() - before) / count
    return Cost(path, milliseconds, target, _requests_per_second(address, path, seconds))


def _requests_per_second(address: str, path: str, seconds: float) -> float:
    """Of several guests at once, each of whom asks again as soon as the answer is there."""
    deadline, counts = time.monotonic() + seconds, [0] * CLIENTS

    def ask(client: int) -> None:
        reader = _Reader(address, path)
        while time.monotonic() < deadline:
            reader.read()
            counts[client] += 1

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / seconds


class _Reader:
    """A guest with the cookies of a browser, on a kept connection."""

    def __init__(self, address: str, path: str) -> None:
        self.path = path
        self.connection = HTTPConnection(urlsplit(address).netloc)
        self.headers = {"Accept-Encoding": "gzip, br", "Accept-Language": "en"}

    def read(self) -> None:
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{self.path}: {answer.status}")
        cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        if cookies:
            self.headers["Cookie"] = "; ".join(cookies)

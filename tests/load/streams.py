"""Streams kept open from one thread, as by many open pages."""

import asyncio
import json
import threading
import urllib.request
from urllib.parse import urlsplit

WAITING = {
    "network": {"kind": "rnn", "width": 64},
    "task": {"kind": "temporal_order", "length": 60},
    "steps": 2000,
}
SECONDS_TO_OPEN = 60


def ask_for_runs(address: str, count: int) -> list[str]:
    """Runs of some seconds each: one is computed, the others wait."""
    return [
        _post(f"{address}/api/v1/runs", {"experiments": [WAITING | {"seed": seed}]}) for seed in range(count)
    ]


class HeldStreams:
    """A stream for each run, in a thread of its own until the block ends."""

    def __init__(self, address: str, runs: list[str]) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname, parts.port
        self._runs = runs
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.lost = 0
        self.received = 0

    def __enter__(self) -> "HeldStreams":
        self._thread.start()
        opening = asyncio.run_coroutine_threadsafe(self._open_all(), self._loop)
        opening.result(SECONDS_TO_OPEN)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close_all(), self._loop).result(SECONDS_TO_OPEN)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open_all(self) -> None:
        gate = asyncio.Semaphore(20)
        self._open = await asyncio.gather(*(self._open_one(run, gate) for run in self._runs))
        self._reading = [asyncio.create_task(self._read(reader)) for reader, _ in self._open]

    async def _open_one(
        self, run: str, gate: asyncio.Semaphore
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with gate:
            reader, writer = await asyncio.open_connection(self._host, self._port)
            request = f"GET /api/v1/runs/{run}/events HTTP/1.1\r\nHost: {self._host}\r\n\r\n"
            writer.write(request.encode())
            status = await reader.readline()
            assert b" 200 " in status, status
            return reader, writer

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while part := await reader.read(65536):
            self.received += len(part)
        self.lost += 1

    async def _close_all(self) -> None:
        for task in self._reading:
            task.cancel()
        for _, writer in self._open:
            writer.close()
        await asyncio.sleep(0.1)


def _post(url: str, body: object) -> str:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        run: str = json.load(answer)["id"]
    return run

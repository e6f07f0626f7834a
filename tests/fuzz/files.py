"""Ten thousand spoiled files. Not in the suite: `make fuzz`."""

import ctypes
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from quizapp.formats.exchange.bounds import FileRefused
from quizapp.formats.exchange.reading import read_drafts
from tests.examples import TIMES
from tests.fuzz.spoiled_files import sound_files, spoiled_files
from tests.promises import Tell

pytestmark = pytest.mark.hypothesis  # by which `make fuzz` chooses
NAMES = ("a.gift", "a.xml", "a.zip", "a.apkg", "a.csv", "a.txt", "a.yaml", "a.json")


def test_spoiled_files_are_read_or_refused_at_once_and_with_little_memory(figure: Tell) -> None:
    """In a process of its own, which has read every format once before anything is measured. For Linux."""
    count, seed = 500 * TIMES, random.randrange(2**31)
    command = [sys.executable, "-m", "tests.fuzz.files", str(seed), str(count)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    figure(f"{count} files, {found['refused']} refused, at most {found['seconds']:.2f} s and "
           f"{found['megabytes']:.0f} MB, seed {seed}")  # fmt: skip
    assert found["faults"] == []
    assert found["megabytes"] < 100
    assert found["seconds"] < 10, "a second, on a machine ten times slower"


def measure(seed: int, count: int) -> dict[str, object]:
    """faults: what was raised beside refusals, with the number of the file. seconds: of the processor, for one file."""
    for data in sound_files():
        read_drafts("a", data)
    slowest, refused, most = 0.0, 0, 0
    faults, times = [], Counter[int]()
    for number, data in enumerate(spoiled_files(seed, count)):
        before = _memory("VmRSS", forgets_most=True)
        start = time.process_time()
        try:
            read_drafts(NAMES[number % len(NAMES)], data)
        except FileRefused:
            refused += 1
        except Exception as error:  # noqa: BLE001 (whatever it is, it is a fault)
            faults.append(f"{number}: {error!r}"[:300])
        seconds = time.process_time() - start
        times[number] = round(seconds * 1000)
        slowest, most = max(slowest, seconds), max(most, _memory("VmHWM") - before)
    return {
        "faults": faults[:20],
        "refused": refused,
        "seconds": slowest,
        "slow": times.most_common(5),
        "megabytes": most / 1000,
    }


def _memory(name: str, *, forgets_most: bool = False) -> int:
    """A figure of the kernel about the memory of this process, in kilobytes. forgets_most: measure the most anew."""
    if forgets_most:
        ctypes.CDLL(None).malloc_trim(0)  # give back what making the file took
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))

"""The process of one library and one workload: it answers each number of updates on stdin with a JSON line."""

import os

if hasattr(os, "sched_setaffinity"):  # one thread each: also where a library would hand work to a second one
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import argparse
import json
import sys
from pathlib import Path


def main() -> None:
    """--cold: train once and leave; otherwise train on request, the first answer with the columns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=["ours", "products", "pytorch", "script", "jax"])
    parser.add_argument("workload")
    parser.add_argument("peer_file", type=Path)
    parser.add_argument("--cold", type=int, metavar="UPDATES")
    options = parser.parse_args()
    train = _prepare(options.side, options.workload, options.peer_file)
    if options.cold:
        train(options.cold)
        return
    is_first = True
    for line in sys.stdin:
        updates = int(line)
        seconds, columns = train(updates)
        answer = {"seconds": seconds}
        if is_first:
            answer["columns"] = {
                name: column.reshape(updates, -1).tolist() for name, column in columns.items()
            }
        is_first = False
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _prepare(side: str, workload: str, peer_file: Path):
    """Imported here, since no library's import may cost another."""
    if side in ("ours", "products"):
        from tests.benchmarks import matrix_products, ours

        return (ours if side == "ours" else matrix_products).prepare(workload)
    from tests.benchmarks.peer_setup import read_peer_file

    if side == "pytorch":
        from tests.benchmarks import peers_pytorch as peer
    elif side == "script":
        from tests.benchmarks import peers_script as peer
    else:
        from tests.benchmarks import peers_jax as peer
    return peer.prepare(read_peer_file(peer_file))


if __name__ == "__main__":
    main()

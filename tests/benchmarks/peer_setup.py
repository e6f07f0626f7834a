"""What another library trains: the simulator's initial parameters and batches, without importing it.

Here and in the peers, R stands in front where several runs train at once.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class PeerSetup:
    """Settings of the experiment and initial parameters by name (float32); by run, the text of the function that
    draws its batches, and the whole script of `to_pytorch`.
    """

    settings: dict[str, Any]
    parameters: dict[str, np.ndarray]
    sources: list[str]
    scripts: list[str]

    @property
    def kind(self) -> str:
        return str(self.settings["network"]["kind"])

    @property
    def learning_rate(self) -> float:
        return float(self.settings["optimizer"]["learning_rate"])

    def batches(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Inputs ([R,] [time,] batch, features) float32 and targets ([R,] batch …), without end."""
        dtype = np.float32
        each = [_generator(source) for source in self.sources]
        if len(each) == 1:
            for x, y in each[0]:
                yield x.astype(dtype), y.astype(dtype) if y.dtype == np.float64 else y
        while True:
            drawn = [next(one) for one in each]
            yield (
                np.stack([x for x, _ in drawn], dtype=dtype, casting="same_kind"),
                np.stack([y for _, y in drawn]),
            )


def columns_of(rows: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Rows by name as columns (updates, [R,] …); the output layer, which is linear, is never flat, as in a trace."""
    columns = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    for name in ("activation_saturation", "activation_dead"):
        columns[name] = np.concatenate([columns[name], np.zeros_like(columns[name][..., :1])], axis=-1)
    return columns


def _generator(source: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    names: dict[str, Any] = {"np": np}
    exec(source, names)  # the text `to_pytorch` puts into its scripts
    batches: Iterator[tuple[np.ndarray, np.ndarray]] = names["batches"]()
    return batches


def read_peer_file(path: Path) -> PeerSetup:
    """What `workloads.write_peer_file` wrote."""
    with np.load(path) as stored:
        arrays = dict(stored)
    settings = json.loads(str(arrays.pop("settings")))
    sources, scripts = arrays.pop("sources").tolist(), arrays.pop("scripts").tolist()
    return PeerSetup(settings, arrays, sources, scripts)

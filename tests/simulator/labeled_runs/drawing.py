"""Random choices of settings: the sizes of a set, and what a family draws from them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Document: TypeAlias = dict[str, Any]
RUNS_OF_A_STACK = 4


@dataclass(frozen=True)
class Sizes:
    """What the settings of one set are drawn from."""

    seed: int
    stacks: int  # of each family, and the extra ones
    widths: tuple[int, ...]
    shallow: tuple[int, ...]
    deep: tuple[int, ...]
    batches: tuple[int, ...]
    small_batch: int
    tiny_batches: tuple[int, ...]
    steps: int
    short: tuple[int, ...]  # sequences
    long: tuple[int, ...]
    states: tuple[int, ...]  # units of a recurrent network
    scales: tuple[float, ...]  # of targets
    sequence_batches: tuple[int, ...]


class Draw:
    """One stack's random choices: what is fixed for the stack, and what differs between its runs."""

    def __init__(self, sizes: Sizes, seed: int) -> None:
        self.sizes, self.generator = sizes, np.random.default_rng(seed)

    def one(self, options: tuple[Any, ...]) -> Any:
        return options[int(self.generator.integers(len(options)))]

    def between(self, low: float, high: float) -> float:
        """Evenly on a log scale."""
        return float(np.exp(self.generator.uniform(np.log(low), np.log(high))))

    def vectors(self) -> Document:
        """A task for an mlp."""
        if self.one((True, False)):
            return {"kind": "regression", "features": self.one((6, 10)), "samples": 512}
        return {"kind": "classification", "features": 8, "classes": self.one((3, 5)), "samples": 512}

    def mlp(self, activation: str, depths: tuple[int, ...], **more: Any) -> Document:
        network = {"kind": "mlp", "activation": activation, "depth": self.one(depths)}
        network |= {"width": self.one(self.sizes.widths), **more}
        return {
            "network": network,
            "task": self.vectors(),
            "batch_size": self.one(self.sizes.batches),
            "steps": self.sizes.steps,
        }

    def recurrent(self, kind: str, lengths: tuple[int, ...], tasks: tuple[str, ...], **more: Any) -> Document:
        task: Document = {"kind": self.one(tasks)}
        if task["kind"] != "next_word":
            task["length"] = self.one(lengths)
        if task["kind"] == "recall":
            task["delay"] = self.one((1, 2, 4))
        return {
            "network": {"kind": kind, "width": self.one(self.sizes.states), **more},
            "task": task,
            "batch_size": self.one(self.sizes.sequence_batches),
            "steps": self.sizes.steps,
        }

    def tiny(self) -> int:
        return int(self.one(self.sizes.tiny_batches))

    def clip(self, low: float, high: float) -> Document:
        return {"kind": "norm", "threshold": self.between(low, high)}


def changed(document: Document, init: Document | None = None, **changes: Any) -> Document:
    network = document["network"] | ({"init": init} if init else {})
    return document | {"network": network} | changes


def runs(draw: Draw, document: Document, change: Callable[[], Document]) -> Iterator[Document]:
    for _ in range(RUNS_OF_A_STACK):
        changes = change()
        yield changed(document, changes.pop("init", None), **changes)


def rate(low: float, high: float, draw: Draw, kind: str = "sgd") -> Document:
    return {"kind": kind, "learning_rate": draw.between(low, high)}

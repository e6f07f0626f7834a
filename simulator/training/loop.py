"""The training loop. It trains a stack of experiments of one shape; a single run is a stack of one.

Everything has a leading runs axis: parameters and gradients are (runs, size), inputs (runs, [time,] batch,
features). No operation mixes runs, and each processes the numbers of a run in the same order for any number of runs,
so a run in a stack equals the run alone, bit for bit, and a NaN stays in its run.

Randomness: an experiment's seed makes three independent generators, for the parameters, for the data set
and for the batches. So two experiments that differ only in the network see the same data, and two that differ
only in a gain start from the same draws.
"""

import time
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout_of, network_of
from simulator.kernels.activations import ACTIVATIONS
from simulator.measuring.probes import Recorder
from simulator.measuring.trace import Trace
from simulator.settings.experiment import Experiment
from simulator.tasks import shape_of, source_of
from simulator.tasks.task import Draws
from simulator.training.clipping import clip_by_norm, clip_by_value
from simulator.training.initial_parameters import initial_row
from simulator.training.losses import cross_entropy, squared_error
from simulator.training.optimizers import optimizer_of
from simulator.training.penalties import PENALTIES
from simulator.training.randomness import Generators

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


class Training:
    """The state of a stack of runs between two updates."""

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        self.experiments = tuple(experiments)
        self.plan = plan = experiments[0]  # the settings that the experiments of a stack share
        self.task = shape_of(plan.task)
        runs, dtype, layout = len(experiments), np.dtype(plan.dtype), layout_of(plan)
        generators = [Generators.of(experiment.seed) for experiment in experiments]
        self.parameters = np.zeros((runs, layout.size), dtype)
        for row, experiment, own in zip(self.parameters, experiments, generators, strict=True):
            row[...] = initial_row(experiment, layout, own.parameters)
        self.sources = [
            source_of(experiment.task, Draws(plan.batch_size, own.data, own.batches, dtype))
            for experiment, own in zip(experiments, generators, strict=True)
        ]
        self.gradients = np.zeros_like(self.parameters)
        self.network = network_of(plan, self.parameters, self.gradients)
        self._prepare_batches(runs, dtype)
        self._prepare_updates()
        self.recorder: Recorder | None = None
        self.step = 0
        self.seconds = 0.0
        self.is_alive = np.ones(runs, bool)
        self.rows_done = np.zeros(runs, int)
        self.last_parameters: dict[int, Array] = {}  # of runs that ended before their stack

    def _prepare_batches(self, runs: int, dtype: np.dtype[Any]) -> None:
        task, batch = self.task, self.plan.batch_size
        time_axis = () if task.length is None else (task.length,)
        self.inputs = np.zeros((runs, *time_axis, batch, task.features), dtype)
        target_time = time_axis if task.has_target_per_step else ()
        outputs = (runs, *target_time, batch, task.outputs)
        self.d_outputs = np.zeros(outputs, dtype)
        self.targets = (
            np.zeros(outputs[:-1], np.int64) if task.is_classification else np.zeros(outputs, dtype)
        )
        self.loss_and_gradient = cross_entropy if task.is_classification else squared_error
        self.batch_factor = 1.0 if self.plan.reduction == "mean" else float(batch)

    def _prepare_updates(self) -> None:
        self.optimizer = optimizer_of([e.optimizer for e in self.experiments], self.parameters)
        self.clip_thresholds = np.array([e.clip.threshold if e.clip else np.inf for e in self.experiments])
        self.penalty_strengths = np.array([e.penalty.strength if e.penalty else 0 for e in self.experiments])
        if self.plan.penalty is not None:
            roles = {"recurrent"} if self.plan.penalty.on == "recurrent" else {"input", "recurrent", "output"}
            names = [matrix.name for matrix, _ in self.network.layout.placed() if matrix.role in roles]
            weights, d_weights = map(self.network.layout.views, (self.parameters, self.gradients))
            self.penalized = [weights[name] for name in names], [d_weights[name] for name in names]

    @property
    def is_finished(self) -> bool:
        return self.step >= self.plan.steps or not self.is_alive.any()

    def draw_batch(self) -> None:
        """The next batch of every run, each from its own generator."""
        for run, source in enumerate(self.sources):
            source.draw(self.inputs[run], self.targets[run])

    def compute_gradients(self) -> tuple[Array, Float64, Float64]:
        """Forward, loss and backward on the current batch; returns outputs, loss and metric (runs,)."""
        outputs = self.network.forward(self.inputs)
        loss, metric = self.loss_and_gradient(outputs, self.targets, self.d_outputs, self.batch_factor)
        if self.recorder is not None:
            self.recorder.record_derivatives(self.step)
        self.network.backward(self.inputs, self.d_outputs)
        if self.plan.penalty is not None:
            add_penalty = PENALTIES[self.plan.penalty.kind]
            loss = loss + add_penalty(*self.penalized, self.penalty_strengths)
        return outputs, loss, metric

    def update(self) -> None:
        """Do one update of every run, and record it as one row."""
        started = time.perf_counter()
        row = self.step
        with np.errstate(all="ignore"):
            recorder = self.recorder = self.recorder or self._new_recorder()
            self.draw_batch()
            outputs, loss, metric = self.compute_gradients()
            self._clip(recorder.record_backward(row, outputs), row)
            recorder.record_recurrent_matrices(row)
            self.optimizer.update(self.parameters, self.gradients)
            is_finite = recorder.record_weights(row)
        columns = recorder.columns
        columns["loss"][:, row], columns["metric"][:, row] = loss, metric
        self.step += 1
        self.rows_done[self.is_alive] = self.step
        for run in np.flatnonzero(self.is_alive & ~is_finite):
            self.last_parameters[int(run)] = self.parameters[run].copy()
        self.is_alive &= is_finite
        self.seconds += time.perf_counter() - started

    def _clip(self, norms: Float64, row: int) -> None:
        assert self.recorder is not None
        if self.plan.clip is None:
            applied = norms
        elif self.plan.clip.kind == "norm":
            applied = clip_by_norm(self.gradients, norms, self.clip_thresholds)
        else:
            self.recorder.keep_unclipped()
            applied = clip_by_value(self.gradients, self.clip_thresholds)
        self.recorder.record_clipping(row, norms, applied)

    def _new_recorder(self) -> Recorder:
        return Recorder(
            self.network,
            self.parameters,
            self.gradients,
            self.optimizer.change,
            self.plan,
            self.task.length,
            ACTIVATIONS[self.plan.network.activation].largest_derivative,
        )

    def rows(self, run: int, start: int) -> dict[str, Float64]:
        """The rows of one run recorded since row `start`, copied."""
        assert self.recorder is not None
        end = self.rows_done[run]
        return {name: column[run, start:end].copy() for name, column in self.recorder.columns.items()}

    def trace(self, run: int) -> Trace:
        """The trace of one finished run."""
        columns: dict[str, Any] = self.rows(run, 0)
        return Trace(
            experiment=self.experiments[run],
            layer_names=self.network.layout.layer_names,
            first_nonfinite_step=None if self.is_alive[run] else int(self.rows_done[run]) - 1,
            final_parameters=self.network.layout.to_dict(self.last_parameters.get(run, self.parameters[run])),
            seconds=self.seconds,
            **columns,
        )

"""Outputs and loss of a walk, where the gradient starts, and the gradients of the parameters with their norm.

p = softmax(o) where classes are asked for. l: the loss of each sample (batch,), in nats or squared units;
loss = mean of all l over time and batch (times the batch with reduction "sum"), plus the penalty.
d_o = (p - one_hot(target)) / n, or 2 (o - target) / n: n is how many numbers the mean is over.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.losses import penalized_names, penalty_of, sample_losses, softmax
from simulator.measuring.norms import root_sum_square
from simulator.training.clipping import clip_by_norm, clip_by_value
from simulator.views.inside.axes import Axes
from simulator.views.inside.computed import Computed
from simulator.views.inside.notation import Named, gradient_of
from simulator.views.inside.walk import Line, Record

Array: TypeAlias = NDArray[Any]


class LossRecord:
    """Where they go. Outputs are o of each time step, or y without time."""

    def __init__(self, record: Record, axes: Axes, computed: Computed) -> None:
        self.record, self.axes, self.computed = record, axes, computed
        self.letter = "y" if computed.task.length is None else "o"
        self.is_classification = computed.task.is_classification

    def keep_output(self, time: int | None, output: Array, target: Array) -> list[Line]:
        """The output (batch, outputs) and what is asked (batch,) or (batch, outputs); lines from the output on."""
        record, of_classes = self.record, (self.axes.batch, self.axes.outputs)
        o = record.keep(self._named(self.letter, self.letter, time), of_classes, output)
        asked = (self.axes.batch,) if self.is_classification else of_classes
        y = record.keep(self._named("target", r"\mathrm{target}", time), asked, target)
        lines = []
        if self.is_classification:
            p = record.keep(self._named("p", "p", time), of_classes, softmax(output))
            lines.append(record.line(p, f"softmax({o})"))
            right = rf"-\log {record.arrays[p].latex}[\mathrm{{target}}]"
        else:
            right = rf"\mathrm{{mean}}(({record.arrays[o].latex} - {record.arrays[y].latex})^2)"
        each = record.keep(self._named("l", r"\ell", time), (self.axes.batch,), sample_losses(output, target))
        spoken = "cross_entropy" if self.is_classification else "squared_error"
        return [*lines, record.line(each, f"{spoken}({o}, {y})", right)]

    def add_loss(self, times: Sequence[int | None]) -> None:
        """times: of every output, or one None without a time axis."""
        record, plan = self.record, self.computed.experiment
        names = [self._named("l", r"\ell", time)[0] for time in times]
        factor = "" if plan.reduction == "mean" else f"{plan.batch_size} * "
        expression, right = f"{factor}mean({', '.join(names)})", self._mean_in_letters(len(times))
        record.keep(("loss", r"\mathcal{L}"), (), np.array(self.computed.loss))
        if plan.penalty is not None:
            parameters = self.computed.parameters
            names = penalized_names(plan.penalty, parameters)
            total = sum(penalty_of(plan.penalty, parameters[name]) for name in names)
            record.keep(("penalty", r"\Omega"), (), np.array(float(total)))
            expression, right = f"{expression} + penalty", rf"{right} + \Omega"
        record.forward("loss", record.line("loss", expression, right))

    def _mean_in_letters(self, count: int) -> str:
        plan = self.computed.experiment
        parts = count * (plan.batch_size if plan.reduction == "mean" else 1)
        total = r"\sum_t \sum_i \ell_t[i]" if count > 1 else r"\sum_i \ell[i]"
        return rf"\frac{{1}}{{{parts}}} {total}" if parts > 1 else total

    def keep_output_gradient(self, time: int | None, values: Array) -> Line:
        """d_o (batch, outputs), and what it is made of."""
        record, plan, task = self.record, self.computed.experiment, self.computed.task
        o, y = (self._named(letter, "", time)[0] for letter in (self.letter, "target"))
        steps = (task.length or 1) if task.has_target_per_step else 1
        count = steps * (plan.batch_size if plan.reduction == "mean" else 1)
        named = gradient_of(self._named(self.letter, self.letter, time))
        made = record.keep(named, (self.axes.batch, self.axes.outputs), values)
        if self.is_classification:
            p = self._named("p", "", time)[0]
            return record.line(
                made, f"({p} - one_hot({y})) / {count}" if count > 1 else f"{p} - one_hot({y})"
            )
        return record.line(made, f"({o} - {y}) * 2 / {count * task.outputs}")

    def keep_parameter_gradients(
        self, name: str, layer: int, expressions: dict[str, tuple[str, str | None]]
    ) -> None:
        """The gradients of some parameters, as training has them: penalty included."""
        record, lines = self.record, []
        for parameter, (expression, right) in expressions.items():
            of = record.arrays[parameter]
            made = record.keep(gradient_of((of.name, of.latex)), of.axes, self.computed.gradients[parameter])
            more, more_in_letters = self._penalty_gradient(parameter, of.latex)
            lines.append(
                record.line(made, expression + more, None if right is None else right + more_in_letters)
            )
        record.backward(name, *lines, layer=layer)

    def _penalty_gradient(self, parameter: str, latex: str) -> tuple[str, str]:
        penalty = self.computed.experiment.penalty
        if penalty is None or not penalized_names(penalty, [parameter]):
            return "", ""
        if penalty.kind == "l2":
            strength = f"{2 * penalty.strength:.6g}"
            return f" + {strength} * {parameter}", rf" + {strength}\,{latex}"
        strength = f"{penalty.strength:.6g}"
        return f" + {strength} * sign({parameter})", rf" + {strength}\,\mathrm{{sign}}({latex})"

    def add_norm(self) -> tuple[float, float]:
        """The norm of the whole gradient, before and after clipping."""
        record, clip, flat = self.record, self.computed.experiment.clip, self.computed.flat_gradient.copy()
        norm = root_sum_square(flat)
        record.keep(("gradient_norm", r"\lVert g \rVert"), (), norm[0])
        names = [f"d_{name}" for name in self.computed.gradients]
        right = r"\sqrt{\sum_{\theta} \lVert \mathrm{d}\theta \rVert^2}"
        lines = [record.line("gradient_norm", f"norm({', '.join(names)})", right)]
        applied = norm
        if clip is not None:
            limit, thresholds = f"{clip.threshold:g}", np.array([clip.threshold])
            if clip.kind == "norm":
                applied = clip_by_norm(flat, norm, thresholds)
                right = rf"\min(\lVert g \rVert, {limit})"
            else:
                applied = clip_by_value(flat, thresholds)
                right = rf"\lVert \mathrm{{clip}}(g, -{limit}, {limit}) \rVert"
            record.keep(("applied_norm", r"\lVert g' \rVert"), (), applied[0])
            lines.append(record.line("applied_norm", f"clip_by_{clip.kind}({limit}, gradient_norm)", right))
        record.backward("norm", *lines)
        return float(norm[0]), float(applied[0])

    def _named(self, letter: str, latex: str, time: int | None) -> Named:
        return (letter, latex) if time is None else (f"{letter}[{time}]", f"{latex}_{{{time}}}")

"""The measurements: what each costs, what it tells apart, and how it is taken from the hidden network.

Each is computed on the network of the case with the seed that the learner sees, either from its initial state or from
its training; those that train it in another way cost the most minutes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import simulator
from quizapp.domain.oncall import readings
from quizapp.domain.oncall.evidence import Evidence
from quizapp.domain.oncall.families import Family
from quizapp.errors import N_

BUDGET_MINUTES = 24
PROOF_MINUTES = 6  # of the budget, kept for testing the fix
RATE_STEP = 5
LONGER = 4

Take = Callable[[simulator.Experiment], Evidence]


@dataclass(frozen=True)
class Measurement:
    """name: what is measured. tells: what it tells apart. sentences: by variant, with the facts of the evidence."""

    code: str
    name: str
    minutes: int
    tells: str
    sentences: Mapping[str, str]
    take: Take
    of: str = ""  # which families have it: all, those of MLPs, recurrent ones, or one of them

    def suits(self, family: Family) -> bool:
        own = {"mlp": not family.is_recurrent, "rnn": family.is_recurrent, "": True}
        return own.get(self.of, self.of == family.slug)


@lru_cache(maxsize=4)
def _trained(experiment: simulator.Experiment) -> simulator.Trace:
    """The run of the network as it is, which several measurements read."""
    return simulator.run(experiment)


def _of_trace(read: Callable[[simulator.Trace], Evidence]) -> Take:
    return lambda experiment: read(_trained(experiment))


def _of_first_update(read: Callable[[simulator.Trace], Evidence]) -> Take:
    return lambda experiment: read(simulator.run(experiment.model_copy(update={"steps": 1})))


def _activations(experiment: simulator.Experiment) -> Evidence:
    is_recurrent = experiment.network.kind in simulator.RECURRENT_KINDS
    return (_of_trace if is_recurrent else _of_first_update)(readings.activations)(experiment)


def _beside(code: str, change: Callable[[simulator.Experiment], simulator.Experiment]) -> Take:
    def take(experiment: simulator.Experiment) -> Evidence:
        trace, other = _trained(experiment), simulator.run(change(experiment))
        return readings.other_run(code, trace, other)

    return take


def _rate_times(factor: float) -> Callable[[simulator.Experiment], simulator.Experiment]:
    def change(experiment: simulator.Experiment) -> simulator.Experiment:
        return experiment.replace("optimizer.learning_rate", experiment.optimizer.learning_rate * factor)

    return change


def _longer(experiment: simulator.Experiment) -> simulator.Experiment:
    return experiment.replace("steps", experiment.steps * LONGER)


def _short(experiment: simulator.Experiment) -> simulator.Experiment:
    """The same network where the answer is shown one time step before the end."""
    task = {**experiment.task.model_dump(mode="json"), "length": 4, "delay": 1}
    document = experiment.model_dump(mode="json") | {"task": task}
    if document["truncate"]:
        document["truncate"] = min(document["truncate"], 4)
    return simulator.Experiment.model_validate(document)


_OTHER_RUN = {
    "": N_("The loss ends at %(last)s times that of guessing."),
    "learns": N_("It learns: the loss ends at %(last)s times that of guessing."),
    "cut": N_("The loss stops being finite."),
}

MEASUREMENTS: Mapping[str, Measurement] = MappingProxyType(
    {
        each.code: each
        for each in (
            Measurement(
                "loss",
                N_("Loss during training"),
                1,
                N_("tells a loss that diverges from one that does not move"),
                {
                    "": N_("The loss goes from %(first)s to %(last)s times that of guessing."),
                    "cut": N_(
                        "The loss starts at %(first)s times that of guessing and stops being finite "
                        "after %(updates)s updates."
                    ),
                },
                _of_trace(readings.loss),
            ),
            Measurement(
                "terms",
                N_("Loss of one batch, term by term"),
                2,
                N_("tells the data from a penalty, and a mean from a sum"),
                {
                    "": N_(
                        "One sample: %(mean)s on average. The batch: %(data)s, which is %(factor)s "
                        "times as much. Penalty: %(penalty)s."
                    )
                },
                readings.terms,
            ),
            Measurement(
                "gradient",
                N_("Gradient norm, before and after clipping"),
                2,
                N_("tells whether clipping gets in the way, and whether gradients explode"),
                {
                    "": N_(
                        "No gradient is clipped. The norm starts at %(first)s; the largest is %(largest)s."
                    ),
                    "clipped": N_(
                        "%(share)s of the gradients are clipped, in the median to %(kept)s of their "
                        "length. The norm starts at %(first)s; the largest is %(largest)s."
                    ),
                },
                _of_trace(readings.gradient),
            ),
            Measurement(
                "layers",
                N_("Gradient of each layer, first update"),
                3,
                N_("tells a gradient that vanishes or grows over the layers from one that does not"),
                {
                    "": N_(
                        "From hidden layer %(layers)s back to layer 1, the norm goes from %(last)s to %(first)s."
                    )
                },
                _of_first_update(readings.layers),
                "mlp",
            ),
            Measurement(
                "times",
                N_("Gradient at each time step, first update"),
                3,
                N_("tells a gradient that is cut off from one that decays or grows"),
                {
                    "": N_(
                        "From the last time step back to the first, the norm changes by a factor of "
                        "%(factor)s per step."
                    ),
                    "cut": N_("At the first %(zeros)s of %(length)s time steps, the gradient is exactly 0."),
                },
                _of_first_update(readings.times),
                "rnn",
            ),
            Measurement(
                "activations",
                N_("Activations"),
                3,
                N_("tells saturated and dead units from those that pass a gradient on"),
                {
                    "": N_(
                        "At the first update, at most %(saturated)s of a layer are saturated, and at "
                        "most %(dead)s dead. "
                        "The standard deviation goes from %(first)s in layer 1 to %(last)s in the last one."
                    ),
                    "single": N_(
                        "At the first update, %(saturated)s of the units are saturated, and %(dead)s "
                        "dead. The standard "
                        "deviation goes from %(first)s to %(last)s during training."
                    ),
                },
                _activations,
            ),
            Measurement(
                "weights",
                N_("Initial weights and biases"),
                3,
                N_("tells weights or biases of an unusual size"),
                {
                    "": N_(
                        "Weights: standard deviation times √(inputs) is %(gain)s in the median layer. "
                        "Biases: standard deviation %(bias)s."
                    )
                },
                readings.weights,
            ),
            Measurement(
                "radius",
                N_("Spectral radius of the recurrent matrix"),
                2,
                N_("tells a recurrent matrix that amplifies from one that forgets"),
                {
                    "": N_("The largest eigenvalue has the absolute value %(radius)s."),
                    "gates": N_(
                        "The largest eigenvalue has the absolute value %(radius)s, in the median of "
                        "%(matrices)s matrices."
                    ),
                },
                readings.radius,
                "rnn",
            ),
            Measurement(
                "data",
                N_("Inputs and targets of one batch"),
                2,
                N_("tells numbers that the network does not expect"),
                {
                    "": N_(
                        "Inputs: mean %(input_mean)s, standard deviation %(input_std)s. Targets: mean "
                        "%(target_mean)s, standard deviation %(target_std)s."
                    ),
                    "classes": N_("Inputs: mean %(input_mean)s, standard deviation %(input_std)s."),
                },
                readings.data,
                "mlp",
            ),
            Measurement(
                "gates",
                N_("Gates over time, before training"),
                3,
                N_("tells which gate lets nothing through"),
                {
                    "": N_(
                        "On average, the input gate is at %(input_gate)s, the forget gate at "
                        "%(forget_gate)s, and the output gate at %(output_gate)s."
                    )
                },
                readings.gates,
                "order",
            ),
            Measurement(
                "reach",
                N_("Length of an update relative to its gradient"),
                3,
                N_("tells how far a gradient moves the weights, and whether that builds up"),
                {
                    "": N_("An update is %(typical)s times as long as its gradient, from first to last."),
                    "grows": N_(
                        "The first update is %(first)s times as long as its gradient; the last ones "
                        "reach %(growth)s times that ratio."
                    ),
                },
                _of_trace(readings.reach),
            ),
            Measurement(
                "short",
                N_("Shorter sequences, one step to remember"),
                4,
                N_("tells a network that cannot remember from one that cannot learn"),
                _OTHER_RUN,
                _beside("short", _short),
                "recall",
            ),
            Measurement(
                "slower",
                N_("Learning rate ÷ 5"),
                4,
                N_("tells updates that are too large"),
                _OTHER_RUN,
                _beside("slower", _rate_times(1 / RATE_STEP)),
            ),
            Measurement(
                "faster",
                N_("Learning rate × 5"),
                4,
                N_("tells updates that are too small"),
                _OTHER_RUN,
                _beside("faster", _rate_times(RATE_STEP)),
            ),
            Measurement(
                "longer",
                N_("Four times as many updates"),
                6,
                N_("tells a network that learns slowly from one that is stuck"),
                _OTHER_RUN,
                _beside("longer", _longer),
            ),
        )
    }
)


def measurements_for(family: Family) -> list[Measurement]:
    return [each for each in MEASUREMENTS.values() if each.suits(family)]

"""The closed vocabulary of measures that a predicate can use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import simulator
from quizapp.domain.claims.measures import gradients, losses, networks, units
from quizapp.errors import N_

OPTIONS = ("level", "at_step", "code", "array")


@dataclass(frozen=True)
class Measure:
    """A measure: its function, the kind of its value, its name in words, and its options.

    `words` completes a sentence: “<words> is below 2” for a number, “<words>” for a yes or no; they may name the
    options, and `metric`. A measure of a trace is called with the trace; a measure of a network, with the experiment,
    without training.
    """

    function: Callable[..., Any]
    kind: Literal["yes_no", "number", "shape"]
    words: str
    source: Literal["trace", "network"] = "trace"
    options: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()  # the options that may be left out
    networks: tuple[str, ...] = ()  # the kinds of network it exists for; empty: all

    def exists_for(self, network: Any) -> bool:
        """Whether a network with these settings has this measure."""
        if self.networks and network.kind not in self.networks:
            return False
        return self.source == "trace" or getattr(network, "normalization", "none") == "none"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(simulator.SYMPTOMS) if "code" in self.options else ()


VOCABULARY: dict[str, Measure] = {
    "weights_nonfinite": Measure(
        losses.weights_nonfinite, "yes_no", N_("the weights become NaN or infinite")
    ),
    "loss_nonfinite": Measure(losses.loss_nonfinite, "yes_no", N_("the loss becomes NaN or infinite")),
    "finite": Measure(losses.finite, "yes_no", N_("loss and weights stay finite to the end")),
    "first_loss": Measure(losses.first_loss, "number", N_("the first loss")),
    "loss_at_step": Measure(
        losses.loss_at_step, "number", N_("the loss at step %(at_step)s"), options=("at_step",)
    ),
    "largest_loss": Measure(losses.largest_loss, "number", N_("the largest loss")),
    "largest_rise_of_loss": Measure(
        losses.largest_rise_of_loss, "number", N_("the largest factor by which one update raises the loss")
    ),
    "share_of_loss_above": Measure(
        losses.share_of_loss_above,
        "number",
        N_("the share of updates with a loss above %(level)s"),
        options=("level",),
    ),
    "updates_to_overflow": Measure(
        losses.updates_to_overflow, "number", N_("the number of updates until the weights overflow")
    ),
    "final_loss": Measure(losses.final_loss, "number", N_("the mean loss of the last tenth of the steps")),
    "final_metric": Measure(
        losses.final_metric, "number", N_("the mean %(metric)s of the last tenth of the steps")
    ),
    "best_loss": Measure(losses.best_loss, "number", N_("the lowest loss over ten steps")),
    "best_metric": Measure(losses.best_metric, "number", N_("the best %(metric)s over ten steps")),
    "steps_to_loss": Measure(
        losses.steps_to_loss,
        "number",
        N_("the number of steps until the loss is below %(level)s"),
        options=("level",),
    ),
    "steps_to_metric": Measure(
        losses.steps_to_metric,
        "number",
        N_("the number of steps until the %(metric)s is better than %(level)s"),
        options=("level",),
    ),
    "share_of_sign_flips": Measure(
        losses.share_of_sign_flips, "number", N_("the share of updates at which the loss changes direction")
    ),
    "first_gradient_norm": Measure(
        gradients.first_gradient_norm, "number", N_("the gradient norm of the first update")
    ),
    "final_gradient_norm": Measure(
        gradients.final_gradient_norm, "number", N_("the mean gradient norm of the last tenth of the steps")
    ),
    "largest_gradient_norm": Measure(
        gradients.largest_gradient_norm, "number", N_("the largest gradient norm before clipping")
    ),
    "largest_applied_norm": Measure(
        gradients.largest_applied_norm, "number", N_("the largest gradient norm after clipping")
    ),
    "layer_growth": Measure(
        gradients.layer_growth,
        "number",
        N_("the gradient of the second hidden layer over that of the last one"),
        networks=("mlp",),
    ),
    "signal_growth": Measure(
        networks.signal_growth,
        "number",
        N_("the backward signal at the first hidden layer over that at the last one"),
        source="network",
        networks=("mlp",),
    ),
    "time_growth": Measure(
        gradients.time_growth,
        "number",
        N_("the gradient at the first time step over that at the last one"),
        options=("at_step",),
        defaults=("at_step",),
        networks=simulator.RECURRENT_KINDS,
    ),
    "median_time_growth": Measure(
        gradients.median_time_growth,
        "number",
        N_("the median over all updates of the gradient at the first time step over that at the last one"),
        networks=simulator.RECURRENT_KINDS,
    ),
    "time_steps_with_gradient": Measure(
        gradients.time_steps_with_gradient,
        "number",
        N_("the number of time steps that get a gradient"),
        networks=simulator.RECURRENT_KINDS,
    ),
    "output_to_recurrent": Measure(
        gradients.output_to_recurrent,
        "number",
        N_("the median gradient of the output layer over that of the recurrent layer"),
        networks=simulator.RECURRENT_KINDS,
    ),
    "largest_rise_of_gradient": Measure(
        gradients.largest_rise_of_gradient,
        "number",
        N_("the largest factor between the gradient norms of two successive updates"),
    ),
    "share_clipped": Measure(
        gradients.share_clipped, "number", N_("the share of updates whose gradient is clipped")
    ),
    "share_above_one": Measure(
        gradients.share_above_one, "number", N_("the share of steps and layers with a gradient norm above 1")
    ),
    "smallest_clip_cosine": Measure(
        gradients.smallest_clip_cosine,
        "number",
        N_("the smallest cosine between a gradient and its clipped form"),
    ),
    "median_clip_cosine": Measure(
        gradients.median_clip_cosine,
        "number",
        N_("the median cosine between a gradient and its clipped form"),
    ),
    "largest_update_ratio": Measure(
        gradients.largest_update_ratio, "number", N_("the largest update of a layer relative to its weights")
    ),
    "spectral_radius": Measure(
        units.spectral_radius,
        "number",
        N_("the spectral radius of the recurrent matrix at the end"),
        networks=simulator.RECURRENT_KINDS,
    ),
    "largest_singular_value": Measure(
        units.largest_singular_value,
        "number",
        N_("the largest singular value of the recurrent matrix at the end"),
        networks=simulator.RECURRENT_KINDS,
    ),
    "saturation": Measure(
        units.saturation, "number", N_("the mean saturated share of the most saturated layer")
    ),
    "dead_units": Measure(
        units.dead_units, "number", N_("the mean dead share of the layer with most dead units")
    ),
    "symptom": Measure(units.has_symptom, "yes_no", N_("the symptom “%(code)s” is found"), options=("code",)),
    "no_symptom": Measure(
        units.has_no_symptom, "yes_no", N_("the symptom “%(code)s” is not found"), options=("code",)
    ),
    "shape": Measure(
        networks.shape, "shape", N_("the shape of %(array)s"), source="network", options=("array",)
    ),
    "same_as_loop": Measure(
        networks.same_as_loop,
        "yes_no",
        N_("its outputs equal those of a plain loop over the written equations"),
        source="network",
    ),
    "gradient_matches": Measure(
        networks.gradient_matches,
        "yes_no",
        N_("its gradient equals the sum over the copies of the unrolled graph"),
        source="network",
    ),
}

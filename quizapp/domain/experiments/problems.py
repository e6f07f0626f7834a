"""Faults of an experiment or a scenario, as Problems that name the field."""

import simulator
from quizapp.domain import messages
from quizapp.errors import N_, Problem

MESSAGES = {
    "scenario_or_experiments": N_("Provide either a scenario or experiments."),
    "knob_range": N_("Provide either a minimum and a maximum, or choices."),
    "knob_path": N_("Unknown setting “%(path)s”."),
    "batch_larger_than_data": N_(
        "The batch size (%(batch_size)s) is larger than the number of samples (%(samples)s)."
    ),
    "no_recurrent_weights": N_("An MLP has no recurrent weights; choose “all”."),
    "task_does_not_fit_network": N_(
        "The network type %(network)s does not support the task “%(task)s”. Choose from %(available)s."
    ),
    "identity_not_square": N_(
        "An identity matrix is square, but the first layer has %(features)s inputs and %(width)s units."
    ),
    "no_time_to_truncate": N_("An MLP has no time steps, so truncation is not available."),
    "window_too_long": N_(
        "A window of %(window)s time steps is longer than the sequence of length %(length)s."
    ),
    "delay_too_long": N_(
        "A delay of %(delay)s time steps is too long for a sequence of length %(length)s. The maximum is %(limit)s."
    ),
    "signal_too_long": N_(
        "A signal of %(signal_steps)s time steps leaves nothing to remember in a sequence of length %(length)s."
    ),
    "periods_out_of_order": N_("The longest period, %(longest)s, is below the shortest, %(shortest)s."),
    "fewer_samples_than_classes": N_("%(samples)s samples are too few for %(classes)s classes."),
    "one_unit_to_normalize": N_("Layer normalization needs at least 2 units per layer."),
    "one_sample_to_normalize": N_("Batch normalization needs a batch size of at least 2."),
}
_EVERY = messages.MESSAGES | MESSAGES


def problems_of_experiment(invalid: simulator.InvalidExperiment, prefix: str = "") -> tuple[Problem, ...]:
    """The faults that the simulator finds in an experiment."""
    return tuple(
        Problem(f"{prefix}{found.field}", _EVERY[found.code], dict(found.context))
        if found.code in _EVERY
        else Problem(f"{prefix}{found.field}", "%(problem)s", {"problem": found.message})
        for found in invalid.problems
    )

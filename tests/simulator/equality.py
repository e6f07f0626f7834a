"""When two traces are the same: bit for bit, NaN where there is NaN."""

import numpy as np

import simulator as sim


def assert_same_numbers(one: sim.Trace, other: sim.Trace) -> None:
    """Everything recorded by both, and where and how the training ended."""
    assert one.first_nonfinite_step == other.first_nonfinite_step
    assert one.columns().keys() == other.columns().keys()
    for name, column in one.columns().items():
        np.testing.assert_array_equal(column, other.columns()[name], err_msg=name)
    assert_same_parameters(one, other)


def assert_same_parameters(one: sim.Trace, other: sim.Trace) -> None:
    assert one.final_parameters.keys() == other.final_parameters.keys()
    for name, values in one.final_parameters.items():
        assert values.dtype == other.final_parameters[name].dtype
        np.testing.assert_array_equal(values, other.final_parameters[name], err_msg=name)


def assert_same(one: sim.Trace, other: sim.Trace) -> None:
    """The same experiment, layers and numbers; only the time it took may differ."""
    assert one.experiment == other.experiment
    assert one.layer_names == other.layer_names
    assert_same_numbers(one, other)

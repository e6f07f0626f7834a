import numpy as np
import pytest

from simulator.activations import ACTIVATIONS

KNOWN = {
    "identity": 1.0,
    "sigmoid": 0.7310585786,
    "tanh": 0.7615941560,
    "relu": 1.0,
    "leaky_relu": 1.0,
    "gelu": 0.8411919906,
}
KNOWN_NEGATIVE = {
    "identity": -1.0,
    "sigmoid": 0.2689414214,
    "tanh": -0.7615941560,
    "relu": 0.0,
    "leaky_relu": -0.01,
    "gelu": -0.1588080094,
}


def values_of(name: str, drive: np.ndarray) -> np.ndarray:
    out = np.empty_like(drive)
    ACTIVATIONS[name].apply(drive, out)
    return out


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_at_plus_and_minus_one_are_known(name: str) -> None:
    expected = [KNOWN[name], KNOWN_NEGATIVE[name]]
    np.testing.assert_allclose(values_of(name, np.array([1.0, -1.0])), expected, atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_agree_with_central_differences(name: str) -> None:
    drive = np.linspace(-4.0, 4.0, 40)
    slopes = np.empty_like(drive)
    ACTIVATIONS[name].slope(drive, values_of(name, drive), slopes)
    numeric = (values_of(name, drive + 1e-6) - values_of(name, drive - 1e-6)) / 2e-6
    np.testing.assert_allclose(slopes, numeric, atol=1e-8)


@pytest.mark.parametrize("name", [n for n, a in ACTIVATIONS.items() if not a.keeps_drive])
def test_an_activation_that_does_not_keep_its_drive_works_in_place(name: str) -> None:
    drive = np.linspace(-4.0, 4.0, 40)
    expected = values_of(name, drive)
    ACTIVATIONS[name].apply(drive, drive)
    np.testing.assert_array_equal(drive, expected)


def test_sigmoid_neither_overflows_nor_warns() -> None:
    extreme = np.array([-1e30, 1e30], np.float32)
    np.testing.assert_array_equal(values_of("sigmoid", extreme), [0.0, 1.0])

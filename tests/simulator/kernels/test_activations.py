import numpy as np
import pytest

from simulator.equations import activations as equations
from simulator.kernels.activations import ACTIVATIONS

Z = np.linspace(-4.0, 4.0, 40)


def values_of(name: str, z: np.ndarray) -> np.ndarray:
    out = np.empty_like(z)
    ACTIVATIONS[name].apply(z, out)
    return out


@pytest.mark.parametrize("name", equations.ACTIVATIONS)
def test_values_and_derivatives_equal_the_equations(name: str) -> None:
    derivatives = np.empty_like(Z)
    ACTIVATIONS[name].derivative(Z, values_of(name, Z), derivatives)
    np.testing.assert_allclose(values_of(name, Z), equations.ACTIVATIONS[name].function(Z), rtol=1e-12)
    np.testing.assert_allclose(derivatives, equations.ACTIVATIONS[name].derivative(Z), rtol=1e-12)


@pytest.mark.parametrize("name", [n for n, a in ACTIVATIONS.items() if not a.keeps_pre_activation])
def test_an_activation_that_does_not_keep_its_pre_activation_works_in_place(name: str) -> None:
    z, expected = Z.copy(), values_of(name, Z)
    ACTIVATIONS[name].apply(z, z)
    np.testing.assert_array_equal(z, expected)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_derivative_is_above_the_largest_but_that_of_gelu(name: str) -> None:
    largest = equations.ACTIVATIONS[name].derivative(np.linspace(-8.0, 8.0, 4001)).max()
    expected = pytest.approx(1.129, abs=1e-3) if name == "gelu" else ACTIVATIONS[name].largest_derivative
    assert largest == expected


def test_sigmoid_neither_overflows_nor_warns() -> None:
    extreme = np.array([-1e30, 1e30], np.float32)
    np.testing.assert_array_equal(values_of("sigmoid", extreme), [0.0, 1.0])

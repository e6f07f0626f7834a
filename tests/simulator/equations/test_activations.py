import numpy as np
import pytest

from simulator.equations.activations import ACTIVATIONS, sigmoid

KNOWN = {
    "identity": (1.0, -1.0),
    "sigmoid": (0.7310585786, 0.2689414214),
    "tanh": (0.7615941560, -0.7615941560),
    "relu": (1.0, 0.0),
    "leaky_relu": (1.0, -0.01),
    "gelu": (0.8411919906, -0.1588080094),
}
Z = np.linspace(-4.0, 4.0, 40)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_at_plus_and_minus_one_are_known(name: str) -> None:
    found = ACTIVATIONS[name].function(np.array([1.0, -1.0]))
    np.testing.assert_allclose(found, KNOWN[name], atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives_agree_with_central_differences(name: str) -> None:
    function = ACTIVATIONS[name].function
    numeric = (function(Z + 1e-6) - function(Z - 1e-6)) / 2e-6
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(Z), numeric, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_dtype_is_that_of_the_pre_activation(name: str) -> None:
    z = Z.astype(np.float32)
    assert ACTIVATIONS[name].function(z).dtype == np.float32
    assert ACTIVATIONS[name].derivative(z).dtype == np.float32


def test_both_forms_of_the_sigmoid_are_one_function() -> None:
    np.testing.assert_allclose(sigmoid(Z), ACTIVATIONS["sigmoid"].function(Z), rtol=1e-13)

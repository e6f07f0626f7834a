import numpy as np
import pytest

from simulator.training.losses import cross_entropy, squared_error


def test_squared_error_has_its_closed_form() -> None:
    outputs = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    targets = np.array([[[0.0, 2.0], [5.0, 4.0]]])
    d_outputs = np.empty_like(outputs)
    loss, metric = squared_error(outputs, targets, d_outputs, 1.0)
    np.testing.assert_allclose(loss, [5 / 4])
    np.testing.assert_allclose(metric, [5 / 4])
    np.testing.assert_allclose(d_outputs, [[[0.5, 0.0], [-1.0, 0.0]]])


def test_the_metric_of_squared_error_ignores_the_reduction() -> None:
    outputs, targets = np.ones((1, 4, 1)), np.zeros((1, 4, 1))
    loss, metric = squared_error(outputs, targets, np.empty_like(outputs), 4.0)
    assert (loss[0], metric[0]) == (4.0, 1.0)


def test_a_loss_overflows_where_its_dtype_does() -> None:
    outputs = np.full((1, 2, 1), 1e25, np.float32)
    loss, _ = squared_error(outputs, np.zeros_like(outputs), np.empty_like(outputs), 1.0)
    assert np.isinf(loss[0])


@pytest.mark.parametrize("shape", [(3,), (5, 3)])
def test_even_logits_cost_the_logarithm_of_the_classes(shape: tuple[int, ...]) -> None:
    outputs = np.zeros((1, *shape, 4))
    targets = np.zeros((1, *shape), int)
    d_outputs = np.empty_like(outputs)
    loss, metric = cross_entropy(outputs, targets, d_outputs, 1.0)
    np.testing.assert_allclose(loss, [np.log(4)])
    assert metric[0] == 1.0  # the first of equals is taken
    np.testing.assert_allclose(d_outputs.sum(axis=-1), 0.0, atol=1e-15)
    np.testing.assert_allclose(d_outputs[..., 0], -0.75 / np.prod(shape))


def test_cross_entropy_survives_huge_logits() -> None:
    outputs = np.array([[[1000.0, -1000.0]]])
    loss, _ = cross_entropy(outputs, np.array([[1]]), np.empty_like(outputs), 1.0)
    np.testing.assert_allclose(loss, [2000.0])


def test_accuracy_is_undefined_for_nan() -> None:
    outputs = np.full((1, 2, 2), np.nan)
    loss, metric = cross_entropy(outputs, np.zeros((1, 2), int), np.empty_like(outputs), 1.0)
    assert np.isnan(loss[0])
    assert np.isnan(metric[0])

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.measuring.norms import root_sum_square
from simulator.training.clipping import clip_by_norm, clip_by_value

# Below 1e-150 a square is subnormal, and a product keeps fewer digits than these tests ask for.
components = st.one_of(st.just(0.0), st.floats(1e-100, 1e6), st.floats(-1e6, -1e-100))
gradients = arrays(np.float64, (3, 7), elements=components)
thresholds = arrays(np.float64, (3,), elements=st.floats(1e-3, 1e6))


@given(gradients, thresholds)
def test_clipping_by_norm_keeps_the_direction_and_bounds_the_norm(
    gradient: np.ndarray, threshold: np.ndarray
) -> None:
    norms = root_sum_square(gradient)
    clipped = gradient.copy()
    after = clip_by_norm(clipped, norms, threshold)
    np.testing.assert_allclose(root_sum_square(clipped), after, rtol=1e-12)
    assert np.all(after <= threshold * (1 + 1e-12))
    for before, now, norm, norm_now in zip(gradient, clipped, norms, after, strict=True):
        if norm > 0:
            np.testing.assert_allclose(before @ now, norm * norm_now, rtol=1e-9)


@given(gradients, thresholds)
def test_clipping_by_norm_leaves_small_gradients_untouched(
    gradient: np.ndarray, threshold: np.ndarray
) -> None:
    norms = root_sum_square(gradient)
    clipped = gradient.copy()
    clip_by_norm(clipped, norms, threshold)
    is_small = norms <= threshold
    np.testing.assert_array_equal(clipped[is_small], gradient[is_small])


@given(gradients, thresholds)
def test_clipping_by_value_bounds_each_component_and_no_other(
    gradient: np.ndarray, threshold: np.ndarray
) -> None:
    clipped = gradient.copy()
    after = clip_by_value(clipped, threshold)
    bounds = np.broadcast_to(threshold[:, None], gradient.shape)
    assert np.all(np.abs(clipped) <= bounds)
    inside = np.abs(gradient) <= bounds
    np.testing.assert_array_equal(clipped[inside], gradient[inside])
    np.testing.assert_allclose(after, np.linalg.norm(clipped, axis=1), rtol=1e-12, atol=1e-150)


def test_a_neighbors_nan_is_not_spread_by_clipping() -> None:
    stack = np.array([[3.0, 4.0], [np.nan, 1.0], [np.inf, 1.0]])
    after = clip_by_norm(stack, root_sum_square(stack), np.ones(3))
    np.testing.assert_allclose(stack[0], [0.6, 0.8])
    assert np.isnan(after[1:]).all()

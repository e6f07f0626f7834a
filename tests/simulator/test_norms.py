import numpy as np
import pytest

from simulator.norms import largest_column_norm, root_sum_square


@pytest.mark.parametrize("scale", [1e-30, 1e-20, 1.0, 1e19, 1e25, 1e37])
def test_a_norm_neither_overflows_nor_underflows_in_float32(scale: float) -> None:
    rows = np.array([[3.0, 4.0], [0.0, 5.0]], np.float32) * np.float32(scale)
    np.testing.assert_allclose(root_sum_square(rows), [5 * scale, 5 * scale], rtol=1e-5)


def test_the_norm_of_float64_is_as_robust() -> None:
    np.testing.assert_allclose(root_sum_square(np.array([[3e200, 4e200], [3e-200, 4e-200]])), [5e200, 5e-200])


def test_zero_infinite_and_nan_rows_are_told_apart() -> None:
    rows = np.array([[0.0, 0.0], [np.inf, 1.0], [np.nan, 1.0], [-np.inf, np.inf]], np.float32)
    np.testing.assert_array_equal(root_sum_square(rows), [0.0, np.inf, np.nan, np.inf])


def test_the_largest_column_is_found_at_any_scale() -> None:
    blocks = np.zeros((2, 1, 3, 2), np.float32)
    blocks[0, 0] = [[3, 0], [4, 1], [0, 0]]
    blocks[1] = blocks[0] * np.float32(1e30)
    norms = largest_column_norm(blocks, np.empty_like(blocks), np.ones((1, 3), np.float32))
    np.testing.assert_allclose(norms, [[5.0], [5e30]], rtol=1e-6)

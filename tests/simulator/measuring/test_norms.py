import numpy as np
import pytest

from simulator.measuring.layer_measures import ColumnSquares, NormTable, RowSquares
from simulator.measuring.norms import root_sum_square


@pytest.mark.parametrize("scale", [1e-30, 1e-20, 1.0, 1e19, 1e25, 1e37])
def test_a_norm_neither_overflows_nor_underflows_in_float32(scale: float) -> None:
    rows = np.array([[3.0, 4.0], [0.0, 5.0]], np.float32) * np.float32(scale)
    np.testing.assert_allclose(root_sum_square(rows), [5 * scale, 5 * scale], rtol=1e-5)


def test_the_norm_of_float64_is_as_robust() -> None:
    np.testing.assert_allclose(root_sum_square(np.array([[3e200, 4e200], [3e-200, 4e-200]])), [5e200, 5e-200])


def test_zero_infinite_and_nan_rows_are_told_apart() -> None:
    rows = np.array([[0.0, 0.0], [np.inf, 1.0], [np.nan, 1.0], [-np.inf, np.inf]], np.float32)
    np.testing.assert_array_equal(root_sum_square(rows), [0.0, np.inf, np.nan, np.inf])


def test_a_table_finds_layers_and_their_largest_columns_at_any_scale() -> None:
    blocks = np.zeros((3, 1, 3, 2), np.float32)
    blocks[0, 0] = [[3, 0], [4, 1], [0, 0]]
    blocks[1], blocks[2] = blocks[0] * np.float32(1e30), blocks[0] * np.float32(1e-30)
    table = NormTable(3, blocks.dtype, {"gradients": ColumnSquares([blocks])})
    with np.errstate(over="ignore"):
        table.measure()
    layer, largest_column = np.sqrt(26), 5.0
    expected = [[layer * scale, largest_column * scale] for scale in (1.0, 1e30, 1e-30)]
    np.testing.assert_allclose(table.norms["gradients"], expected, rtol=1e-6)


def test_a_table_measures_layers_that_are_columns_of_a_wider_array() -> None:
    wide = np.arange(24.0).reshape(1, 1, 4, 6)
    table = NormTable(1, wide.dtype, {"layers": RowSquares([wide[..., 1:4]])})
    table.measure()
    np.testing.assert_allclose(table.norms["layers"], [[np.sqrt((wide[..., 1:4] ** 2).sum())]])
    wide *= 1e200
    with np.errstate(over="ignore"):
        table.measure()
    np.testing.assert_allclose(
        table.norms["layers"] / 1e200, [[np.sqrt(((wide[..., 1:4] / 1e200) ** 2).sum())]]
    )

"""From seconds to ratios, targets and the one table."""

from dataclasses import asdict, dataclass
from statistics import median

from tests.benchmarks.measuring import FLOAT_ERROR, LIBRARIES, Measured
from tests.benchmarks.workloads import COLD_UPDATES, WORKLOADS


@dataclass(frozen=True)
class Ratio:
    """A ratio of times, round by round in the same moment: the middle one, the extremes, and its target."""

    middle: float
    least: float
    most: float
    target: float
    is_floor: bool  # True: at least the target is wanted; False: at most

    @property
    def shortfall(self) -> float:
        """By what share of the target it is missed; 0 where it is met."""
        missing = self.target - self.middle if self.is_floor else self.middle - self.target
        return max(0.0, missing / self.target)

    def __str__(self) -> str:
        sign = "≥" if self.is_floor else "≤"
        verdict = "met" if not self.shortfall else f"missed by {self.shortfall:.0%}"
        return f"{self.middle:.2f} ({self.least:.2f}–{self.most:.2f}) {sign} {self.target:g} {verdict}"


def ratios_of(workload: str, measured: Measured) -> dict[str, Ratio]:
    """By column of the table."""
    targets, warm, cold = WORKLOADS[workload].targets, measured.seconds, measured.cold_seconds
    ratios = {
        "PyTorch eager": _ratio(warm["pytorch"], warm["ours"], targets.pytorch, True),
        "JAX jit warm": _ratio(warm["jax"], warm["ours"], targets.jax, True),
    }
    if cold["ours"]:
        ratios["cold PyTorch"] = _ratio(cold["pytorch"], cold["ours"], targets.cold, True)
        ratios["cold JAX"] = _ratio(cold["jax"], cold["ours"], targets.cold, True)
    ratios["of the products"] = _ratio(warm["ours"], warm["products"], targets.products, False)
    return ratios


def _ratio(above: list[float], below: list[float], target: float, is_floor: bool) -> Ratio:
    ratios = [one / other for one, other in zip(above, below, strict=True)]
    return Ratio(median(ratios), min(ratios), max(ratios), target, is_floor)


def table(results: dict[str, Measured]) -> str:
    """Every workload a block of lines: what is compared, the ratio, its extremes, the target, the verdict."""
    lines = [
        "times faster than; median of rounds (least–most), target, verdict. "
        f"cold: new process to {COLD_UPDATES} finished updates.",
    ]
    columns = list(dict.fromkeys(name for key, one in results.items() for name in ratios_of(key, one)))
    header = ["workload", "µs per update", *(_heading(name) for name in columns), "same losses"]
    rows = [header] + [_row(workload, measured, columns) for workload, measured in results.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for number, row in enumerate(rows):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            lines.append("  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _heading(name: str) -> str:
    return f"× {name}"


def _row(workload: str, measured: Measured, columns: list[str]) -> list[str]:
    ours = [1e6 * seconds for seconds in measured.seconds["ours"]]
    ratios = ratios_of(workload, measured)
    times = f"{median(ours):.0f} ({min(ours):.0f}–{max(ours):.0f})"
    cells = [str(ratios[name]) if name in ratios else "" for name in columns]
    return [WORKLOADS[workload].title, times, *cells, _agreement(measured)]


def _agreement(measured: Measured) -> str:
    """Whether the libraries compute the same; if not, the row compares unlike things and says so."""
    unlike = [
        f"{library}: NO, losses differ by {measured.loss_differences[library]:.1e}"
        for library in LIBRARIES
        if not measured.loss_differences[library] <= FLOAT_ERROR
    ]
    largest = max(measured.loss_differences.values())
    probe, name = max(measured.probe_differences.values())
    return "; ".join(unlike) or f"yes, within {largest:.0e} (probes {probe:.0e}, {name})"


def document(results: dict[str, Measured]) -> dict:
    """The same as JSON, with every round."""
    return {
        workload: {
            "title": WORKLOADS[workload].title,
            "ratios": {
                name: asdict(ratio) | {"shortfall": ratio.shortfall}
                for name, ratio in ratios_of(workload, measured).items()
            },
            **asdict(measured),
        }
        for workload, measured in results.items()
    }

"""From seconds to ratios, targets and the one table."""

from dataclasses import asdict, dataclass
from operator import truediv
from statistics import median

from tests.benchmarks.measuring import COMPARED_UPDATES, FLOAT_ERROR, Measured
from tests.benchmarks.workloads import COLD_UPDATES, WORKLOADS

ESTIMATES_NEAR = 0.95


@dataclass(frozen=True)
class Ratio:
    """A ratio of times, round by round in the same moment: the middle one, the extremes, and its target."""

    middle: float
    least: float
    most: float
    target: float | None  # None: only to know
    is_floor: bool  # True: at least the target is wanted; False: at most
    ceiling: float | None = None  # the ratio, were our update nothing but its matrix products

    @property
    def shortfall(self) -> float:
        """By what share of the target it is missed; 0 where it is met."""
        if self.target is None:
            return 0.0
        missing = self.target - self.middle if self.is_floor else self.middle - self.target
        return max(0.0, missing / self.target)

    @property
    def value(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f}–{self.most:.2f})"

    @property
    def reason(self) -> str:
        """What a missed target leaves to win: the rest of our update is element-wise work, probes and calls."""
        return f"products alone {self.ceiling:.1f}" if self.shortfall and self.ceiling else ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        sign = "≥" if self.is_floor else "≤"
        return f"{sign} {self.target:g} " + (f"missed by {self.shortfall:.0%}" if self.shortfall else "met")


def ratios_of(workload: str, measured: Measured) -> dict[str, Ratio]:
    """By column of the table."""
    targets, warm, cold = WORKLOADS[workload].targets, measured.seconds, measured.cold_seconds
    ratios = {
        "PyTorch eager": _ratio(warm["pytorch"], warm["ours"], targets.pytorch, True, warm["products"]),
        "JAX jit warm": _ratio(warm["jax"], warm["ours"], targets.jax, True, warm["products"]),
    }
    ratios["script"] = _ratio(warm["script"], warm["ours"], None, True)
    if cold["ours"]:
        ratios["cold PyTorch"] = _ratio(cold["pytorch"], cold["ours"], targets.cold, True)
        ratios["cold JAX"] = _ratio(cold["jax"], cold["ours"], targets.cold, True)
    ratios["of the products"] = _ratio(warm["ours"], warm["products"], targets.products, False)
    return ratios


def _ratio(
    above: list[float],
    below: list[float],
    target: float | None,
    is_floor: bool,
    products: list[float] | None = None,
) -> Ratio:
    ratios = [one / other for one, other in zip(above, below, strict=True)]
    ceiling = median(map(truediv, above, products)) if products else None
    return Ratio(median(ratios), min(ratios), max(ratios), target, is_floor, ceiling)


def table(results: dict[str, Measured]) -> str:
    """Per workload the ratios with their extremes, below them the verdicts, and what a miss leaves to win."""
    columns = list(dict.fromkeys(name for key, one in results.items() for name in ratios_of(key, one)))
    rows = [["workload", "µs per update", *(f"× {name}" for name in columns)]]
    for workload, measured in results.items():
        rows += _lines(workload, measured, columns)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows.insert(1, ["─" * width for width in widths])
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    notes = [
        "Medians of rounds (least–most). PyTorch, JAX: their time over ours; products: ours over that of the",
        "bare matrix products. Everything a trace records by default is recorded on every side; `script` is what",
        f"to_pytorch writes: PyTorch's own modules, losses only. Cold: new process to {COLD_UPDATES} finished updates.",
        "Where a target is missed, `products alone` is the ratio that our matrix products, with nothing else, would",
        "reach: all between the two is element-wise work, one pass of NumPy per operation, and the probes.",
    ]
    return "\n".join([*lines, "", *notes, "", *map(_agreement, results, results.values())])


def _lines(workload: str, measured: Measured, columns: list[str]) -> list[list[str]]:
    ours = [1e6 * seconds for seconds in measured.seconds["ours"]]
    ratios = ratios_of(workload, measured)
    values = [ratios[name].value if name in ratios else "" for name in columns]
    verdicts = [ratios[name].verdict if name in ratios else "" for name in columns]
    spread = f"({min(ours):.0f}–{max(ours):.0f})"
    reasons = [ratios[name].reason if name in ratios else "" for name in columns]
    lines = [[WORKLOADS[workload].title, f"{median(ours):.0f}", *values], ["", spread, *verdicts]]
    return [*lines, ["", "", *reasons]] if any(reasons) else lines


def _agreement(workload: str, measured: Measured) -> str:
    """Whether the libraries compute the same; if not, the rows compare unlike things and it says so."""
    title = WORKLOADS[workload].title
    unlike = [
        f"{title}: {side} computes OTHER LOSSES, by {difference:.1e}"
        for side, difference in measured.loss_differences.items()
        if not difference <= FLOAT_ERROR
    ]
    largest = max(measured.loss_differences.values())
    probe, name = max(measured.probe_differences.values())
    same = f"{title}: the same {COMPARED_UPDATES} losses within {largest:.0e}, probes within {probe:.0e} ({name})"
    return "\n".join(unlike) or same


def growth_lines(growth: dict[str, dict[str, float]]) -> str:
    """One line per heading of `growth`; times are relative to those of the first size."""
    return "\n".join(
        f"{heading}: " + ", ".join(f"{key} {ratio:.2f}" for key, ratio in ratios.items())
        for heading, ratios in growth.items()
    )


def agreement_lines(rows: list[dict]) -> str:
    """One line per check and network: how many random experiments, and their largest relative difference."""
    lines = [f"{'':42}{'network':9}{'cases':>6}  largest relative difference"]
    for row in rows:
        verdict = "met" if row["difference"] <= row["limit"] else "MISSED"
        lines.append(
            f"{row['check']:42}{row['network']:9}{row['cases']:>6}  {row['difference']:.1e}"
            f"  (limit {row['limit']:.0e}: {verdict})"
        )
    return "\n".join(lines)


def cost_lines(comparison: dict[str, dict]) -> str:
    """For seconds and for bytes the share of estimates that are near enough, and the worst of them."""
    lines = []
    for unit, found in comparison.items():
        verdict = "met" if found["share"] >= ESTIMATES_NEAR else "MISSED"
        lines.append(
            f"estimated {unit} of {found['experiments']} random experiments: {found['share']:.1%} within a factor "
            f"1.5 of measured (limit {ESTIMATES_NEAR:.0%}: {verdict}), median ratio {found['median']:.2f}"
        )
        lines += [f"  {ratio:5.2f}  {experiment}" for ratio, experiment in found["worst"]]
    return "\n".join(lines)


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

"""The promises of what was measured: the last lines, one for each target."""

import statistics
from collections.abc import Iterator

from tests.benchmarks.lab import TARGETS, LabTimes
from tests.benchmarks.measuring import Measured
from tests.benchmarks.table import ESTIMATES_NEAR, ratios_of
from tests.benchmarks.workloads import WORKLOADS
from tests.promises import Promise


def cost_promises(comparison: dict[str, dict]) -> Iterator[Promise]:
    for unit, found in comparison.items():
        yield Promise(
            f"{ESTIMATES_NEAR:.0%} of estimated {unit} are within a factor 1.5 of measured",
            f"{found['share']:.1%} of {found['experiments']} random experiments",
            found["share"] >= ESTIMATES_NEAR,
            decides=False,
        )


def plan_promises(shares: dict[str, float]) -> Iterator[Promise]:
    worst = max(shares, key=lambda name: shares[name])
    yield Promise(
        "no batch of runs takes longer on an idle core than the page says",
        f"{min(shares.values()):.0%} to {shares[worst]:.0%} of it in {len(shares)} batches, most in {worst}",
        shares[worst] <= 1.0,
        decides=False,
    )


def lab_promises(times: LabTimes) -> Iterator[Promise]:
    for name, target in TARGETS.items():
        if target:
            median = statistics.median(times.measures[name])
            yield Promise(
                f"the lab: {name}, {target} ms", f"{median:.0f} ms", median <= target, decides=False
            )


def speed_promises(results: dict[str, Measured]) -> Iterator[Promise]:
    for workload, measured in results.items():
        for name, ratio in ratios_of(workload, measured).items():
            if ratio.target is not None:
                sign = "at least" if ratio.is_floor else "at most"
                yield Promise(
                    f"{WORKLOADS[workload].title}, × {name}: {sign} {ratio.target:g}",
                    ratio.value,
                    ratio.shortfall == 0.0,
                    decides=False,
                )


def agreement_promises(rows: list[dict]) -> Iterator[Promise]:
    for row in rows:
        yield Promise(
            f"{row['check']}, {row['network']}: within {row['limit']:.0e}",
            f"{row['difference']:.1e} in {row['cases']} random experiments",
            row["difference"] <= row["limit"],
        )

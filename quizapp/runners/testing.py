"""Compute tests over seeds: the networks of some seeds in stacks, keeping only what was measured."""

from collections.abc import Iterator

import simulator
from quizapp.domain.claims.seed_plans import SeedPlan, SeedResults
from quizapp.domain.claims.verification import run_tests
from quizapp.domain.experiments.costs import total_cost
from quizapp.runners.surveying import SECONDS_PER_CHUNK


def run_plan(
    plan: SeedPlan,
) -> Iterator[tuple[list[tuple[str, dict[str, object]]], dict[int, simulator.Trace]]]:
    """One event for each chunk of seeds, with its results by test. Traces are not kept."""
    one_seed = plan.model_copy(update={"seed_count": 1})
    size = max(1, int(SECONDS_PER_CHUNK / total_cost(one_seed.experiments).seconds))
    for start in range(0, plan.seed_count, size):
        seeds = plan.seeds[start : start + size]
        results = [SeedResults.of(tally).model_dump(mode="json") for tally in run_tests(plan.tests, seeds)]
        yield [("tallies", {"first_seed": seeds[0], "tests": results})], {}

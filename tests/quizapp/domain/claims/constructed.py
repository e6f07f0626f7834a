"""Constructed records and tallies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import simulator
from quizapp.domain.claims.claim import Record
from quizapp.domain.claims.verification import Tally

HERE = simulator.Provenance(*["here"] * 9)
ELSEWHERE = replace(HERE, blas_kernel="another")
FRESH = 5000  # a seed that no record here has


def record(
    as_claimed: int,
    seeds: int = 100,
    first: int = 2000,
    by: simulator.Provenance | None = HERE,
    fingerprint: str = "0" * 16,
) -> Record:
    """As claimed in the first seeds, and in no other."""
    return Record(
        as_claimed=as_claimed,
        seeds=seeds,
        first_seed=first,
        by_seed="+" * as_claimed + "-" * (seeds - as_claimed),
        simulator="0.2.0",
        date=date(2026, 1, 1),
        fingerprint=fingerprint,
        computed_by=by,
    )


def tally(marks: Sequence[bool], first: int = 2000, by: simulator.Provenance | None = ELSEWHERE) -> Tally:
    return Tally(tuple(range(first, first + len(marks))), tuple(marks), ((),), by)


def rerun(old: Record, *turned: int, by: simulator.Provenance | None = ELSEWHERE) -> Tally:
    """The recorded seeds run again, of which these (by their position) come out otherwise."""
    marks = [(mark == "+") != (place in turned) for place, mark in enumerate(old.by_seed)]
    return tally(marks, old.first_seed, by)


def fresh_sample(count: int, seeds: int = 100) -> Tally:
    return tally([True] * count + [False] * (seeds - count), FRESH)

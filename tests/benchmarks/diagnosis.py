"""The quality of the detectors: precision, recall, and onset on many labeled runs, in one table."""

from collections.abc import Sequence

from tests.promises import Promise
from tests.simulator.labeled_runs import scoring, settings
from tests.simulator.labeled_runs.scoring import Verdict

LEAST = 0.95
FEWEST_POSITIVES, FEWEST_NEGATIVES = 30, 120


def diagnosed() -> list[Verdict]:
    """Trains every run once; the labels are explained in `labeled_runs.labels`."""
    return scoring.judged(settings.large_test_set())


def diagnosis_lines(verdicts: list[Verdict]) -> str:
    kinds = [verdict.experiment.network.kind for verdict in verdicts]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return f"Symptoms on {len(verdicts)} labeled runs ({counts})\n{scoring.table(verdicts)}"


def diagnosis_promises(verdicts: list[Verdict]) -> Sequence[Promise]:
    return [
        Promise(
            f"{score.code} is found with precision and recall of at least {LEAST:.0%}",
            f"{score.precision:.3f} and {score.recall:.3f} on {score.positives} runs that have it, "
            f"{score.negatives} that have not",
            min(score.precision, score.recall) >= LEAST
            and score.positives >= FEWEST_POSITIVES
            and score.negatives >= FEWEST_NEGATIVES,
        )
        for score in scoring.scores(verdicts)
    ]

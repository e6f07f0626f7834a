"""How well the detectors do: precision, recall and onset on the labelled runs of the tests, in one table."""

from tests.simulator.labelled_runs import scoring, settings


def diagnosis() -> str:
    """Trains every run of the test set once; the labels are explained in `labelled_runs.labels`."""
    verdicts = scoring.judged(settings.test_set())
    kinds = [verdict.experiment.network.kind for verdict in verdicts]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return f"Symptoms on {len(verdicts)} labelled runs ({counts})\n{scoring.table(verdicts)}"

"""The quality of the detectors: precision, recall, and onset on many labeled runs, in one table."""

from collections.abc import Sequence

import simulator
from tests.promises import Promise
from tests.simulator.labeled_runs import first_causes as labeled
from tests.simulator.labeled_runs import hard_cases, scoring, settings
from tests.simulator.labeled_runs.first_causes import FirstCause
from tests.simulator.labeled_runs.scoring import Verdict

LEAST = 0.95
LEAST_FIRST_CAUSES, FEWEST_FIRST_CAUSES = 0.9, 100
MOST_FALSE_ALARMS, FEWEST_LEARNED = 0.02, 100
FEWEST_POSITIVES, FEWEST_NEGATIVES = 30, 120


def diagnosed() -> list[Verdict]:
    """Trains every run once; the labels are explained in `labeled_runs.labels`."""
    return scoring.judged(settings.large_test_set())


def diagnosis_lines(verdicts: list[Verdict]) -> str:
    kinds = [verdict.experiment.network.kind for verdict in verdicts]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return f"Symptoms on {len(verdicts)} labeled runs ({counts})\n{scoring.table(verdicts)}"


def diagnosis_promises(verdicts: list[Verdict]) -> Sequence[Promise]:
    hard = {family.__name__ for family in hard_cases.SICK}
    causes = first_causes([verdict for verdict in verdicts if verdict.family in hard])
    known = [cause for cause in causes if cause.right]
    learned = [verdict for verdict in verdicts if verdict.has_learned]
    alarms = sum(bool(verdict.found) for verdict in learned)
    right = sum(cause.is_right for cause in known) / max(1, len(known))
    return [
        Promise(
            f"the first cause is right in at least {LEAST_FIRST_CAUSES:.0%} of the runs that are easily misjudged",
            f"{right:.3f} of {len(known)}; of {len(causes) - len(known)} more the cause is not known",
            right >= LEAST_FIRST_CAUSES and len(known) >= FEWEST_FIRST_CAUSES,
        ),
        Promise(
            f"at most {MOST_FALSE_ALARMS:.0%} of the runs that learned have a symptom",
            f"{alarms} of {len(learned)}",
            alarms <= MOST_FALSE_ALARMS * len(learned) and len(learned) >= FEWEST_LEARNED,
        ),
        *(
            Promise(
                f"{score.code} is found with precision and recall of at least {LEAST:.0%}",
                f"{score.precision:.3f} and {score.recall:.3f} on {score.positives} runs that have it, "
                f"{score.negatives} that have not",
                min(score.precision, score.recall) >= LEAST
                and score.positives >= FEWEST_POSITIVES
                and score.negatives >= FEWEST_NEGATIVES,
            )
            for score in scoring.scores(verdicts)
        ),
    ]


def first_causes(verdicts: list[Verdict]) -> list[FirstCause]:
    """Of the runs that clearly failed; each is trained again with several changes."""
    families: dict[str, list[simulator.Experiment]] = {}
    for verdict in verdicts:
        families.setdefault(verdict.family, []).append(verdict.experiment)
    return [cause for family, runs in families.items() for cause in labeled.first_causes(family, runs)]

"""What is over a limit is refused with its number and the nearest setting that fits."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import writing
from quizapp.domain.experiments import costs
from quizapp.domain.experiments.costs import total_cost
from quizapp.domain.experiments.fitting import nearest_fit
from quizapp.errors import RunTooExpensive, RunTooLarge, TooManyOfYours, TooManyRuns
from quizapp.models import Account, Learner, RunDetail
from quizapp.services import learners, runs
from quizapp.services.admission import RunLimits, admit
from simulator.paths import leaves, put
from tests.quizapp.services.test_run_work import Bell

LARGE = simulator.Experiment.model_validate(
    {
        "network": {"kind": "rnn", "width": 128},
        "task": {"kind": "recall", "length": 200},
        "batch_size": 64,
        "steps": 3000,
    }
)
SMALL = simulator.Experiment.model_validate(
    {"network": {"kind": "mlp"}, "task": {"kind": "regression"}, "steps": 5}
)


def with_value(experiment: simulator.Experiment, field: str, value: int) -> simulator.Experiment:
    document = experiment.model_dump(mode="json")
    *groups, name = field.split(".")
    here = document
    for group in groups:
        here = here[group]
    here[name] = value
    return simulator.Experiment.model_validate(document)


def test_a_run_that_takes_too_long_is_refused_with_what_would_fit(session: Session) -> None:
    limits = RunLimits(seconds=simulator.estimate_cost(LARGE).seconds / 10, queue=10)
    with pytest.raises(RunTooExpensive) as refused:
        admit(session, limits, [LARGE], RunDetail.FRAMES, None, None)
    nearest = refused.value.nearest
    fitting = with_value(LARGE, nearest.field, nearest.value)
    assert admit(session, limits, [fitting], RunDetail.FRAMES, None, None) <= limits.seconds
    assert f"{nearest.name} to {nearest.value}" in str(refused.value)


def test_a_run_that_needs_too_much_memory_is_refused_too(session: Session) -> None:
    limits = RunLimits(seconds=1e9, queue=10, memory_bytes=20 * 1024**2)
    with pytest.raises(RunTooLarge) as refused:
        admit(session, limits, [LARGE], RunDetail.FRAMES, None, None)
    nearest = refused.value.nearest
    assert (
        simulator.estimate_cost(with_value(LARGE, nearest.field, nearest.value)).bytes <= limits.memory_bytes
    )


def test_the_nearest_is_the_one_that_changes_least() -> None:
    def measure(experiments: object) -> float:
        [one] = experiments  # type: ignore[misc]
        return min(float(one.steps) / 30, one.network.width / 100)

    fit = nearest_fit([LARGE], measure, 1.0)
    assert fit is not None
    assert (fit.field, fit.value) == ("network.width", 100)


@pytest.mark.parametrize("power", [0.25, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("within", [1, 2, 7, 99, 500, LARGE.steps - 1])
def test_the_nearest_is_found_however_the_measure_grows(power: float, within: int) -> None:
    def measure(experiments: Sequence[simulator.Experiment]) -> float:
        return float(experiments[0].steps ** power)

    fit = nearest_fit([LARGE] * 9, measure, within**power)
    assert fit is not None
    assert (fit.field, fit.value) == ("steps", within)


def test_a_thousand_experiments_are_measured_only_a_few_times() -> None:
    measured = 0

    def measure(experiments: Sequence[simulator.Experiment]) -> float:
        nonlocal measured
        measured += 1
        return total_cost(experiments).seconds

    many = [LARGE.model_copy(update={"steps": 100_000, "seed": seed}) for seed in range(1000)]
    limit = 0.5 * total_cost(many).seconds
    fit = nearest_fit(many, measure, limit)
    assert fit is not None
    assert measured <= 12  # halving takes 17


def test_where_nothing_alone_helps_no_setting_is_named(session: Session) -> None:
    with pytest.raises(RunTooExpensive) as refused:
        admit(session, RunLimits(seconds=1e-12, queue=10), [SMALL], RunDetail.FRAMES, None, None)
    assert refused.value.nearest is None
    assert "fit" not in str(refused.value)


def test_a_guest_an_account_and_all_together_may_have_only_so_many_under_way(session: Session) -> None:
    limits = RunLimits(seconds=1e6, queue=4, guest_queue=2, account_queue=3)
    learner = Learner()
    with writing(session):
        session.add(learner)

    def ask(seed: int, who: Learner | None = None, requester: str | None = "an address") -> None:
        wanted = SMALL.model_copy(update={"seed": seed})
        runs.request_run(session, Bell(), limits, [wanted], who, requester=requester)

    ask(0)
    ask(1)
    with pytest.raises(TooManyOfYours):
        ask(2)
    ask(0)  # the same again is no other run
    ask(3, learner)
    ask(4, requester="another address")
    with pytest.raises(TooManyRuns):
        ask(5, requester="a third")


def test_dropping_the_cookie_gives_an_address_no_further_places_in_the_queue(
    session: Session, learner_account: Account
) -> None:
    limits = RunLimits(seconds=1e6, queue=8, guest_queue=2, account_queue=3)
    for number in range(4):
        with writing(session):
            session.add(guest := Learner())
        ask(session, limits, number, guest, "address")
    with writing(session):
        session.add(guest := Learner())
    with pytest.raises(TooManyOfYours):
        ask(session, limits, 4, guest, "address")
    ask(session, limits, 5, guest, "another address")
    ask(session, limits, 6, learners.learner_of_account(session, learner_account), "address")


def ask(session: Session, limits: RunLimits, seed: int, learner: Learner, requester: str) -> None:
    experiment = SMALL.model_copy(update={"seed": seed})
    runs.request_run(session, Bell(), limits, [experiment], learner, requester=requester)


def many(alike: bool, count: int = 1000) -> list[simulator.Experiment]:
    """Experiments that take far too long, of one cost or of many."""
    document = LARGE.model_dump(mode="json")
    return [
        simulator.Experiment.model_validate(
            document
            | {
                "optimizer": {"learning_rate": 0.001 * (number + 1)},
                "seed": number,
                "steps": 3000 if alike else 3000 + number,
            }
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize("detail", RunDetail)
def test_a_thousand_experiments_are_refused_after_a_few_estimates(
    session: Session, monkeypatch: pytest.MonkeyPatch, alike: bool, detail: RunDetail
) -> None:
    estimated: list[simulator.Experiment] = []
    estimate = simulator.estimate_cost

    def counted(one: simulator.Experiment) -> simulator.Cost:
        estimated.append(one)
        return estimate(one)

    monkeypatch.setattr(simulator, "estimate_cost", counted)
    costs._cost.cache_clear()
    experiments = many(alike)
    with pytest.raises(RunTooExpensive) as refused:
        admit(session, RunLimits(60.0, 10), experiments, detail, None, None)
    assert len(estimated) <= 100
    in_all = sum(estimate(one).seconds for one in experiments[:: 1 if alike else 100]) * (1 if alike else 100)
    assert float(refused.value.values["seconds"]) == pytest.approx(in_all, rel=0.2)


def test_what_fits_many_of_one_cost_is_admitted(session: Session) -> None:
    limits = RunLimits(seconds=1, survey_seconds=200 * simulator.estimate_cost(LARGE).seconds, queue=10)
    experiments = many(alike=True)
    with pytest.raises(RunTooExpensive) as refused:
        admit(session, limits, experiments, RunDetail.OUTCOMES, None, None)
    nearest = refused.value.nearest
    fitting = [with_value(one, nearest.field, nearest.value) for one in experiments]
    assert admit(session, limits, fitting, RunDetail.OUTCOMES, None, None) <= limits.survey_seconds


@pytest.mark.parametrize("task", ["adding", "classification", "latch", "next_word", "regression", "sine"])
def test_the_size_of_numbers_such_as_the_learning_rate_does_not_change_the_cost(task: str) -> None:
    kind = "mlp" if task in ("classification", "regression") else "lstm"
    document: dict[str, Any] = {
        "network": {"kind": kind},
        "task": {"kind": task},
        "optimizer": {"momentum": 0.5},
        "clip": {"kind": "value"},
        "penalty": {"kind": "l2"},
    }
    whole = simulator.Experiment.model_validate(document).model_dump(mode="json")
    before = simulator.estimate_cost(whole)
    changed = [(path, value / 2) for path, value in leaves(whole) if isinstance(value, float) and value]
    assert len(changed) >= 5
    for path, value in changed:
        put(whole, path, value)
    assert simulator.estimate_cost(whole) == before

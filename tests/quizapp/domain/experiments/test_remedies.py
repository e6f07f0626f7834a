"""The fixes for a network: their plan and their ranking."""

import pytest

import simulator
from quizapp.domain.experiments.remedies import REMEDIES, DoesNotApply, Remedy
from quizapp.domain.experiments.surveys import (
    FEWEST_STEPS,
    REMEDY_SEEDS,
    count_lower,
    count_seeds,
    finalists,
    findings,
    fitting_steps,
    longest_seconds,
    plan_remedies,
    plan_seeds,
    seconds_left,
)

MLP = simulator.Experiment.model_validate(
    {"network": {"kind": "mlp", "depth": 8, "width": 16}, "task": {"kind": "regression"}, "steps": 60}
)
RNN = simulator.Experiment.model_validate(
    {"network": {"kind": "rnn"}, "task": {"kind": "recall", "length": 20}, "steps": 60}
)
SCALED = simulator.Experiment.model_validate(
    {
        "network": {"kind": "mlp", "depth": 3, "width": 16},
        "task": {"kind": "regression", "target_scale": 50.0, "target_offset": 7.0, "input_offset": 9.0},
        "clip": {"kind": "norm", "threshold": 5.0},
        "steps": 60,
    }
)
CAN_BE_REPEATED = (
    "learning-rate",
    "higher-rate",
    "smaller-batch",
    "tighter-clip",
    "looser-clip",
    "wider",
)
FEATURES = simulator.first_batch(RNN)[0].shape[-1]
IDENTITY = RNN.network.init.model_copy(update={"scheme": "identity"})
BY_CODE = {remedy.code: remedy for remedy in REMEDIES}


def outcome(code: str, level: float) -> simulator.Outcome:
    return simulator.Outcome(code, level, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.code)
@pytest.mark.parametrize("original", [MLP, RNN, SCALED], ids=["mlp", "rnn", "scaled"])
def test_a_remedy_makes_another_legal_experiment_or_says_why_not(
    remedy: Remedy, original: simulator.Experiment
) -> None:
    try:
        treated = remedy.applied_to(original)
    except DoesNotApply as reason:
        assert reason.reason
    else:
        assert treated != original
        assert (treated.task.kind, treated.seed) == (original.task.kind, original.seed)


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.code)
def test_most_remedies_do_not_apply_to_their_own_result(remedy: Remedy) -> None:
    for original in (MLP, RNN, SCALED):
        try:
            once = remedy.applied_to(original)
        except DoesNotApply:
            continue
        if remedy.code in CAN_BE_REPEATED:
            continue
        with pytest.raises(DoesNotApply):
            remedy.applied_to(once)


def test_what_makes_no_sense_is_left_out_with_its_reason() -> None:
    for code, original in [("truncate", MLP), ("lstm", MLP), ("layer-norm", RNN), ("residual", RNN)]:
        with pytest.raises(DoesNotApply):
            BY_CODE[code].applied_to(original)


def test_a_clip_at_another_threshold_is_a_change_and_at_the_same_it_is_none() -> None:
    assert BY_CODE["clip-norm"].applied_to(SCALED).clip.threshold == 1.0  # type: ignore[union-attr]
    assert BY_CODE["tighter-clip"].applied_to(SCALED).clip.threshold == 1.0  # type: ignore[union-attr]
    assert BY_CODE["looser-clip"].applied_to(SCALED).clip.threshold == 100.0  # type: ignore[union-attr]
    for code, original in [("clip-norm", BY_CODE["clip-norm"].applied_to(SCALED)), ("tighter-clip", MLP)]:
        with pytest.raises(DoesNotApply):
            BY_CODE[code].applied_to(original)


def test_data_with_a_scale_and_an_offset_are_brought_to_those_of_the_task() -> None:
    inputs, _ = simulator.first_batch(BY_CODE["inputs"].applied_to(SCALED))
    _, targets = simulator.first_batch(BY_CODE["targets"].applied_to(SCALED))
    plain = simulator.first_batch(SCALED.model_copy(update={"task": MLP.task}))
    assert (inputs == plain[0]).all()
    assert (targets == plain[1]).all()


def test_a_reason_names_the_problem_with_its_values() -> None:
    narrow = simulator.Experiment.model_validate(
        {"network": {"kind": "mlp", "width": 1}, "task": {"kind": "regression"}}
    )
    with pytest.raises(DoesNotApply) as why:
        BY_CODE["layer-norm"].applied_to(narrow)
    assert why.value.reason == "Layer normalization needs at least 2 units per layer."
    with pytest.raises(DoesNotApply) as why:
        BY_CODE["wider"].applied_to(
            RNN.model_copy(
                update={"network": RNN.network.model_copy(update={"init": IDENTITY, "width": FEATURES})}
            )
        )
    assert "%(" in why.value.reason
    assert why.value.reason % why.value.values


def test_a_batch_takes_at_most_half_as_long_again_as_its_networks_one_after_the_other() -> None:
    arms = [RNN, MLP]
    alone = sum(simulator.estimate_cost(each).seconds for each in plan_seeds(arms))
    assert longest_seconds(plan_seeds(arms)) == pytest.approx(1.5 * alone)
    assert longest_seconds(plan_seeds(arms)) == pytest.approx(
        longest_seconds(plan_seeds([RNN])) + longest_seconds(plan_seeds([MLP]))
    )


@pytest.mark.parametrize(
    ("fitting", "steps"),
    [(30.0, 40), (49.9, 40), (55.0, 50), (64.0, 50), (106.0, 100), (112.0, 100), (399.0, 300), (1e9, 1000)],
)
def test_the_updates_that_fit_are_a_round_number_so_that_a_plan_does_not_change_with_the_machine(
    fitting: float, steps: int
) -> None:
    long = MLP.model_copy(update={"steps": 1000})
    seconds = simulator.estimate_cost(long).seconds * fitting / 1000
    assert fitting_steps([long, long], 2 * seconds) == steps


def test_the_time_left_follows_the_pace_once_there_is_one() -> None:
    assert seconds_left(60.0, 0.0, 0.0) == 60.0
    assert seconds_left(60.0, 45.0, 0.0) == 30.0  # behind the estimate, and nothing known yet
    assert seconds_left(60.0, 10.0, 0.25) == 30.0
    assert seconds_left(60.0, 10.0, 1.0) == 0.0


def test_every_remedy_gets_the_same_seeds_and_steps() -> None:
    plan = plan_remedies(RNN)
    assert plan.treatments[0].remedy is None
    assert plan.treatments[0].experiment == RNN
    assert len(plan.treatments) + len(plan.left_out) == len(REMEDIES) + 1
    for treatment in plan.treatments:
        given = [plan.experiments[position] for position in treatment.positions]
        assert [each.seed for each in given] == list(range(REMEDY_SEEDS))
    assert len({each.steps for each in plan.experiments}) == 1


def test_steps_are_cut_to_the_time_but_not_below_what_an_outcome_needs() -> None:
    long = MLP.model_copy(update={"steps": 100_000})
    assert FEWEST_STEPS <= plan_remedies(long).experiments[0].steps < 100_000
    assert plan_remedies(long, seconds=1e-9).experiments[0].steps == FEWEST_STEPS


def test_remedies_are_ranked_by_seeds_that_learn_then_by_loss() -> None:
    plan = plan_remedies(MLP)
    healthy, stuck, blown_up = outcome("healthy", 0.2), outcome("slow", 0.9), outcome("nan", float("inf"))
    outcomes = dict.fromkeys(range(len(plan.experiments)), blown_up)
    best, second = plan.treatments[3], plan.treatments[1]
    outcomes |= dict.fromkeys(best.positions, healthy)
    outcomes |= dict.fromkeys(second.positions, stuck) | {second.positions[0]: healthy}
    ranked = findings(plan, outcomes)
    assert [each.treatment for each in ranked[:2]] == [best, second]
    assert (ranked[0].healthy, ranked[1].healthy) == (REMEDY_SEEDS, 1)
    assert ranked[0].level == 0.2


def test_the_best_five_remedies_go_into_the_final() -> None:
    plan = plan_remedies(MLP)
    outcomes = {
        position: outcome("slow", float(place))
        for place, treatment in enumerate(plan.treatments)
        for position in treatment.positions
    }
    chosen = finalists(findings(plan, outcomes))
    assert chosen == [treatment.remedy for treatment in plan.treatments[1:6]]
    final = plan_remedies(MLP, remedies=chosen)
    assert [each.remedy for each in final.treatments] == [None, *chosen]
    assert final.treatments[0].experiment == MLP


def test_what_is_not_known_yet_counts_for_nothing() -> None:
    assert all(finding.level is None and finding.healthy == 0 for finding in findings(plan_remedies(MLP), {}))


def test_seeds_are_counted_arm_by_arm_and_pair_by_pair() -> None:
    experiments = plan_seeds([MLP, RNN])
    assert [each.network.kind for each in experiments] == ["mlp"] * 20 + ["rnn"] * 20
    outcomes = {
        0: outcome("slow", 0.9),
        1: outcome("healthy", 0.1),
        20: outcome("healthy", 0.3),
        21: outcome("slow", 0.6),
    }
    first, second = count_seeds(2, outcomes)
    assert (first.count, second.count) == (1, 1)
    assert first.interval is not None
    assert count_lower(outcomes) == (1, 2)

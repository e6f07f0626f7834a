from typing import Any

import pytest

from quizapp.domain.experiments.problems import MESSAGES
from quizapp.kinds import grade, kind_of
from quizapp.kinds.fix_it.model import FixIt
from quizapp.kinds.grade import MalformedAnswer
from tests.bank import scenarios
from tests.kinds import EXAMPLES, changed, problems_of, tiny

ITEM: FixIt = EXAMPLES["example-fix-it"]


def test_a_remedy_earns_the_share_of_seeds_that_it_heals() -> None:
    assert grade(ITEM, {"gain": 0.7}, scenarios()["mlp-nan-loss"]).score == 1.0
    grades = grade(ITEM, {"clipping": "far-too-high"}, scenarios()["mlp-nan-loss"])
    assert grades.score < 1.0
    assert grades.feedback is not None
    assert len(grades.parts) == ITEM.seeds


def test_a_remedy_is_run_beside_the_original_network() -> None:
    experiments_of = kind_of(ITEM).experiments_of_answer
    assert experiments_of is not None
    original, changed_network = experiments_of(ITEM, {"gain": "0.7"}, tiny())
    assert original.network.init.gain == scenarios()["mlp-nan-loss"].baseline.experiment.network.init.gain
    assert changed_network.network.init.gain == 0.7
    assert original.seed == changed_network.seed


def test_more_changes_than_the_budget_are_refused() -> None:
    with pytest.raises(MalformedAnswer, match="at most 1"):
        grade(ITEM, {"gain": 0.7, "clipping": "by-norm"}, tiny())


@pytest.mark.parametrize("answer", [{"gain": 7}, {"gain": "much"}, {"clipping": "no"}, {"depth": 3}])
def test_a_setting_out_of_its_choices_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedAnswer):
        grade(ITEM, answer, tiny())


def test_a_key_that_costs_too_much_or_cannot_be_set_is_refused() -> None:
    for key in ({"clipping": "by-norm", "gain": 0.8}, {"gain": 9}, {"colour": 1}):
        with pytest.raises(ValueError, match=r"changes|cannot be"):
            FixIt.model_validate({**dict(ITEM), "key": key})


def test_changes_that_exclude_each_other_are_refused_in_a_message_that_is_translated() -> None:
    label = {"zh": "改", "en": "change"}
    one, batch = {"batch_size": 1}, {"network.normalization": "batch"}
    settings = [
        {"id": name, "label": label, "choices": [{"id": "on", "label": label, "set": change}]}
        for name, change in (("one", one), ("batch", batch))
    ]
    item = FixIt.model_validate(
        {**dict(ITEM), "settings": settings, "key": {"one": "on"}, "mistakes": [], "budget": 2}
    )
    with pytest.raises(MalformedAnswer) as refused:
        grade(item, {"one": "on", "batch": "on"}, tiny())
    assert refused.value.message == MESSAGES["one_sample_to_normalize"]


def test_a_measure_must_exist_for_the_networks() -> None:
    healed = [{"of": "treated", "measure": "time_growth", "above": 1}]
    assert "healed.0.measure" in problems_of(changed(ITEM, healed=healed))[0]


def test_a_setting_must_make_a_valid_experiment() -> None:
    choices = [{"id": "none", "label": {"zh": "零", "en": "zero"}, "set": {"network.depth": 0}}]
    settings = [{"id": "depth", "label": {"zh": "深", "en": "deep"}, "choices": choices}]
    found = problems_of(changed(ITEM, settings=settings, key={"depth": "none"}, mistakes=[]))
    assert "settings.0.choices.0.set" in found[0]
    assert "network.depth" in found[0]

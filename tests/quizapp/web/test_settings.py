"""The form of all settings covers the whole schema of an experiment, and gives the same experiment."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator
from quizapp.presentation.setting_words import SETTINGS, VALUES
from quizapp.web.forms.places import Field
from quizapp.web.lab.settings import default_text, document_of, fields_of, texts_of
from tests.bank import SCENARIO_SLUGS, scenarios
from tests.examples import examples
from tests.simulator.strategies import experiments

SCHEMA = simulator.Experiment.model_json_schema()


def settings_of_the_schema(part: dict[str, Any] = SCHEMA, above: str = "") -> Iterator[str]:
    """Every leaf that can have more than one value, and what tells the alternatives apart."""
    for name, described in part["properties"].items():
        path = f"{above}.{name}" if above else name
        alternatives = [described, *described.get("anyOf", []), *described.get("oneOf", [])]
        groups = [SCHEMA["$defs"][each["$ref"].split("/")[-1]] for each in alternatives if "$ref" in each]
        for group in groups:
            yield from settings_of_the_schema(group, path)
        if len(groups) > 1:
            yield f"{path}.kind"
        if not groups and "const" not in described:
            yield path


def every_field() -> dict[str, Field]:
    """Over all that can be chosen, by path."""
    decide = {
        field.path.removesuffix(".kind"): field.schema.choices for field in fields_of({}) if field.decides
    }
    found: dict[str, Field] = {}
    for kinds in product(*decide.values()):
        document = {name: {"kind": kind} for name, kind in zip(decide, kinds, strict=True) if kind}
        found |= {field.path: field for field in fields_of(document)}
    return found


def test_every_setting_of_the_schema_is_a_field_with_a_name_and_a_sentence() -> None:
    settings = set(settings_of_the_schema())
    assert len(settings) > 50
    assert set(every_field()) == settings
    assert {path for path, said in SETTINGS.items() if said.help} == settings


def test_every_choice_has_a_word() -> None:
    known = {*VALUES, "", "true", "false", "tanh", "sigmoid", "float32", "float64"}
    for field in every_field().values():
        assert set(field.schema.choices) <= known, field.path


def assert_the_form_says_the_same(experiment: simulator.Experiment) -> None:
    """As a browser sends it: a text for each field that is shown, and no other."""
    texts = texts_of(experiment.model_dump(mode="json"))
    shown = {
        field.path: texts.get(field.path, default_text(field)) for field in fields_of(document_of(texts))
    }
    document = document_of(shown)
    assert simulator.Experiment.model_validate(document) == experiment
    again = texts_of(document)
    assert {path: again.get(path, "") for path in shown} == shown


@pytest.mark.parametrize("slug", SCENARIO_SLUGS)
def test_what_the_fields_hold_is_the_experiment(slug: str) -> None:
    scenario = scenarios()[slug]
    for arm in (scenario.baseline, scenario.treated):
        assert_the_form_says_the_same(arm.experiment)


@examples(200)
@given(experiments())
def test_any_experiment_goes_through_the_form_unchanged(document: dict[str, Any]) -> None:
    assert_the_form_says_the_same(simulator.Experiment.model_validate(document))


@st.composite
def typed(draw: st.DrawFn) -> dict[str, str]:
    """A form filled in at will: right and wrong texts, in the fields that belong to what is chosen."""
    decide = [field for field in fields_of({}) if field.decides]
    texts = {field.path: draw(st.sampled_from(field.schema.choices)) for field in decide}
    for field in fields_of(document_of(texts)):
        if not field.decides:
            number = st.integers(-9, 10**19).map(str) | st.floats(allow_nan=False).map(str)
            texts[field.path] = draw(
                st.sampled_from(field.schema.choices)
                if field.schema.choices
                else number | st.sampled_from(["", "many"])
            )
    return texts


@examples(200)
@given(typed())
def test_whatever_is_typed_is_read_or_left_as_it_is(texts: dict[str, str]) -> None:
    again = texts_of(document_of(texts))
    for path, text in texts.items():
        assert again.get(path, "") == text or float(again[path]) == float(text), path


def test_only_what_matters_is_asked() -> None:
    def paths(network: str, task: str, **more: Any) -> set[str]:
        document = {"network": {"kind": network}, "task": {"kind": task}, **more}
        return {field.path for field in fields_of(document)}

    perceptron, cell = paths("mlp", "regression"), paths("lstm", "latch", clip={"kind": "norm"})
    assert "network.forget_bias" in cell - perceptron
    assert "network.residual" in perceptron - cell
    assert {"task.signal_steps", "truncate", "clip.threshold", "probes.time"} <= cell - perceptron
    assert {"optimizer.momentum", "clip.kind", "penalty.kind", "seed"} <= cell & perceptron
    assert not {"penalty.strength", "optimizer.beta_1"} & (cell | perceptron)


def test_what_was_set_and_matters_no_longer_is_shown_until_it_is_taken_back() -> None:
    document = {"network": {"kind": "mlp"}, "task": {"kind": "regression"}, "truncate": 5}
    assert "truncate" in {field.path for field in fields_of(document)}


def test_another_network_keeps_what_both_have() -> None:
    texts = texts_of(
        {"network": {"kind": "lstm", "width": 20, "forget_bias": 1.0}, "task": {"kind": "adding"}}
    )
    assert document_of({**texts, "network.kind": "gru"})["network"] == {"kind": "gru", "width": 20}


def test_what_is_no_number_is_left_for_the_experiment_to_refuse() -> None:
    document = document_of({"network.kind": "rnn", "task.kind": "adding", "steps": "many", "seed": "1.5"})
    with pytest.raises(simulator.InvalidExperiment) as refused:
        simulator.Experiment.model_validate(document)
    assert {problem.field for problem in refused.value.problems} == {"steps", "seed"}

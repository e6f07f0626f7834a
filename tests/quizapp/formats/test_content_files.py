"""The bank as YAML: checked as a whole, and the same after a round trip."""

import shutil
from pathlib import Path

import pytest
import yaml

from quizapp.bank.checking.checks import passages
from quizapp.bank.checking.guessing import guesses_by_length
from quizapp.bank.parametric.item import example_of
from quizapp.errors import Invalid
from quizapp.formats.content_files import read_bank, read_question, write_question
from quizapp.kinds import ITEM_KINDS
from quizapp.presentation.markdown import to_html
from tests.bank import CONTENT, QUESTION_SLUGS, bank, items, parametric_items, questions

SYMPTOMS = "questions/exploding-gradients/exploding-gradient-diagnosis.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read_bank(folder)
    return [str(problem) for problem in refused.value.problems]


def edit(path: Path, **changes: object) -> None:
    document = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(document | changes, allow_unicode=True))


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_a_question_written_and_read_back_is_the_same(slug: str, tmp_path: Path) -> None:
    question = questions()[slug]
    path = tmp_path / f"{question.slug}.yaml"
    path.write_text(write_question(question))
    assert read_question(path) == question


def test_the_bank_holds_the_five_questions_and_what_interviewers_ask_next() -> None:
    numbers = [question.number for question in bank().questions]
    assert numbers[:5] == ["Q31", "Q32", "Q33", "Q34", "Q35"]
    assert numbers[5:] == [None] * len(numbers[5:])
    assert len(items()) >= 100
    assert {item.kind for item in items()} == set(ITEM_KINDS)
    assert len(parametric_items()) >= 30
    assert all(question.interview for question in bank().questions)
    with_claims = {claim.question for claim in bank().claims}
    assert all(question.slug in with_claims or question.claims for question in bank().questions)


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_every_text_of_a_question_renders_with_its_math(slug: str) -> None:
    for passage in passages(questions()[slug]):
        html = to_html(passage.text)
        assert "math-error" not in html, passage
        assert "$" not in html.replace("$ ", ""), passage


def test_the_key_of_a_choice_is_not_given_away_by_its_length() -> None:
    for guess in guesses_by_length(example_of(item) for item in items()):
        assert not guess.gives_keys_away, guess


def test_an_unknown_field_is_named_with_its_file(folder: Path) -> None:
    edit(folder / SYMPTOMS, difficulty="hard")
    assert problems_of(folder) == [f"{SYMPTOMS}: difficulty: Unknown field."]


def test_every_mistake_is_named_not_the_first_only(folder: Path) -> None:
    edit(folder / SYMPTOMS, title={"zh": "题"}, topic=3)
    edit(folder / "scenarios/mlp-nan-loss.yaml", story={"zh": "", "en": "A story"})
    found = "\n".join(problems_of(folder))
    for name in (f"{SYMPTOMS}: title.en", f"{SYMPTOMS}: topic", "scenarios/mlp-nan-loss.yaml: story.zh"):
        assert name in found


def test_a_question_whose_scenario_is_missing_is_refused_by_file(folder: Path) -> None:
    (folder / "scenarios/mlp-nan-loss.yaml").unlink()
    found = problems_of(folder)
    assert any(
        line.startswith("questions/") and "items." in line and "mlp-nan-loss" in line for line in found
    )


def test_a_knob_out_of_its_range_is_refused_by_file(folder: Path) -> None:
    document = yaml.safe_load((folder / SYMPTOMS).read_text())
    document["items"][0]["scenario"]["knobs"] = {"colour": 3}
    (folder / SYMPTOMS).write_text(yaml.safe_dump(document, allow_unicode=True))
    assert any(f"{SYMPTOMS}: items.0.scenario.knobs.colour" in line for line in problems_of(folder))


def test_an_impossible_experiment_is_named_by_its_setting(folder: Path) -> None:
    path = folder / "scenarios/mlp-nan-loss.yaml"
    document = yaml.safe_load(path.read_text())
    document["baseline"]["experiment"]["network"]["depth"] = -1
    path.write_text(yaml.safe_dump(document, allow_unicode=True))
    assert any(
        "scenarios/mlp-nan-loss.yaml: baseline.experiment.network.depth" in line
        for line in problems_of(folder)
    )


def test_a_field_written_twice_is_refused(folder: Path) -> None:
    path = folder / SYMPTOMS
    path.write_text(path.read_text() + "\nslug: twice\n")
    assert any("slug" in line and "twice" in line for line in problems_of(folder))


def test_broken_yaml_and_a_missing_topics_file_are_named(folder: Path) -> None:
    (folder / SYMPTOMS).write_text("slug: [")
    (folder / "topics.yaml").unlink()
    found = "\n".join(problems_of(folder))
    assert f"{SYMPTOMS}: This is not valid YAML" in found
    assert "topics.yaml" in found


def test_an_item_id_used_in_two_questions_is_refused(folder: Path) -> None:
    document = yaml.safe_load((folder / SYMPTOMS).read_text())
    document["items"][0]["id"] = bank().questions[0].items[0].id
    (folder / SYMPTOMS).write_text(yaml.safe_dump(document, allow_unicode=True))
    assert any(bank().questions[0].items[0].id in line for line in problems_of(folder))


def test_numbers_may_be_written_with_an_exponent(folder: Path) -> None:
    path = folder / "scenarios/mlp-nan-loss.yaml"
    text = path.read_text()
    path.write_text(text.replace("learning_rate: 0.02", "learning_rate: 2e-2"))
    assert "2e-2" in path.read_text()
    assert read_bank(folder) == bank()

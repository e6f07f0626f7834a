import io
import json
from pathlib import Path

import numpy as np
import pytest

from simulator.__main__ import main, sparkline

EXPERIMENT = """
network: {kind: mlp, depth: 3, width: 8}
task: {kind: regression, samples: 64}
penalty: {kind: l2, strength: 1e-4}
batch_size: 16
steps: 30
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "experiment.yaml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return str(path)


def test_run_ends_with_a_table_and_a_verdict(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", file]) == 0
    printed = capsys.readouterr().out
    assert "gradient norm" in printed
    assert "30 of 30 updates" in printed


def test_an_explosion_is_a_result(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", file, "--set", "optimizer.learning_rate=1e3"]) == 0
    printed = capsys.readouterr().out
    assert "weights_nan" in printed
    assert "×" in printed


def test_describe_trains_nothing_and_shows_every_shape(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", file, "--set", "network.depth=2"]) == 0
    printed = capsys.readouterr().out
    assert "W3" in printed
    assert "W4" not in printed
    assert "MB" in printed


def test_json_from_standard_input_will_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"network": {"kind": "rnn", "width": 4}, "task": {"kind": "recall"}, "steps": 3}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(document)))
    assert main(["run", "-"]) == 0
    assert "3 of 3 updates" in capsys.readouterr().out


def test_every_fault_is_named(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", file, "--set", "network.dpth=4", "--set", "clip.kind=norms"]) == 2
    printed = capsys.readouterr().err
    assert "network.dpth: There is no such field here" in printed
    assert "clip.kind" in printed


def test_a_setting_without_a_value_is_explained(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", file, "--set", "seed"]) == 2
    assert "FIELD=VALUE" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["[1, 2]", "a: [", ""])
def test_a_file_that_holds_no_experiment_is_one_line(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content, encoding="utf-8")
    assert main(["run", str(path)]) == 1
    assert "bad.yaml" in capsys.readouterr().err.replace("\n", "")


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "/nowhere.yaml"]) == 1
    assert "/nowhere.yaml" in capsys.readouterr().err


def test_a_sparkline_is_logarithmic_and_marks_what_is_not_finite() -> None:
    assert sparkline(np.array([1.0, 10.0, 1e7, np.nan, np.inf])) == "▁▂█××"
    assert sparkline(np.ones(100)) == "▁" * 60

import importlib.util
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from simulator.command.arguments import main
from simulator.command.display import sparkline

EXPERIMENT = """
network: {kind: mlp, depth: 3, width: 8}
task: {kind: regression, samples: 64}
penalty: {kind: l2, strength: 1e-4}
batch_size: 16
steps: 30
"""


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


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
    assert "network.dpth: Unknown field" in printed
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
    assert "bad.yaml" in _said(capsys)


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "/nowhere.yaml"]) == 1
    assert "/nowhere.yaml" in capsys.readouterr().err
    assert main(["run", "no-such-scenario"]) == 1
    assert "rnn-oscillation" in _said(capsys)


@pytest.mark.parametrize("option", ["--csv", "--plot"])
def test_what_cannot_be_written_is_said_before_the_training(
    file: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", file, option, "/nowhere/result.png"]) == 1
    printed = capsys.readouterr()
    assert "folder was not found: /nowhere" in printed.err.replace("\n", " ")
    assert "updates" not in printed.out


def test_a_sparkline_is_logarithmic_and_marks_what_is_not_finite() -> None:
    assert sparkline(np.array([1.0, 10.0, 1e7, np.nan, np.inf])) == "▁▂█××"
    assert sparkline(np.ones(100)) == "▁" * 60


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    arms = {
        name: {"experiment": {"network": {"kind": kind, "width": 4}, "task": {"kind": "recall"}, "steps": 4}}
        for name, kind in (("baseline", "rnn"), ("treated", "lstm"))
    }
    path = tmp_path / "pair.yaml"
    path.write_text(json.dumps({"slug": "pair"} | arms), encoding="utf-8")
    return str(path)


def test_a_scenario_runs_both_of_its_experiments(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv_file = tmp_path / "numbers.csv"
    assert main(["run", scenario, "--set", "treated.steps=3", "--csv", str(csv_file)]) == 0
    printed = capsys.readouterr().out
    assert "4 of 4 updates" in printed
    assert "3 of 3 updates" in printed
    assert len((tmp_path / "numbers-baseline.csv").read_text().splitlines()) == 5
    assert len((tmp_path / "numbers-treated.csv").read_text().splitlines()) == 4


def test_a_scenario_is_found_by_its_name_wherever_the_command_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["describe", "rnn-oscillation"]) == 0
    assert "baseline" in capsys.readouterr().out


def test_a_fault_in_one_arm_is_named_with_the_arm(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", scenario, "--set", "treated.network.activation=relu"]) == 2
    assert "treated.network.activation" in capsys.readouterr().err


def test_compare_shows_one_row_per_experiment(
    scenario: str, file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    assert main(["compare", scenario, file]) == 0
    printed = capsys.readouterr().out
    assert "baseline" in printed
    assert "treated" in printed
    assert "experiment.yaml" in printed


def test_a_sweep_can_be_stopped_and_resumed(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sweep.csv"
    grid = ["sweep", file, "--over", "seed=0..2", "--over", "network.init.gain=0.5,1.5", "--out", str(out)]
    assert main(grid) == 0
    whole = out.read_text()
    assert len(whole.splitlines()) == 1 + 6
    lines = whole.splitlines(keepends=True)
    out.write_text("".join(lines[:3]) + lines[3][:20])  # stopped in the middle of a line
    assert main(grid) == 0
    assert "2 of them already" in capsys.readouterr().out
    assert out.read_text() == whole
    modified = out.stat().st_mtime_ns
    assert main(grid) == 0
    assert out.stat().st_mtime_ns == modified or out.read_text() == whole


def test_an_interrupted_sweep_keeps_its_rows_and_says_that_it_can_be_resumed(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, whole = tmp_path / "sweep.csv", tmp_path / "whole.csv"
    few, long = ["--over", "seed=0..19"], ["--over", "seed=0..1999"]
    command = [sys.executable, "-m", "simulator", "sweep", file, *long, "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_mind_interrupts) as process:
        while process.poll() is None and not (out.exists() and out.stat().st_size > 200):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "to resume" in process.stderr.read()
    assert process.returncode == 130
    rows = out.read_text().count("\n") - 1
    assert main(["sweep", file, *few, "--out", str(out)]) == 0
    assert f"20 runs, {min(rows, 20)} of them already" in capsys.readouterr().out
    assert main(["sweep", file, *few, "--out", str(whole)]) == 0
    assert set(whole.read_text().splitlines()) <= set(out.read_text().splitlines())


def _mind_interrupts() -> None:
    """Also where the tests were started in the background, which ignores them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_sweep_refuses_what_it_cannot_do(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sweep.csv"
    assert main(["sweep", file, "--over", "network.depth=1,0", "--out", str(out)]) == 2
    assert "network.depth" in capsys.readouterr().err
    assert not out.exists()
    assert main(["sweep", file, "--over", "seed", "--out", str(out)]) == 2
    assert main(["sweep", file, "--over", "seed=3..1", "--out", str(out)]) == 2
    assert "1..3" in capsys.readouterr().err
    assert main(["sweep", file, "--over", "seed=1,2", "--out", str(tmp_path)]) == 1
    assert main(["sweep", file, "--over", "seed=1,2", "--out", str(tmp_path / "none" / "x.csv")]) == 1
    assert "folder was not found" in _said(capsys)
    out.write_text("something,else\n")
    assert main(["sweep", file, "--over", "seed=1,2", "--out", str(out)]) == 1
    assert "not rows of this sweep" in _said(capsys)
    assert main(["sweep", file, "--over", "seed=0..999999999999999999", "--out", str(out)]) == 2
    assert "the maximum is 10000" in _said(capsys)
    assert main(["sweep", file, "--over", f"seed=0..{'9' * 5000}", "--out", str(out)]) == 2
    assert main(["sweep", file, "--over", "seed=0..²", "--out", str(out)]) == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--over", "seed=0..2", "--over", "seed=5..6"],
        ["--over", "seed=0..2", "--set", "seed=4"],
        ["--over", "network.width=4,8", "--set", "network={kind: mlp}"],
    ],
)
def test_a_field_has_one_value_in_each_run_of_a_sweep(
    file: str, tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", file, *options, "--out", str(tmp_path / "sweep.csv")]) == 2
    assert "give all values in one --over" in _said(capsys)


def test_a_sweep_is_never_mixed_with_another(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sweep.csv"
    grid = ["sweep", file, "--over", "seed=0,1", "--out", str(out)]
    assert main(grid) == 0
    rows = out.read_text()
    assert main([*grid, "--set", "steps=20"]) == 1
    assert "not rows of this sweep" in _said(capsys)
    assert out.read_text() == rows
    assert main([*grid[:3], "seed=0..3", "--out", str(out)]) == 0
    assert "2 of them already" in capsys.readouterr().out


@pytest.mark.parametrize("end", ["\n", ""])
def test_an_input_is_never_written(
    tmp_path: Path, end: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = '{"network": {"kind": "rnn", "width": 4}, "task": {"kind": "recall"}, "steps": 3}' + end
    Path("x.json").write_text(document)
    Path("link.json").symlink_to("x.json")
    for output in ("x.json", str(tmp_path / "x.json"), "link.json"):
        assert main(["sweep", "x.json", "--over", "seed=0..1", "--out", output]) == 1
        assert main(["run", "x.json", "--csv", output]) == 1
        assert _said(capsys).count("input of this command") == 2
    Path("other.json").write_text(document)
    assert main(["sweep", "x.json", "--over", "seed=0..1", "--out", "other.json"]) == 1
    assert Path("x.json").read_text() == Path("other.json").read_text() == document


@pytest.mark.parametrize(("path", "reason"), [("", "empty"), (".", "a folder")])
def test_a_csv_that_cannot_be_a_file_is_refused_before_the_training(
    file: str, path: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", file, "--csv", path]) == 1
    printed = capsys.readouterr()
    assert reason in printed.err
    assert "updates" not in printed.out


def test_a_sweep_is_not_written_to_a_device(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", file, "--over", "seed=0..9", "--out", "/dev/full"]) == 1
    assert "not a regular file" in _said(capsys)


def test_a_full_disk_is_one_line(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", file, "--csv", "/dev/full"]) == 1
    assert capsys.readouterr().err.strip() == "/dev/full: No space left on device"


def test_a_misspelled_scenario_gets_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "rnn-oscilation"]) == 1
    assert "did you mean rnn-oscillation" in _said(capsys)


def test_the_largest_number_of_a_run_that_ends_in_nan_is_the_largest_before(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", file, "--set", "optimizer.learning_rate=1e3"]) == 0
    norm = next(line for line in capsys.readouterr().out.splitlines() if "gradient norm" in line)
    assert "nan" not in norm.split("│")[-2]


def test_a_comparison_in_80_columns_tells_runs_and_symptoms_apart(
    scenario: str, file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["compare", scenario, file, "--set", "optimizer.learning_rate=1e3"]) == 0
    printed = capsys.readouterr().out
    assert "…" not in printed
    assert "weights_nan" in printed


def test_a_picture_is_drawn_or_says_what_it_needs(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "run.png"
    code = main(["run", file, "--plot", str(picture)])
    if importlib.util.find_spec("matplotlib"):
        assert code == 0
        assert picture.read_bytes().startswith(b"\x89PNG")
    else:
        assert code == 1
        assert "pip install matplotlib" in _said(capsys)


def test_the_benchmark_compares_each_workload_with_its_products(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = {"network": {"kind": "lstm", "width": 4}, "task": {"kind": "recall"}}
    monkeypatch.setattr("simulator.command.benchmark.WORKLOADS", {"tiny": (small, 2)})
    assert main(["bench"]) == 0
    assert "tiny" in capsys.readouterr().out


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    """The error as one line, however the terminal wraps it."""
    return " ".join(capsys.readouterr().err.split())

"""What a notebook shows of an experiment, a trace, a symptom, and a walk: short texts, and HTML that parses."""

import io
import json
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import simulator as sim
from simulator.markup import chart, table

DIVERGING = {
    "network": {"kind": "mlp", "depth": 10, "init": {"gain": 3.0}},
    "task": {"kind": "regression"},
    "optimizer": {"learning_rate": 10.0},
    "steps": 30,
}
LSTM = {"network": {"kind": "lstm", "width": 8}, "task": {"kind": "adding", "length": 60}, "steps": 5}


def shown() -> list[Any]:
    trace = sim.run(DIVERGING)
    symptoms = sim.diagnose(trace)
    assert symptoms
    return [
        sim.Experiment.model_validate(DIVERGING),
        trace,
        sim.run(LSTM),
        *symptoms,
        sim.step_inside(LSTM),
        next(iter(sim.step_inside(LSTM).arrays.values())),
    ]


def test_texts_are_one_short_line() -> None:
    for each in shown():
        text = repr(each)
        assert text == str(each)
        assert text.startswith(f"<{type(each).__name__} ")
        assert len(text) < 500
        assert "\n" not in text


def test_html_parses_and_has_no_script_and_a_trace_draws_its_loss_and_gradient_norm() -> None:
    for each in shown()[:-1]:
        html = each._repr_html_()
        parsed = ElementTree.fromstring(html)
        assert {part.tag.rpartition("}")[2] for part in parsed.iter()} <= {
            *("div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td"),
            *("svg", "text", "polyline"),
        }
        assert len(html) < 60_000
        if isinstance(each, sim.Trace | sim.Walk):
            charts = [part for part in parsed.iter() if part.tag.endswith("}svg")]
            assert len(charts) == (2 if isinstance(each, sim.Trace) else 1)
            assert all(any(part.tag.endswith("}polyline") for part in found.iter()) for found in charts)


def test_every_text_is_escaped() -> None:
    hostile = '<script>alert(1)</script>" onload="x'
    symptom = replace(sim.diagnose(sim.run(DIVERGING))[0], evidence=hostile, source=hostile, code=hostile)
    for html in (
        symptom._repr_html_(),
        table({hostile: hostile}, header=[hostile]),
        chart(hostile, np.ones(3)),
        chart(hostile, np.zeros(3)),
    ):
        assert "<script" not in html
        ElementTree.fromstring(html)
        assert "&lt;script&gt;" in html


def test_a_chart_leaves_gaps_and_keeps_the_extremes_of_a_long_line() -> None:
    gaps = chart("loss", np.array([1.0, 10.0, np.nan, 5.0, np.inf, 0.0, 2.0, 3.0]))
    assert gaps.count("<polyline") == 3
    assert "nan" not in gaps
    long = np.ones(20_000)
    long[12_345], long[777] = 1e6, 1e-6
    drawn = chart("loss", long)
    assert "1e-06 to 1e+06" in drawn
    tops = [
        point.split(",")[1] for line in drawn.split('points="')[1:] for point in line.split('"')[0].split()
    ]
    assert (min(map(float, tops)), max(map(float, tops))) == (18.0, 104.0)
    assert len(tops) <= 310


def test_replacing_a_setting_validates_the_whole_experiment() -> None:
    before = sim.Experiment.model_validate(LSTM)
    after = before.replace("optimizer.learning_rate", 0.1)
    assert (after.optimizer.learning_rate, before.optimizer.learning_rate) == (0.1, 0.01)
    assert after.replace("optimizer.learning_rate", 0.01) == before
    assert before.replace("optimizer", sim.AdamSettings(kind="adam")).optimizer.kind == "adam"
    assert before.replace("clip", {"kind": "norm", "threshold": 2.0}).clip == sim.ClipSettings(
        kind="norm", threshold=2.0
    )
    assert before.replace("clip", None) == before


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("optimizer.learning_rate", -1.0, "optimizer.learning_rate"),
        ("optimizer.learning_rate", "0.1", "optimizer.learning_rate"),
        ("optimizer.rate", 0.1, "optimizer.rate"),
        ("learning_rate", 0.1, "learning_rate"),
        ("seed.more", 1, "seed"),
        ("truncate", 61, "truncate"),
        ("", 1, ""),
    ],
)
def test_a_replacement_that_is_not_valid_is_refused_by_its_name(path: str, value: Any, field: str) -> None:
    with pytest.raises(sim.InvalidExperiment) as refused:
        sim.Experiment.model_validate(LSTM).replace(path, value)
    assert field in [problem.field for problem in refused.value.problems]


def test_npz_records_the_versions_that_computed_it() -> None:
    with np.load(io.BytesIO(sim.run(LSTM).to_npz())) as stored:
        computed_by = json.loads(str(stored["document"]))["computed_by"]
    assert (computed_by["simulator"], computed_by["numpy"]) == (sim.__version__, np.__version__)


def test_a_trace_is_a_data_frame_with_the_columns_of_its_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = SimpleNamespace(
        DataFrame=lambda columns, index: (columns, index), RangeIndex=lambda stop, name: (stop, name)
    )
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    trace = sim.run(LSTM)
    columns, index = trace.to_pandas()
    header, first, *_ = trace.to_csv().splitlines()
    assert index == (5, "step")
    assert ["step", *columns] == header.split(",")
    assert [0.0, *(column[0] for column in columns.values())] == [float(text) for text in first.split(",")]


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        sim.run(LSTM).to_pandas()

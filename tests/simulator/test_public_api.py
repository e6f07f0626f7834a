import os
import subprocess
import sys
from pathlib import Path

import simulator as sim


def test_the_exported_names_are_pinned() -> None:
    assert sim.__all__ == [
        "RECURRENT_KINDS",
        "SYMPTOMS",
        "AdamSettings",
        "AddingSettings",
        "Axis",
        "BackwardPass",
        "ClassificationSettings",
        "ClipSettings",
        "Cost",
        "Experiment",
        "FeedforwardInit",
        "Flow",
        "ForwardPass",
        "Frame",
        "GradientProfile",
        "GruSettings",
        "InvalidExperiment",
        "Jacobian",
        "LatchSettings",
        "LstmSettings",
        "MeanField",
        "MlpSettings",
        "NextWordSettings",
        "Outcome",
        "PenaltySettings",
        "ProbeSettings",
        "Problem",
        "Provenance",
        "RecallSettings",
        "RecurrentInit",
        "RegressionSettings",
        "RmspropSettings",
        "RnnSettings",
        "SgdSettings",
        "SineSettings",
        "Stage",
        "Symptom",
        "SymptomKind",
        "TemporalOrderSettings",
        "Trace",
        "Unrolled",
        "Walk",
        "WalkArray",
        "backward_pass",
        "constant_of",
        "crossovers",
        "current_provenance",
        "diagnose",
        "estimate_cost",
        "first_batch",
        "forward_pass",
        "gradient_profile",
        "gradients",
        "initial_parameters",
        "jacobian",
        "loss_of",
        "mean_field",
        "metric_of",
        "outcome_of",
        "output_gradients",
        "recorded_columns",
        "run",
        "run_many",
        "stacks_of",
        "step_inside",
        "stream",
        "to_keras",
        "to_pytorch",
        "unroll",
    ]
    assert all(getattr(sim, name).__doc__ for name in sim.__all__)
    assert sim.__version__ == "0.3.0"


def test_the_errors_are_value_errors() -> None:
    assert issubclass(sim.InvalidExperiment, ValueError)


def test_importing_the_package_first_sets_one_blas_thread_unless_told_otherwise() -> None:
    code = "import simulator, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    for told, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")):
        printed = subprocess.check_output([sys.executable, "-c", code], env=environment | told, text=True)
        assert printed.strip() == expected


def test_type_checkers_read_the_types() -> None:
    assert (Path(sim.__file__).parent / "py.typed").is_file()


def test_every_settings_class_of_an_experiment_is_exported() -> None:
    definitions = sim.Experiment.model_json_schema()["$defs"]
    assert set(definitions) <= set(sim.__all__)

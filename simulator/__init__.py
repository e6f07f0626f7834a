"""A NumPy simulator of the networks in deep learning interview questions.

    import simulator as sim
    trace = sim.run({"network": {"kind": "mlp"}, "task": {"kind": "regression"}})
    for symptom in sim.diagnose(trace):
        print(symptom.code, symptom.first_step, symptom.evidence)

Glossary of shapes. Axes always come in this order: runs, time (or layers), batch, features (or units).

    runs       experiments trained together in one stack; dropped in the public API
    steps      updates of one run; row k of a trace belongs to update k, counted from 0
    layers     of a trace: hidden layers from the input upwards, then the output layer (`layer_names`)
    time       steps of a sequence, time_steps long
    batch      samples of one mini-batch, n_samples
    features   of one input vector, dim_input
    units      of a hidden layer, its width, dim_hidden

    sequence inputs   (time, batch, features)     vector inputs     (batch, features)
    weight matrices   (fan_in, fan_out)           biases            (fan_out,)
    targets           ([time,] batch, outputs) float, or ([time,] batch) int for classes

Losses are in nats or squared units, over the batch as `reduction` says; gradients are those of that loss.
There is no global state and no global seed: the same experiment gives the same bits on the same NumPy, BLAS kernel,
and processor family. Elsewhere the numbers agree within rounding error, and a run close to a border can end
differently; `current_provenance()` and the `computed_by` of a trace give the computing environment. NumPy is set to
one BLAS thread (see `blas_threads`), unless OPENBLAS_NUM_THREADS says otherwise.
"""

from typing import get_args

import simulator.blas_threads  # noqa: F401  (must come before NumPy)
from simulator.cost import Cost, estimate_cost
from simulator.equations.losses import loss_of, output_gradients
from simulator.equations.passes import BackwardPass, ForwardPass, backward_pass, forward_pass
from simulator.errors import InvalidExperiment, Problem
from simulator.measuring.provenance import Provenance, current_provenance
from simulator.measuring.trace import Frame, Trace, recorded_columns
from simulator.scripts import to_keras, to_pytorch
from simulator.settings.experiment import Experiment
from simulator.settings.networks import RECURRENT_KINDS, AnyNetworkSettings
from simulator.settings.networks.initialization import FeedforwardInit, RecurrentInit
from simulator.settings.probes import ProbeSettings
from simulator.settings.updates import (
    AdamSettings,
    ClipSettings,
    PenaltySettings,
    RmspropSettings,
    SgdSettings,
)
from simulator.symptoms import SYMPTOMS, Outcome, Symptom, SymptomKind, diagnose, outcome_of
from simulator.tasks import AnyTaskSettings, constant_of, metric_of
from simulator.training.running import (
    first_batch,
    gradients,
    initial_parameters,
    run,
    run_many,
    stacks_of,
    stream,
)
from simulator.version import __version__ as __version__
from simulator.views.gradient_profiles import GradientProfile, gradient_profile
from simulator.views.inside import Axis, Flow, Stage, Walk, WalkArray, step_inside
from simulator.views.jacobians import Jacobian, jacobian
from simulator.views.theory import MeanField, crossovers, mean_field
from simulator.views.unrolling import Unrolled, unroll

__all__ = [
    "RECURRENT_KINDS",
    "SYMPTOMS",
    "AdamSettings",
    "Axis",
    "BackwardPass",
    "ClipSettings",
    "Cost",
    "Experiment",
    "FeedforwardInit",
    "Flow",
    "ForwardPass",
    "Frame",
    "GradientProfile",
    "InvalidExperiment",
    "Jacobian",
    "MeanField",
    "Outcome",
    "PenaltySettings",
    "ProbeSettings",
    "Problem",
    "Provenance",
    "RecurrentInit",
    "RmspropSettings",
    "SgdSettings",
    "Stage",
    "Symptom",
    "SymptomKind",
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

# The settings of each network and each task, such as RnnSettings, from the lists in their rooms.
_SETTINGS = {each.__name__: each for each in (*get_args(AnyNetworkSettings), *get_args(AnyTaskSettings))}
globals().update(_SETTINGS)
__all__ += list(_SETTINGS)
__all__.sort(key=lambda name: (not name.isupper(), name[0].islower(), name))

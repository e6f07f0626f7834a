"""An experiment as a Keras 3 script."""

from simulator.scripts.batches import batches_source
from simulator.scripts.heading import heading
from simulator.scripts.layer_script import layer_script
from simulator.settings.experiment import Experiment, ExperimentLike, as_experiment
from simulator.settings.networks import MlpSettings, RecurrentSettings
from simulator.settings.updates import AdamSettings, RmspropSettings
from simulator.tasks import shape_of
from simulator.tasks.task import TaskShape

BACKENDS = """

Keras takes the library that computes from the environment: KERAS_BACKEND=torch python script.py
(or jax, or tensorflow, which is what it takes by default).
"""
ACTIVATIONS = {
    "identity": '"linear"',
    "sigmoid": '"sigmoid"',
    "tanh": '"tanh"',
    "relu": '"relu"',
    "leaky_relu": "lambda z: keras.ops.leaky_relu(z, 0.01)",
    "gelu": "lambda z: keras.ops.gelu(z, approximate=True)",
}


def to_keras(experiment: ExperimentLike) -> str:
    """A runnable Keras 3 script (text) of the same experiment, for any backend.

    `load(model, parameters)` of the script takes the simulator's initial weights, and `train(model)` returns
    the losses. Keras differs in four places: sequences are (batch, time, features); matrices of the gates of an LSTM
    or GRU are initialized together, not separately; a GRU has a second bias, which is trained; Adam adds epsilon
    before it corrects the mean square, RMSprop under the square root. Raises InvalidExperiment. Needs no Keras here.
    """
    checked = as_experiment(experiment)
    network, task = checked.network, shape_of(checked.task)
    if isinstance(network, MlpSettings):
        parts = [_mlp(checked, network, task), _mlp_load(network)]
    else:
        parts = [_recurrent(checked, network, task), _recurrent_load(network)]
    script = [_head(checked), batches_source(checked), *parts, _train(checked, task), _main(checked)]
    return "\n\n".join(part.rstrip("\n") + "\n" for part in script)


def _head(experiment: Experiment) -> str:
    return f'''{heading(experiment, "Keras", BACKENDS)}

import keras
import numpy as np
from keras import initializers, layers, optimizers, regularizers

keras.config.set_floatx("{experiment.dtype}")
'''


def _initializer(scheme: str, gain: float) -> str:
    if scheme == "orthogonal":
        return f"initializers.Orthogonal(gain={gain})"
    if scheme == "identity":
        return f"initializers.Identity(gain={gain})"
    scale = gain**2 * (2.0 if scheme == "he" else 1.0)
    mode = "fan_avg" if scheme == "xavier" else "fan_in"
    return f'initializers.VarianceScaling({scale:.6g}, "{mode}", "untruncated_normal")'


def _penalty(experiment: Experiment, argument: str) -> str:
    penalty = experiment.penalty
    if penalty is None or (penalty.on == "recurrent" and argument != "recurrent_regularizer"):
        return ""
    return f", {argument}=regularizers.{penalty.kind.upper()}({penalty.strength})"


def _output(experiment: Experiment, task: TaskShape) -> str:
    kernel = 'initializers.VarianceScaling(1.0, "fan_in", "untruncated_normal")'
    penalty = _penalty(experiment, "kernel_regularizer")
    return f'layers.Dense({task.outputs}, kernel_initializer={kernel}{penalty}, name="output")'


def _mlp(experiment: Experiment, network: MlpSettings, task: TaskShape) -> str:
    shift = f"initializers.RandomNormal(stddev={network.bias_std})"
    kernel = _initializer(network.init.scheme, network.init.gain)
    penalty = _penalty(experiment, "kernel_regularizer")
    dense = f"layers.Dense({network.width}, kernel_initializer={kernel}, bias_initializer={shift}{penalty})"
    lines = [f"h = {dense}(x)"]
    if network.normalization != "none":
        lines[0] = lines[0].replace(f"bias_initializer={shift}", "use_bias=False")
        kind = network.normalization.capitalize()
        options = f"epsilon=1e-5, scale=False, beta_initializer={shift}"
        lines.append(f"h = layers.{kind}Normalization({options})(h)")
    lines.append(f"h = layers.Activation({ACTIVATIONS[network.activation]})(h)")
    lines.append("x = layers.add([x, h]) if x.shape == h.shape else h" if network.residual else "x = h")
    body = "\n        ".join(lines)
    return f"""def make_model():
    x = inputs = keras.Input(({task.features},))
    for _ in range({network.depth}):
        {body}
    return keras.Model(inputs, {_output(experiment, task)}(x))
"""


def _mlp_load(network: MlpSettings) -> str:
    if network.normalization == "none":
        values = 'layer.set_weights([parameters[f"W{number}"], parameters[f"b{number}"]])'
    else:
        values = """kernel, shift = parameters[f"W{number}"], parameters[f"b{number}"]
        if layer.name == "output":
            layer.set_weights([kernel, shift])
        else:
            layer.set_weights([kernel])
            norms[number - 1].beta.assign(shift)"""
    norms = ""
    if network.normalization != "none":
        kind = f"layers.{network.normalization.capitalize()}Normalization"
        norms = f"\n    norms = [layer for layer in model.layers if isinstance(layer, {kind})]"
    return f'''def load(model, parameters):
    """Take weights (fan_in, fan_out) and biases by name: W1, b1, …"""{norms}
    dense = [layer for layer in model.layers if isinstance(layer, layers.Dense)]
    for number, layer in enumerate(dense, 1):
        {values}
'''


def _recurrent(experiment: Experiment, network: RecurrentSettings, task: TaskShape) -> str:
    layer = layer_script(network)
    options = [
        f"kernel_initializer={_initializer(network.init.scheme, network.init.gain)}",
        "recurrent_initializer=" + _initializer(network.init.recurrent_scheme, network.init.recurrent_gain),
        f"bias_initializer=initializers.RandomNormal(stddev={network.bias_std})",
        "return_sequences=True",
        "return_state=True",
        *layer.keras_options(network),
    ]
    penalties = _penalty(experiment, "kernel_regularizer") + _penalty(experiment, "recurrent_regularizer")
    arguments = ",\n            ".join([str(network.width), *options]) + penalties
    length = task.length or 0
    window = experiment.truncate or length
    starts = [0, *range(length % window or window, length, window)]
    windows = list(zip(starts, [*starts[1:], length], strict=True))
    read = "" if task.has_target_per_step else "[:, -1]"
    return f"""def make_model():
    inputs = keras.Input(({length}, {task.features}))
    stack = [
        layers.{layer.keras}(
            {arguments},
        )
        for _ in range({network.depth})
    ]
    states, windows = [None] * {network.depth}, []
    for start, end in {windows}:  # no gradient passes from one window to the one before
        x = inputs[:, start:end]
        for number, layer in enumerate(stack):
            x, *state = layer(x, initial_state=states[number])
            states[number] = [keras.ops.stop_gradient(part) for part in state]
        windows.append(x)
    x = windows[0] if len(windows) == 1 else layers.Concatenate(axis=1)(windows)
    model = keras.Model(inputs, {_output(experiment, task)}(x{read})){layer.keras_bias(network)}
    return model
"""


def _recurrent_load(network: RecurrentSettings) -> str:
    layer = layer_script(network)
    return f'''def load(model, parameters):
    """Take matrices (fan_in, fan_out) and biases by name: U1, W1, b1, …, V, c."""
    stack = [layer for layer in model.layers if isinstance(layer, layers.{layer.keras})]
    for number, layer in enumerate(stack, 1):
        U, W, b = (parameters[f"{{name}}{{number}}"] for name in "UWb"){layer.keras_order}
        layer.set_weights([{layer.keras_weights}])
    model.get_layer("output").set_weights([parameters["V"], parameters["c"]])
'''


def _optimizer(experiment: Experiment) -> str:
    optimizer = experiment.optimizer
    clip = ""
    if experiment.clip is not None:
        # clipnorm would clip every variable separately.
        name = "global_clipnorm" if experiment.clip.kind == "norm" else "clipvalue"
        clip = f", {name}={experiment.clip.threshold}"
    rate = f"learning_rate={optimizer.learning_rate}{clip}"
    if isinstance(optimizer, AdamSettings):
        betas = f"beta_1={optimizer.beta_1}, beta_2={optimizer.beta_2}"
        return f"Adam({rate}, {betas}, epsilon={optimizer.epsilon})"
    if isinstance(optimizer, RmspropSettings):  # Keras adds epsilon under the root: there, its square
        return f"RMSprop({rate}, rho={optimizer.decay}, epsilon={optimizer.epsilon**2:.6g})"
    return f"SGD({rate}, momentum={optimizer.momentum})"


def _train(experiment: Experiment, task: TaskShape) -> str:
    loss = "keras.losses.MeanSquaredError()"
    if task.is_classification:
        loss = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
    weight = ""
    if experiment.reduction == "sum":
        weight = f", loss_weights={float(experiment.batch_size)}"  # the sum over the batch
    turn_inputs = (
        "" if task.length is None else "\n        x = np.swapaxes(x, 0, 1)  # (batch, time, features)"
    )
    turn_targets = "\n        y = np.swapaxes(y, 0, 1)" if task.has_target_per_step else ""
    return f'''def train(model, steps={experiment.steps}):
    """One loss per update, before it."""
    model.compile(optimizers.{_optimizer(experiment)}, loss={loss}{weight})
    losses = []
    for _, (x, y) in zip(range(steps), batches()):{turn_inputs}{turn_targets}
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y)))
    return losses
'''


def _main(experiment: Experiment) -> str:
    return f"""if __name__ == "__main__":
    keras.utils.set_random_seed({experiment.seed % 2**32})
    for step, loss in enumerate(train(make_model())):
        if step % {max(1, experiment.steps // 20)} == 0:
            print(f"step {{step:5d}}  loss {{loss:.4g}}")
"""

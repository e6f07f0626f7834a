"""The words of an experiment: the names of its settings and of their choices, and one sentence of help for each."""

from typing import Final, NamedTuple

from quizapp.errors import N_


class SettingWords(NamedTuple):
    """name: as in the middle of a sentence. help: one sentence; none for settings that are shown but never set as a
    whole.
    """

    name: str
    help: str = ""


# By path in the experiment, in the order in which settings are shown.
SETTINGS: Final = {
    "network.kind": SettingWords(
        N_("network"), N_("An MLP for vectors, or one of three recurrent networks for sequences.")
    ),
    "network.depth": SettingWords(
        N_("depth"),
        N_(
            "Number of hidden layers between input and output. For a recurrent network, the number of stacked layers."
        ),
    ),
    "network.width": SettingWords(N_("width"), N_("Number of units in each hidden layer.")),
    "network.activation": SettingWords(
        N_("activation"), N_("Function applied to the weighted sum (pre-activation) of each unit.")
    ),
    "network.init.scheme": SettingWords(
        N_("initialization"),
        N_("How the initial weights are drawn. For a recurrent network, this applies to the input weights."),
    ),
    "network.init.gain": SettingWords(
        N_("initialization gain"), N_("Factor that multiplies all these weights.")
    ),
    "network.init.recurrent_scheme": SettingWords(
        N_("recurrent initialization"), N_("How the recurrent matrix is initialized.")
    ),
    "network.init.recurrent_gain": SettingWords(
        N_("recurrent gain"),
        N_("Factor that multiplies the recurrent weights. Gradients over time grow or shrink with it."),
    ),
    "network.bias_std": SettingWords(
        N_("standard deviation of the biases"), N_("Standard deviation of the initial biases.")
    ),
    "network.forget_bias": SettingWords(
        N_("forget-gate bias"),
        N_(
            "Added to the initial biases of the forget gate. At 1 or more, the memory cell tends to keep its contents."
        ),
    ),
    "network.normalization": SettingWords(
        N_("normalization"), N_("Whether pre-activations are normalized to mean 0 and standard deviation 1.")
    ),
    "network.residual": SettingWords(
        N_("residual connections"),
        N_("Whether each layer adds its output to its input instead of replacing it."),
    ),
    "task.kind": SettingWords(
        N_("task"),
        N_("The task to learn: regression and classification for MLPs, the others for recurrent networks."),
    ),
    "task.length": SettingWords(N_("sequence length"), N_("Number of time steps in each sequence.")),
    "task.delay": SettingWords(
        N_("time steps to remember"), N_("How many time steps before the end the target symbol is shown.")
    ),
    "task.symbols": SettingWords(N_("symbols"), N_("Number of different symbols.")),
    "task.signal_steps": SettingWords(
        N_("signal length"), N_("Number of time steps at the start during which the class is shown.")
    ),
    "task.values": SettingWords(
        N_("range of the numbers"), N_("Range from which the numbers to be added are drawn.")
    ),
    "task.language": SettingWords(
        N_("language of the sentences"), N_("Language of the five-word sentences.")
    ),
    "task.horizon": SettingWords(N_("prediction horizon"), N_("How many time steps ahead to predict.")),
    "task.shortest_period": SettingWords(
        N_("shortest period"), N_("Period of the fastest wave, in time steps.")
    ),
    "task.longest_period": SettingWords(
        N_("longest period"), N_("Period of the slowest wave, in time steps.")
    ),
    "task.features": SettingWords(N_("input features"), N_("Number of values in each input vector.")),
    "task.outputs": SettingWords(N_("outputs"), N_("Number of values to predict from each input.")),
    "task.classes": SettingWords(N_("classes"), N_("Number of classes.")),
    "task.clusters": SettingWords(N_("clusters per class"), N_("Number of point clusters in each class.")),
    "task.separation": SettingWords(
        N_("separation of the clusters"),
        N_("Standard deviation of the cluster centers, relative to that of a single cluster."),
    ),
    "task.label_noise": SettingWords(
        N_("label noise"), N_("Fraction of samples whose label is replaced by a random class.")
    ),
    "task.samples": SettingWords(N_("samples"), N_("Size of the data set that batches are drawn from.")),
    "task.noise": SettingWords(N_("noise"), N_("Standard deviation of the added random noise.")),
    "task.target_scale": SettingWords(
        N_("scale of the targets"), N_("Factor that multiplies the targets. The gradients grow with it.")
    ),
    "task.target_offset": SettingWords(
        N_("offset of the targets"), N_("Number that is added to the targets.")
    ),
    "task.input_scale": SettingWords(
        N_("scale of the inputs"),
        N_("Factor that multiplies the inputs. The initial weights suit inputs of about 1."),
    ),
    "task.input_offset": SettingWords(N_("offset of the inputs"), N_("Number that is added to the inputs.")),
    "optimizer.kind": SettingWords(N_("optimizer"), N_("Rule that turns gradients into updates.")),
    "optimizer.learning_rate": SettingWords(
        N_("learning rate"), N_("Factor that scales the size of each update.")
    ),
    "optimizer.momentum": SettingWords(
        N_("momentum"), N_("Fraction of the previous update carried into the next.")
    ),
    "optimizer.beta_1": SettingWords(
        N_("beta 1 (first-moment decay)"),
        N_("Fraction of the running mean of gradients that each update keeps (β₁)."),
    ),
    "optimizer.beta_2": SettingWords(
        N_("beta 2 (second-moment decay)"),
        N_("Fraction of the running mean of squared gradients that each update keeps (β₂)."),
    ),
    "optimizer.decay": SettingWords(
        N_("squared-gradient decay"),
        N_("Fraction of the running mean of squared gradients that each update keeps."),
    ),
    "optimizer.epsilon": SettingWords(
        N_("epsilon"), N_("Small constant added to the root mean square to avoid division by zero (ε).")
    ),
    "batch_size": SettingWords(N_("batch size"), N_("Number of samples in each update.")),
    "reduction": SettingWords(
        N_("loss reduction"),
        N_("Whether the losses of a batch are averaged or summed. The sum grows with the batch size."),
    ),
    "steps": SettingWords(N_("steps"), N_("Number of updates.")),
    "clip": SettingWords(N_("clipping")),
    "clip.kind": SettingWords(
        N_("clipping"),
        N_("By norm: the whole gradient is scaled down. By value: each component is limited separately."),
    ),
    "clip.threshold": SettingWords(
        N_("clipping threshold"),
        N_("Largest norm, or largest absolute value of a component, that is allowed."),
    ),
    "penalty": SettingWords(N_("penalty")),
    "penalty.kind": SettingWords(
        N_("penalty"),
        N_(
            "Penalty added to the loss: the sum of the absolute values (L1) or of the squares (L2) of the weights."
        ),
    ),
    "penalty.strength": SettingWords(N_("penalty strength"), N_("Factor that multiplies the penalty.")),
    "penalty.on": SettingWords(N_("penalized weights"), N_("Weight matrices that the penalty applies to.")),
    "truncate": SettingWords(
        N_("truncation window"),
        N_("Maximum number of time steps gradients are propagated back. Leave empty for no truncation."),
    ),
    "dtype": SettingWords(
        N_("floating-point precision"),
        N_("Floating-point precision, 32 or 64 bits. With 64 bits, overflow happens later."),
    ),
    "seed": SettingWords(
        N_("seed"),
        N_(
            "Determines the initial weights, data, and batches. In the same computing environment, the same seed "
            "gives the same run."
        ),
    ),
    "probes.layers": SettingWords(
        N_("gradients of the layers"), N_("Whether the gradient norm of each layer is recorded.")
    ),
    "probes.units": SettingWords(
        N_("gradients of the units"),
        N_("Whether the largest gradient norm of a unit in each layer is recorded."),
    ),
    "probes.time": SettingWords(
        N_("gradients over time"),
        N_("Whether the gradient norm at each time step of the sequence is recorded."),
    ),
    "probes.weights": SettingWords(
        N_("norm of the weights"), N_("Whether the norm of each layer’s weights is recorded.")
    ),
    "probes.updates": SettingWords(
        N_("update relative to the weights"),
        N_("Whether the size of an update relative to its weights is recorded."),
    ),
    "probes.clipping": SettingWords(
        N_("direction of the clipped gradient"),
        N_("Whether the cosine between the gradient before and after clipping is recorded."),
    ),
    "probes.activations": SettingWords(
        N_("activations"),
        N_("Whether the mean, standard deviation, and saturation of the activations are recorded."),
    ),
    "probes.recurrent_every": SettingWords(
        N_("spectrum of the recurrent matrix"),
        N_(
            "Interval, in updates, at which the spectral radius and largest singular value are measured. "
            "Leave empty to turn this off."
        ),
    ),
}
# Choices by their name in the experiment; names of networks and methods are the same in every language.
VALUES: Final = {
    "mean": N_("mean"),
    "sum": N_("sum"),
    "none": N_("none"),
    "regression": N_("regression"),
    "classification": N_("classification"),
    "adding": N_("adding two numbers"),
    "temporal_order": N_("temporal order"),
    "latch": N_("latch"),
    "recall": N_("recall"),
    "next_word": N_("next word"),
    "sine": N_("sine wave"),
    "normal": N_("normal"),
    "orthogonal": N_("orthogonal"),
    "identity": N_("identity matrix"),
    "signed": N_("from −1 to 1"),
    "unit": N_("from 0 to 1"),
    "zh": N_("Chinese"),
    "en": N_("English"),
    "layer": N_("layer normalization"),
    "batch": N_("batch normalization"),
    "recurrent": N_("recurrent weights"),
    "all": N_("all"),
    "norm": N_("by norm"),
    "value": N_("by value"),
    "mlp": "MLP",
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "relu": "ReLU",
    "gelu": "GELU",
    "leaky_relu": "leaky ReLU",
    "he": "He",
    "xavier": "Xavier",
    "l1": "L1",
    "l2": "L2",
    "sgd": "SGD",
    "adam": "Adam",
    "rmsprop": "RMSprop",
}

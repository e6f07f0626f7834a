"""One sentence about each setting of an experiment, for whoever turns it."""

from quizapp.errors import N_

HELP = {
    "network.kind": N_("An MLP for vectors, or one of three recurrent networks for sequences."),
    "network.depth": N_(
        "Number of hidden layers between input and output. For a recurrent network, the number "
        "of stacked layers."
    ),
    "network.width": N_("Number of units in each hidden layer."),
    "network.activation": N_("Function applied to the weighted sum (pre-activation) of each unit."),
    "network.init.scheme": N_(
        "How the initial weights are drawn. For a recurrent network, this applies to the input weights."
    ),
    "network.init.gain": N_("Factor that multiplies all these weights."),
    "network.init.recurrent_scheme": N_("How the recurrent matrix is initialized."),
    "network.init.recurrent_gain": N_(
        "Factor that multiplies the recurrent weights. Gradients over time grow or shrink with it."
    ),
    "network.bias_std": N_("Standard deviation of the initial biases."),
    "network.forget_bias": N_(
        "Added to the initial biases of the forget gate. At 1 or more, the memory cell tends to "
        "keep its contents."
    ),
    "network.normalization": N_("Whether pre-activations are normalized to mean 0 and standard deviation 1."),
    "network.residual": N_("Whether each layer adds its output to its input instead of replacing it."),
    "task.kind": N_(
        "The task to learn: regression and classification for MLPs, the others for recurrent networks."
    ),
    "task.length": N_("Number of time steps in each sequence."),
    "task.delay": N_("How many time steps before the end the target symbol is shown."),
    "task.symbols": N_("Number of different symbols."),
    "task.signal_steps": N_("Number of time steps at the start during which the class is shown."),
    "task.values": N_("Range from which the numbers to be added are drawn."),
    "task.language": N_("Language of the five-word sentences."),
    "task.horizon": N_("How many time steps ahead to predict."),
    "task.shortest_period": N_("Period of the fastest wave, in time steps."),
    "task.longest_period": N_("Period of the slowest wave, in time steps."),
    "task.features": N_("Number of values in each input vector."),
    "task.outputs": N_("Number of values to predict from each input."),
    "task.classes": N_("Number of classes."),
    "task.clusters": N_("Number of point clusters in each class."),
    "task.separation": N_("Standard deviation of the cluster centers, relative to that of a single cluster."),
    "task.label_noise": N_("Fraction of samples whose label is replaced by a random class."),
    "task.samples": N_("Size of the data set that batches are drawn from."),
    "task.noise": N_("Standard deviation of the added random noise."),
    "task.target_scale": N_("Factor that multiplies the targets. The gradients grow with it."),
    "optimizer.kind": N_("Rule that turns gradients into updates."),
    "optimizer.learning_rate": N_("Factor that scales the size of each update."),
    "optimizer.momentum": N_("Fraction of the previous update carried into the next."),
    "optimizer.beta_1": N_("Fraction of the running mean of gradients that each update keeps (β₁)."),
    "optimizer.beta_2": N_("Fraction of the running mean of squared gradients that each update keeps (β₂)."),
    "optimizer.decay": N_("Fraction of the running mean of squared gradients that each update keeps."),
    "optimizer.epsilon": N_("Small constant added to the root mean square to avoid division by zero (ε)."),
    "batch_size": N_("Number of samples in each update."),
    "reduction": N_(
        "Whether the losses of a batch are averaged or summed. The sum grows with the batch size."
    ),
    "steps": N_("Number of updates."),
    "clip.kind": N_(
        "By norm: the whole gradient is scaled down. By value: each component is limited separately."
    ),
    "clip.threshold": N_("Largest norm, or largest absolute value of a component, that is allowed."),
    "penalty.kind": N_(
        "Penalty added to the loss: the sum of the absolute values (L1) or of the squares (L2) "
        "of the weights."
    ),
    "penalty.strength": N_("Factor that multiplies the penalty."),
    "penalty.on": N_("Weight matrices that the penalty applies to."),
    "truncate": N_(
        "Maximum number of time steps gradients are propagated back. Leave empty for no truncation."
    ),
    "dtype": N_("Floating-point precision, 32 or 64 bits. With 64 bits, overflow happens later."),
    "seed": N_(
        "Determines the initial weights, data, and batches. In the same computing environment, the same seed gives "
        "the same run."
    ),
    "probes.layers": N_("Whether the gradient norm of each layer is recorded."),
    "probes.units": N_("Whether the largest gradient norm of a unit in each layer is recorded."),
    "probes.time": N_("Whether the gradient norm at each time step of the sequence is recorded."),
    "probes.weights": N_("Whether the norm of each layer’s weights is recorded."),
    "probes.updates": N_("Whether the size of an update relative to its weights is recorded."),
    "probes.clipping": N_("Whether the cosine between the gradient before and after clipping is recorded."),
    "probes.activations": N_(
        "Whether the mean, standard deviation, and saturation of the activations are recorded."
    ),
    "probes.recurrent_every": N_(
        "Interval, in updates, at which the spectral radius and largest singular value are "
        "measured. Leave empty to turn this off."
    ),
}

"""One sentence about each setting of an experiment, for whoever turns it."""

from quizapp.errors import N_

HELP = {
    "network.kind": N_("A perceptron for vectors, or one of three recurrent networks for sequences."),
    "network.depth": N_(
        "Hidden layers between input and output; of a recurrent network, how many are stacked."
    ),
    "network.width": N_("Units in each hidden layer."),
    "network.activation": N_("What each unit makes of its weighted sum."),
    "network.init.scheme": N_(
        "How the first weights are drawn; of a recurrent network, those of its inputs."
    ),
    "network.init.gain": N_("All these weights are multiplied by it."),
    "network.init.recurrent_scheme": N_("How the matrix from one state to the next is drawn."),
    "network.init.recurrent_gain": N_(
        "The recurrent weights are multiplied by it; gradients over time grow or shrink with it."
    ),
    "network.bias_std": N_("Standard deviation of the first biases."),
    "network.forget_bias": N_(
        "Added to the forget gate’s first biases: at 1 or more a cell keeps what it holds."
    ),
    "network.normalization": N_("Whether sums are brought to mean 0 and spread 1 before the activation."),
    "network.residual": N_("Whether each layer adds to its input instead of replacing it."),
    "task.kind": N_(
        "What is learned: perceptrons take regression and classification, recurrent networks the others."
    ),
    "task.length": N_("Time steps of a sequence."),
    "task.delay": N_("How many steps before the end the symbol was shown that is asked for."),
    "task.symbols": N_("How many different symbols there are."),
    "task.signal_steps": N_("For how many steps the class is shown at the start."),
    "task.values": N_("Between which bounds the numbers to be added are drawn."),
    "task.language": N_("In which language the five words of a sentence are."),
    "task.horizon": N_("How many steps ahead of each number the wave is asked for."),
    "task.shortest_period": N_("Time steps of the quickest wave."),
    "task.longest_period": N_("Time steps of the slowest wave."),
    "task.features": N_("Numbers in an input vector."),
    "task.outputs": N_("Numbers to be predicted from one input."),
    "task.classes": N_("How many classes there are to tell apart."),
    "task.clusters": N_("Of how many clouds of points each class consists."),
    "task.separation": N_("How widely the centres are spread, in units of a cloud’s own spread."),
    "task.label_noise": N_("The share of samples whose class is drawn by lot."),
    "task.samples": N_("Size of the data set that batches are drawn from."),
    "task.noise": N_("Standard deviation of what is added at random."),
    "task.target_scale": N_("The targets are multiplied by it, and the gradients grow with it."),
    "optimizer.kind": N_("How a gradient becomes a step."),
    "optimizer.learning_rate": N_("How far a step goes."),
    "optimizer.momentum": N_("The share of the last step that is carried into the next."),
    "optimizer.beta_1": N_("The share of the running mean of gradients that each step keeps (β₁)."),
    "optimizer.beta_2": N_("The share of the running mean of squared gradients that each step keeps (β₂)."),
    "optimizer.decay": N_("The share of the running mean of squared gradients that each step keeps."),
    "optimizer.epsilon": N_("Added to the root of the squares, so that nothing is divided by zero (ε)."),
    "batch_size": N_("Samples in each step."),
    "reduction": N_("Whether the losses of a batch are averaged or added up; the sum grows with the batch."),
    "steps": N_("How many updates are made."),
    "clip.kind": N_("By norm the whole gradient is shortened, by value each of its components is bounded."),
    "clip.threshold": N_("The largest norm, or the largest component, that is let through."),
    "penalty.kind": N_("Added to the loss: the weights’ absolute values (L1) or their squares (L2)."),
    "penalty.strength": N_("What that sum is multiplied by."),
    "penalty.on": N_("Which matrices are penalised."),
    "truncate": N_("Gradients go back so many time steps and no further; empty means all the way."),
    "dtype": N_("32 or 64 bits for a number; with 64, overflow comes later."),
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
    "probes.activations": N_("Whether mean, spread and saturation of the activations are recorded."),
    "probes.recurrent_every": N_(
        "Spectral radius and largest singular value are measured every so many steps; empty means never."
    ),
}

"""The title of each stage of a pass, and one sentence that describes it."""

from flask_babel import gettext

import simulator
from quizapp.errors import N_

TITLES = {
    "hidden": N_("Hidden layer %(layer)s"),
    "gates": N_("Gates"),
    "candidate": N_("Candidate"),
    "cell": N_("Cell state"),
    "state": N_("Hidden state"),
    "output": N_("Output"),
    "loss": N_("Loss"),
    "d_output": N_("Gradient of the output"),
    "d_state": N_("Gradient of the hidden state"),
    "d_cell": N_("Gradient of the cell state"),
    "d_gates": N_("Gradient of the gates"),
    "d_hidden": N_("Gradient of hidden layer %(layer)s"),
    "d_input": N_("Gradient of the input"),
    "parameters": N_("Gradients of the parameters"),
    "norm": N_("The whole gradient"),
}
SENTENCES = {
    "hidden": N_(
        "The output of the layer below, times the weights, plus the bias, gives the "
        "pre-activation. The activation function is applied to each unit."
    ),
    "gates": N_(
        "One product with the input and one with the previous state give all pre-activations. A "
        "sigmoid turns them into gates, between 0 (closed) and 1 (open); the candidate g of an "
        "LSTM uses tanh."
    ),
    "candidate": N_(
        "A new value that could be written into the state. The reset gate decides how much of "
        "the old state goes into it."
    ),
    "cell": N_(
        "The forget gate keeps part of the old cell state, and the input gate adds part of the "
        "candidate. It is a sum: no matrix stands between one cell state and the next."
    ),
    "state": N_("What the network passes on to the next time step and to the layers above."),
    "output": N_(
        "The output layer is linear. For classification, a softmax turns its outputs into "
        "probabilities, and the loss is the negative log of the probability of the correct class."
    ),
    "loss": N_("One number for the whole batch. The backward pass starts here."),
    "d_output": N_(
        "Where the gradient starts: prediction minus target, divided by the number of losses averaged."
    ),
    "d_state": N_(
        "The gradient from above, plus the gradient from the next time step multiplied by the "
        "transposed recurrent matrix. This product, one per time step, is where a gradient grows "
        "or vanishes."
    ),
    "d_cell": N_(
        "The gradient from the next cell state is multiplied only by a forget gate: when the "
        "gate is near 1, it arrives almost unchanged. The gradient through the hidden state is "
        "added."
    ),
    "d_gates": N_(
        "The chain rule through each gate. A gate that is nearly closed or fully open has a "
        "derivative near 0 and lets almost no gradient through."
    ),
    "d_hidden": N_(
        "The gradient passes through the transposed weights of the layer above and is multiplied "
        "by the derivative of the activation. This product, one per layer, is where a gradient "
        "grows or vanishes."
    ),
    "d_input": N_(
        "The gradient of the loss with respect to the input. Training does not need it; the "
        "backward pass ends here."
    ),
    "parameters": N_(
        "Every time step that used the parameters contributes to their gradient. The "
        "contributions are added up."
    ),
    "norm": N_("All gradients joined into one vector. Clipping by norm limits the norm of this vector."),
}
RNN_STATE = N_(
    "The input times U, plus the previous state times W, plus the bias, gives the "
    "pre-activation. The activation function turns it into the new state."
)
CUT = N_("Truncated here: no gradient comes back from the next time step.")


def title_of(stage: simulator.Stage) -> str:
    title: str = gettext(TITLES[stage.name], layer=stage.layer)
    return title


def sentence_of(stage: simulator.Stage) -> str:
    is_simple = stage.name == "state" and len(stage.lines) == 2
    text = gettext(RNN_STATE if is_simple else SENTENCES[stage.name])
    return f"{text} {gettext(CUT)}" if stage.is_cut else text


def place_of(stage: simulator.Stage, is_stacked: bool) -> str:
    """The time step, and the layer if there are several."""
    parts = [] if stage.time is None else [f"t = {stage.time}"]
    is_inside = stage.time is not None and stage.name not in ("output", "d_output", "d_input")
    if is_stacked and is_inside:
        parts.append(gettext("layer %(number)s", number=stage.layer))
    return ", ".join(parts)

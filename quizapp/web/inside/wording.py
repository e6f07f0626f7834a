"""What each stage of a pass is called, and what happens there in one sentence."""

from flask_babel import gettext

import simulator
from quizapp.errors import N_

TITLES = {
    "hidden": N_("Hidden layer %(layer)s"),
    "gates": N_("Gates"),
    "candidate": N_("Candidate"),
    "cell": N_("Cell"),
    "state": N_("State"),
    "output": N_("Output"),
    "loss": N_("Loss"),
    "d_output": N_("Gradient of the output"),
    "d_state": N_("Gradient of the state"),
    "d_cell": N_("Gradient of the cell"),
    "d_gates": N_("Gradient of the gates"),
    "d_hidden": N_("Gradient of hidden layer %(layer)s"),
    "d_input": N_("Gradient of the input"),
    "parameters": N_("Gradients of the parameters"),
    "norm": N_("The whole gradient"),
}
SENTENCES = {
    "hidden": N_(
        "What the layer below gives, times the weights, plus the bias; then the activation, unit by unit."
    ),
    "gates": N_(
        "One product from the input and one from the state before give all drives. A sigmoid makes each gate, "
        "between 0 (shut) and 1 (open); the candidate g of an LSTM takes a tanh."
    ),
    "candidate": N_(
        "What could be written into the state. The reset gate decides how much of the old state takes "
        "part in it."
    ),
    "cell": N_(
        "The forget gate keeps a share of the old cell, the input gate adds a share of the candidate. It "
        "is a sum: no matrix stands between one cell and the next."
    ),
    "state": N_("What the network carries on to the next step, and shows to whatever stands above it."),
    "output": N_(
        "The readout is linear. Where classes are asked for, a softmax makes probabilities of it, and the"
        " loss is minus the logarithm of the right one’s."
    ),
    "loss": N_("One number for the whole batch. From here everything goes backwards."),
    "d_output": N_(
        "Where the gradient starts: what was said minus what was asked for, divided by how many losses "
        "were averaged."
    ),
    "d_state": N_(
        "What comes down from above, plus what comes back from the step after through the transposed "
        "matrix. This product, once for each step, is where a gradient grows or vanishes."
    ),
    "d_cell": N_(
        "What comes back from the next cell is multiplied by its forget gate only: near 1 it arrives "
        "almost unchanged. What comes out of the state is added."
    ),
    "d_gates": N_(
        "The chain rule through each gate. A gate that is nearly shut or fully open has almost no slope, "
        "and lets almost nothing through."
    ),
    "d_hidden": N_(
        "What comes down through the transposed weights of the layer above, then times the slope of the "
        "activation. One such product for each layer is where a gradient grows or vanishes."
    ),
    "d_input": N_(
        "How the loss would change with the input. Training does not need it; it ends the way back."
    ),
    "parameters": N_(
        "Every step that used the parameters has its part in their gradient: the parts are added up."
    ),
    "norm": N_("All gradients together as one vector: its length is what clipping looks at."),
}
RNN_STATE = N_(
    "The input times U, plus the state before times W, plus the bias make the drive; squashed, it is the new state."
)
CUT = N_("Truncated here: nothing comes back from the step after.")


def title_of(stage: simulator.Stage) -> str:
    title: str = gettext(TITLES[stage.name], layer=stage.layer)
    return title


def sentence_of(stage: simulator.Stage) -> str:
    is_simple = stage.name == "state" and len(stage.lines) == 2
    text = gettext(RNN_STATE if is_simple else SENTENCES[stage.name])
    return f"{text} {gettext(CUT)}" if stage.is_cut else text


def place_of(stage: simulator.Stage, is_stacked: bool) -> str:
    """The time step, and the layer where there are several."""
    parts = [] if stage.time is None else [f"t = {stage.time}"]
    is_inside = stage.time is not None and stage.name not in ("output", "d_output", "d_input")
    if is_stacked and is_inside:
        parts.append(gettext("layer %(number)s", number=stage.layer))
    return ", ".join(parts)

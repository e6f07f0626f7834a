"""The accuracy of mean-field theory for wide networks: the largest deviation for each activation function."""

from collections.abc import Iterator

from tests.promises import Promise
from tests.simulator.wide_networks import AWAY_FROM_CRITICALITY, deviation, deviation_of_weight_gradients

MOST_OF_GRADIENTS, MOST_OF_WEIGHT_GRADIENTS = 0.01, 0.03


def theory() -> Iterator[Promise]:
    for activation in dict.fromkeys(activation for activation, *_ in AWAY_FROM_CRITICALITY):
        cases = [case for case in AWAY_FROM_CRITICALITY if case[0] == activation]
        found, case = max((deviation(*case, width=600, seeds=8), case) for case in cases)
        yield Promise(
            f"gradients of wide {activation} networks grow as predicted, within {MOST_OF_GRADIENTS:.0%} per layer",
            f"{found:.2%} at a weight spread of {case[1]:g}, the most of {len(cases)}",
            found <= MOST_OF_GRADIENTS,
        )
    for activation, weight_std in (("tanh", 1.5), ("tanh", 3.0), ("sigmoid", 6.0)):
        found = deviation_of_weight_gradients(activation, weight_std, width=256, seeds=20)
        yield Promise(
            f"weight gradients of wide {activation} networks grow as predicted, within {MOST_OF_WEIGHT_GRADIENTS:.0%} "
            "per layer",
            f"{found:.2%} at a weight spread of {weight_std:g}",
            found <= MOST_OF_WEIGHT_GRADIENTS,
        )

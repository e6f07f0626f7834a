import simulator as sim
from tests.simulator.small_experiments import rnn


def test_parameters_are_named_by_stacked_layer() -> None:
    shapes = {name: array.shape for name, array in sim.initial_parameters(rnn(network={"depth": 2})).items()}
    assert shapes == {
        "U1": (3, 4),
        "W1": (4, 4),
        "b1": (4,),
        "U2": (4, 4),
        "W2": (4, 4),
        "b2": (4,),
        "V": (4, 3),
        "c": (3,),
    }

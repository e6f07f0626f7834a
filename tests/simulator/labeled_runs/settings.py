"""The settings of the labeled runs, drawn at random from families; nobody picked a single run.

A family is a kind of story (a deep sigmoid net, an LSTM with large weights, a clipped explosion …), not a
label: what a run has is decided by `labels`. Two sets are drawn from them, which share no seed and no width,
depth of a perceptron, batch size, number of updates or length of a sequence (`next_word` has but one):
`tuning_set`, on which thresholds may be adjusted, and `test_set`, on which they are only measured. Families
that often yield a rare symptom are drawn more often: how often was fixed by other draws. A test set whose results
have led to a change, of a detector or of a label, is a tuning set from then on: another seed makes the next one
(seeds from 21000 to 26000 have been such a set). The suite's sample has a seed of its own, so that it stays the
same with the next test set.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

import simulator as sim
from tests.simulator.labeled_runs import hard_cases, perceptrons, sequences
from tests.simulator.labeled_runs.drawing import Document, Draw, Sizes

TUNING = Sizes(
    seed=1000,
    stacks=2,
    widths=(18, 40),
    shallow=(2, 5),
    deep=(9, 15),
    batches=(24, 48),
    small_batch=10,
    tiny_batches=(3, 5, 6),
    steps=140,
    short=(14, 22),
    long=(36,),
    states=(12, 20),
    scales=(1.0, 5.0, 0.2),
    sequence_batches=(16, 24),
)
TEST = Sizes(
    seed=61000,
    stacks=2,
    widths=(16, 32),
    shallow=(1, 3, 4),
    deep=(8, 12, 18),
    batches=(32, 64),
    small_batch=8,
    tiny_batches=(1, 2, 4, 8),
    steps=110,
    short=(12, 18),
    long=(30, 40),
    states=(10, 16),
    scales=(10.0, 0.1),
    sequence_batches=(20, 28),
)

Family: TypeAlias = Callable[[Draw], Iterator[Document]]
FAMILIES: tuple[Family, ...] = (
    perceptrons.healthy_perceptrons,
    perceptrons.scaled_targets,
    perceptrons.summed_losses,
    perceptrons.large_relu_weights,
    perceptrons.large_relu_weights_hardly_trained,
    perceptrons.clipped_relu_explosions,
    perceptrons.large_tanh_weights,
    perceptrons.healthy_tanh,
    perceptrons.deep_sigmoids,
    perceptrons.shallow_sigmoids,
    perceptrons.small_weights,
    perceptrons.violent_first_updates,
    perceptrons.adaptive_optimizers,
    perceptrons.high_rates,
    perceptrons.swinging_tanh,
    perceptrons.noise_and_small_batches,
    perceptrons.hardly_trained,
    perceptrons.penalized,
    sequences.healthy_rnns,
    sequences.large_recurrent_weights,
    sequences.small_recurrent_weights,
    sequences.swinging_rnns,
    sequences.relu_rnns,
    sequences.identity_rnns,
    sequences.healthy_lstms,
    sequences.healthy_grus,
    sequences.large_gated_weights,
    sequences.truncated_rnns,
    sequences.saturating_inputs,
    perceptrons.dead_from_the_start,
    perceptrons.normalized,
    perceptrons.bouncing_relus,
    perceptrons.dying_relus,
    sequences.leaping_rnns,
    *hard_cases.SICK,
    *hard_cases.LEARNING,
)


SAMPLE_SEED, RUNS_OF_A_SAMPLED_STACK = 12_000, 2
SAMPLED_FAMILIES = (
    perceptrons.large_relu_weights,
    perceptrons.large_tanh_weights,
    perceptrons.small_weights,
    perceptrons.bouncing_relus,
    perceptrons.healthy_perceptrons,
    sequences.large_recurrent_weights,
    sequences.small_recurrent_weights,
    sequences.leaping_rnns,
    hard_cases.badly_scaled_data,
    hard_cases.badly_scaled_sequences,
    hard_cases.tightly_clipped_perceptrons,
    hard_cases.tightly_clipped_sequences,
    hard_cases.learning_with_tiny_batches,
)
EXTRA_STACKS = {
    perceptrons.large_relu_weights: 2,
    perceptrons.large_relu_weights_hardly_trained: 1,
    perceptrons.violent_first_updates: 2,
    perceptrons.dying_relus: 1,
    perceptrons.bouncing_relus: 1,
    sequences.leaping_rnns: 1,
    perceptrons.high_rates: 1,
    perceptrons.swinging_tanh: 2,
    sequences.swinging_rnns: 2,
    sequences.relu_rnns: 1,
    sequences.large_recurrent_weights: 1,
    sequences.healthy_lstms: 1,
    sequences.healthy_grus: 1,
    sequences.large_gated_weights: 1,
    perceptrons.normalized: 1,
}


def drawn(
    sizes: Sizes,
    families: Collection[Family] = FAMILIES,
    extra_stacks: Mapping[Family, int] = EXTRA_STACKS,
) -> list[tuple[str, list[sim.Experiment]]]:
    """Stacks of experiments, each with the name of its family."""
    stacks = []
    for number, family in enumerate(FAMILIES):
        if family not in families:
            continue
        for stack in range(sizes.stacks + extra_stacks.get(family, 0)):
            seed = sizes.seed + 100 * number + 10 * stack
            documents = family(Draw(sizes, seed))
            experiments = [
                sim.Experiment.model_validate(document | {"seed": seed + run})
                for run, document in enumerate(documents)
            ]
            stacks.append((family.__name__, experiments))
    return stacks


def tuning_set() -> list[tuple[str, list[sim.Experiment]]]:
    return drawn(TUNING)


def test_set() -> list[tuple[str, list[sim.Experiment]]]:
    return drawn(TEST)


def large_test_set() -> list[tuple[str, list[sim.Experiment]]]:
    """With it three times as much, so that a rare symptom is not judged by a few runs."""
    return drawn(replace(TEST, stacks=3 * TEST.stacks))


def small_test_set() -> list[tuple[str, list[sim.Experiment]]]:
    """Some runs of some families: each symptom is in at least one of them, and two families have none."""
    sizes = replace(TEST, seed=SAMPLE_SEED, stacks=1)
    return [
        (family, runs[:RUNS_OF_A_SAMPLED_STACK])
        for family, runs in drawn(sizes, SAMPLED_FAMILIES, extra_stacks={})
    ]

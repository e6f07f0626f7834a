"""Hypothesis' way to the random experiments."""

from typing import Any

from hypothesis import strategies as st

from tests.simulator.experiments import random_experiment, random_stack


@st.composite
def experiments(draw: st.DrawFn, *kinds: str) -> dict[str, Any]:
    """A legal experiment, of any kind of network unless some are named."""
    return random_experiment(lambda options: draw(st.sampled_from(options)), *([kinds] if kinds else []))


@st.composite
def stacks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Experiments that train together."""
    return random_stack(lambda options: draw(st.sampled_from(options)))

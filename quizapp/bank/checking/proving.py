"""Prove that an item with parameters can be used: draw variants and grade the key and the mistakes of each."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import simulator
from quizapp.bank.checking.drawn_keys import problems_of_keys
from quizapp.bank.parametric.drawing import NoVariant, draw
from quizapp.bank.parametric.item import ParametricItem
from quizapp.domain.experiments.knobs import KnobRefused
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.kinds import Item
from quizapp.kinds.item import arms_of
from quizapp.kinds.key_problems import problem_of_key

VARIANTS = 200
MOST_LOST = 0.5
TOO_MANY_LOST = N_(
    "More than half of the draws are rejected. Choose values that meet the conditions more often."
)
FEWEST_COMBINATIONS = 20  # so that a learner who reviews an exercise as often meets no numbers twice
TOO_FEW = N_("Only %(count)s combinations of values can be drawn; an exercise needs at least %(least)s.")
NO_VARIANT = N_("None of the values drawn meet the conditions. Relax the conditions or choose other values.")


@dataclass(frozen=True)
class Proof:
    """The result of drawing: the number of variants, the rejected draws by reason, and what is wrong.

    slowest: seconds of the slowest draw on this machine. key_problems: of all variants together, such as a key that is
    always the same.
    """

    item_id: str
    variants: int
    lost: Mapping[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    problem: Problem | None = None
    key_problems: tuple[Problem, ...] = ()

    @property
    def lost_share(self) -> float:
        lost = sum(self.lost.values())
        return lost / (lost + self.variants) if self.variants else 1.0


def prove(item: ParametricItem, scenario: Scenario, variants: int = VARIANTS) -> Proof:
    """Draw variants from seed 0 on and check that the key scores 1, everything else less, and that the lab runs."""
    lost: Counter[str] = Counter()
    slowest, count = 0.0, 0
    problem = None
    items: list[Item] = []
    combinations = set()
    for seed in range(variants):
        began = time.perf_counter()
        try:
            drawn = draw(item, seed)
        except NoVariant as none:
            lost.update(none.reasons)
            problem = Problem("conditions", NO_VARIANT)
            break
        slowest = max(slowest, time.perf_counter() - began)
        lost.update(drawn.rejections)
        problem = _problem_of(drawn.item, scenario)
        if problem:
            break
        items.append(drawn.item)
        combinations.add(repr(drawn.parameters))
        count += 1
    if problem is None and variants >= VARIANTS and item.simulate is None:
        problem = _too_few(len(combinations))
    found = () if problem else tuple(problems_of_keys(item, items))
    proof = Proof(item.id, count, dict(lost), slowest, problem, found)
    if problem is None and proof.lost_share > MOST_LOST:
        return replace(proof, problem=Problem("conditions", TOO_MANY_LOST))
    return proof


def _too_few(count: int) -> Problem | None:
    """Exercises whose numbers come from networks are exempt: each combination costs a run before it can be asked."""
    values = {"count": count, "least": FEWEST_COMBINATIONS}
    return Problem("parameters", TOO_FEW, values) if count < FEWEST_COMBINATIONS else None


def _problem_of(plain: Item, scenario: Scenario) -> Problem | None:
    try:
        arms_of(plain, scenario)
    except KnobRefused as refused:
        return Problem(f"scenario.knobs.{refused.knob_id}", refused.message, refused.values)
    except simulator.InvalidExperiment as invalid:
        return problems_of_experiment(invalid, "scenario.knobs: ")[0]
    return problem_of_key(plain, scenario)

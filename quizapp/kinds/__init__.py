"""The kinds of exercises: their list, and the functions that apply to an item of any kind.

Each kind is a folder beside this file. Outside its folder, only the fields of every item are used; everything else is
asked here, or of its `Kind`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union

from pydantic import Field

from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Language
from quizapp.kinds import numbers, options, refutable, words
from quizapp.kinds.cloze import CLOZE
from quizapp.kinds.exchange import Asked
from quizapp.kinds.fix_it import FIX_IT
from quizapp.kinds.free_text import FREE_TEXT
from quizapp.kinds.grade import Grade
from quizapp.kinds.item import ItemModel, Part
from quizapp.kinds.kind import Kind
from quizapp.kinds.matching import MATCHING
from quizapp.kinds.multiple_choice import MULTIPLE_CHOICE
from quizapp.kinds.numeric import NUMERIC
from quizapp.kinds.ordering import ORDERING
from quizapp.kinds.predict_then_run import PREDICT_THEN_RUN
from quizapp.kinds.short_text import SHORT_TEXT
from quizapp.kinds.single_choice import SINGLE_CHOICE
from quizapp.kinds.skills import Skill
from quizapp.kinds.spot_the_line import SPOT_THE_LINE
from quizapp.kinds.tensor_shape import TENSOR_SHAPE
from quizapp.kinds.true_false import TRUE_FALSE

KINDS: tuple[Kind[Any], ...] = (
    SINGLE_CHOICE,
    MULTIPLE_CHOICE,
    TRUE_FALSE,
    NUMERIC,
    SHORT_TEXT,
    TENSOR_SHAPE,
    ORDERING,
    MATCHING,
    CLOZE,
    SPOT_THE_LINE,
    FREE_TEXT,
    PREDICT_THEN_RUN,
    FIX_IT,
)
ITEM_KINDS: tuple[str, ...] = tuple(kind.id for kind in KINDS)
MESSAGES = {  # for the error codes of their models
    **numbers.MESSAGES,
    **options.MESSAGES,
    **refutable.MESSAGES,
    **words.MESSAGES,
    **{code: message for kind in KINDS for code, message in kind.messages.items()},
}
SHARED_TEMPLATES = Path(__file__).parent  # included by the templates of several kinds
_KIND_BY_ID = {kind.id: kind for kind in KINDS}

if TYPE_CHECKING:
    Item: TypeAlias = ItemModel
else:
    Item = Annotated[Union[tuple(kind.model for kind in KINDS)], Field(discriminator="kind")]  # noqa: UP007


def kind_of(item: ItemModel) -> Kind[Any]:
    return _KIND_BY_ID[item.kind]


def kind_named(kind_id: str) -> Kind[Any]:
    """Raises KeyError for an id that is not in ITEM_KINDS."""
    return _KIND_BY_ID[kind_id]


def kind_of_form(form: Asked) -> Kind[Any]:
    """The kind of exercise that asks in this form."""
    return next(kind for kind in KINDS if kind.exchange and kind.exchange.form is type(form))


def asked_by(item: ItemModel, language: Language) -> Asked | None:
    """The form of an item in one language; None if no quiz format has its kind."""
    exchange = kind_of(item).exchange
    return exchange.asked(item, language) if exchange else None


def skill_of(item: ItemModel) -> Skill:
    """What an answer to this item trains."""
    return item.skill or kind_of(item).skill


def grade(item: Item, answer: Any, scenario: Scenario | None = None) -> Grade:
    """Grade an answer in the form of its kind; raises MalformedAnswer for any other form.

    `scenario` is the one that the item links; kinds that run nothing do not need it.
    """
    return kind_of(item).grade(item, answer, *_to_run(item, scenario))


def right_answer(item: Item, language: Language = "en", scenario: Scenario | None = None) -> Any:
    """The key in the form of an answer in that language. `scenario` as for `grade`."""
    return kind_of(item).right_answer(item, language, *_to_run(item, scenario))


def wrong_answers(item: Item) -> Iterable[Any]:
    """The distractors and the common mistakes, each in the form of an answer."""
    return kind_of(item).wrong_answers(item)


def answer_in_words(item: Item, given: Any, language: Language, beside: Any = None) -> str:
    """An answer as one line of Markdown; beside another answer, only where they differ."""
    return kind_of(item).in_words(item, given, language, beside)


def key_in_words(item: Item, key: Any, language: Language, beside: Any = None) -> str:
    """The key of a grade. Where it is words, one of the accepted wordings is said."""
    if not runs_the_simulator(item):
        key = right_answer(item, language)
    return answer_in_words(item, key, language, beside)


def parts_in_order(item: Item, seed: int) -> Sequence[Part]:
    """The options, or the entries to put in order, as the variant of this seed shows them."""
    return kind_of(item).parts_in_order(item, seed)


def runs_the_simulator(item: ItemModel) -> bool:
    """Whether an answer is graded by running networks."""
    return kind_of(item).runs_the_simulator


def _to_run(item: Item, scenario: Scenario | None) -> tuple[Scenario, ...]:
    if not runs_the_simulator(item):
        return ()
    if scenario is None:
        raise ValueError(f"{item.id} is graded by running its scenario")
    return (scenario,)

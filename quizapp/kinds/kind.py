"""What the rest of the product asks of a kind of answer."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem
from quizapp.kinds.answers import AnswerForm
from quizapp.kinds.asked import Asked, Shown
from quizapp.kinds.editor import Fields, PartList
from quizapp.kinds.grade import Grade
from quizapp.kinds.item import ItemModel, Part
from quizapp.kinds.numbers import Tolerance
from quizapp.kinds.options import Option
from quizapp.kinds.submitted import Form, one_field

Item = TypeVar("Item", bound=ItemModel)


def _none(*_: Any) -> tuple[()]:
    return ()


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[Item]):
    """A kind of answer; what a kind does not have is left out.

    Its folder is that of its model, and holds its templates: form.html, result.html and author.html.
    """

    model: type[Item]
    name: str  # what people see; marked N_()
    messages: Mapping[str, str] = field(default_factory=dict)  # of the error codes of its model

    # Grading. A kind that says how long it takes is graded by running its scenario, which is then the last argument.
    grade: Callable[..., Grade]  # an item, and an answer
    right_answer: Callable[..., Any]  # of an item, for readers of a language
    wrong_answers: Callable[[Item], Iterable[Any]] = _none  # distractors and known mistakes
    seconds_to_grade: Callable[[Item, Scenario], float] | None = None
    problems: Callable[[Item, Arms], Iterable[Problem]] = (
        _none  # beside its scenario, found without running it
    )
    flaw: Callable[[Item, Scenario], str | None] | None = (
        None  # of its key, beside those that any kind may have
    )
    guessable_options: Callable[[Item], Sequence[Option]] = _none  # of which exactly one is right
    tolerance: Callable[[Item], Tolerance] | None = None  # around its key

    # Before an answer: on the page, and in the API.
    parts_in_order: Callable[[Item, int], Sequence[Part]] = _none  # to choose from or to order, by the seed
    shown_on_page: Callable[[Item, Asked], Mapping[str, Any]] = (
        _nothing  # what its templates use as `entry.shown`
    )
    shown_in_api: Callable[[Item, Asked], Mapping[str, Any]] = _nothing  # values of its `api_fields`
    api_fields: type[Shown] | None = None
    submit: str = N_("Submit")
    runs_when_answered: bool = False  # its networks train beside it then, and the verdict unfolds after them

    # An answer: from a submitted form, and in JSON.
    answer_from: Callable[[Item, Form], Any] = one_field
    answer_forms: Sequence[AnswerForm]

    # After an answer.
    experiments_of_answer: Callable[[Item, Any, Scenario], Arms] | None = None  # what it made of the scenario
    contestable_parts: Callable[[Item], Mapping[str, float]] | None = None  # with the weight of each

    # What an item with a simulation may leave out: expressions of what was measured stand in its place.
    measured: Mapping[str, Any] = field(default_factory=dict)

    # The editor: what it calls the fields that not every item has, in the order of its form, and its lists of parts.
    fields: Fields = field(default_factory=dict)
    lists: Mapping[str, PartList] = field(default_factory=dict)

    @property
    def id(self) -> str:
        kind: str = get_args(self.model.model_fields["kind"].annotation)[0]
        return kind

    @property
    def folder(self) -> Path:
        return Path(inspect.getfile(self.model)).parent

    @property
    def runs_the_simulator(self) -> bool:
        return self.seconds_to_grade is not None

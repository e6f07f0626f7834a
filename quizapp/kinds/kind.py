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

    Grading. grade: an item and an answer give a grade. right_answer: of an item, for the readers of a language.
    wrong_answers: distractors and known mistakes. seconds_to_grade: given by a kind that is graded by running its
    scenario; the scenario is then the last argument of `grade` and `right_answer` too. problems: what is wrong with an
    item beside its scenario, found without running it. problem_of_key: beside those that any key may have.
    guessable_options: of which exactly one is right. tolerance: around the key. measured: fields that an item with a
    simulation may leave out, and the expressions that stand in their place.

    Before an answer. parts_in_order: what there is to choose from or to order, in the variant of a seed. shown_on_page:
    what the templates use as `entry.shown`. shown_in_api: values of `api_fields`. submit: what the button says.

    An answer. answer_from: what a submitted form answers. answer_forms: the forms it has in JSON.

    After an answer. runs_when_answered: the networks train beside the item, and the verdict unfolds after them.
    experiments_of_answer: what an answer made of the scenario. contestable_parts: those of which a learner may say that
    they were missed wrongly, with the weight of each.

    Words. name: what people see. messages: of the error codes of the model. fields: what the editor calls the fields
    that not every item has, in the order of its form. lists: its lists of parts. script_messages: what a script says.
    All are marked N_().
    """

    model: type[Item]
    name: str
    grade: Callable[..., Grade]
    right_answer: Callable[..., Any]
    answer_forms: Sequence[AnswerForm]

    wrong_answers: Callable[[Item], Iterable[Any]] = _none
    seconds_to_grade: Callable[[Item, Scenario], float] | None = None
    problems: Callable[[Item, Arms], Iterable[Problem]] = _none
    problem_of_key: Callable[[Item, Scenario], str | None] | None = None
    guessable_options: Callable[[Item], Sequence[Option]] = _none
    tolerance: Callable[[Item], Tolerance] | None = None
    measured: Mapping[str, Any] = field(default_factory=dict)

    parts_in_order: Callable[[Item, int], Sequence[Part]] = _none
    shown_on_page: Callable[[Item, Asked], Mapping[str, Any]] = _nothing
    shown_in_api: Callable[[Item, Asked], Mapping[str, Any]] = _nothing
    api_fields: type[Shown] | None = None
    submit: str = N_("Submit")

    answer_from: Callable[[Item, Form], Any] = one_field

    runs_when_answered: bool = False
    experiments_of_answer: Callable[[Item, Any, Scenario], Arms] | None = None
    contestable_parts: Callable[[Item], Mapping[str, float]] | None = None

    messages: Mapping[str, str] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    lists: Mapping[str, PartList] = field(default_factory=dict)
    script_messages: Mapping[str, str] = field(default_factory=dict)

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

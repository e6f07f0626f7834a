"""What the rest of the product needs from a kind."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args

from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Language
from quizapp.errors import N_, Problem
from quizapp.kinds.answers import AnswerForm
from quizapp.kinds.asked import Asked, Shown
from quizapp.kinds.editor import Fields, PartList
from quizapp.kinds.exchange import Exchange
from quizapp.kinds.grade import Grade
from quizapp.kinds.in_words import in_words
from quizapp.kinds.item import ItemModel, Part
from quizapp.kinds.numbers import Tolerance
from quizapp.kinds.options import Option
from quizapp.kinds.refutable import Wrong, chosen_in
from quizapp.kinds.skills import Skill
from quizapp.kinds.submitted import Form, one_field

Item = TypeVar("Item", bound=ItemModel)
CountedBy = Literal["answer", "option", "chosen_parts", "right_parts"]


def _none(*_: Any) -> tuple[()]:
    return ()


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[Item]):
    """A kind of exercise; fields that a kind does not need are left out.

    Its folder is that of its model, and holds its templates: form.html, result.html and author.html.

    Grading. grade: from an item and an answer to a grade. right_answer: of an item, in a language. wrong_answers:
    distractors and common mistakes. wrong_in: of an answer that is not right, what its author has listed as wrong.
    seconds_to_grade: for a kind that is graded by running its scenario; the scenario
    is then the last argument of `grade` and `right_answer` too. problems: faults of an item with its scenario, found
    without running it. problem_of_key: besides those of any key. guessable_options: options of which exactly one is
    right. is_true: for a statement with reasons. words_of_key: wordings in a language that give the key away.
    tolerance: around the key. measured: fields that an item with a simulation may leave out, and the expressions used
    instead.

    Before an answer. parts_in_order: options or entries, in the variant of a seed. shown_on_page: `entry.shown` in
    the templates. shown_in_api: values of `api_fields`. submit: the label of the button.

    An answer. answer_from: the answer in a submitted form. rearranged: the answer after a button named `move` of the
    form, which needs no script. answer_forms: its forms in JSON.

    After an answer. runs_when_answered: the networks train beside the item, and the verdict appears afterwards.
    experiments_of_answer: the experiments that an answer makes of the scenario. contestable_parts: parts of which
    a learner may say otherwise than the program, with their weights. counted_by: what the answers of a class are
    counted by: the whole answer, which may be one of the options, or the parts that were chosen, or that were right.
    in_words: an answer as one line in a language; beside another one, only where they differ.

    Other programs. exchange: how it stands in the common form of quiz formats; None if none of them has it.

    Words. name: the name that people see. skill: what its items train unless their authors say otherwise.
    messages: for the error codes of the model. fields: labels in the editor of
    the fields that not every item has, in the order of its form. lists: its lists of parts. script_messages: messages
    of its script. All are marked with N_().
    """

    model: type[Item]
    name: str
    grade: Callable[..., Grade]
    right_answer: Callable[..., Any]
    answer_forms: Sequence[AnswerForm]
    skill: Skill = "explain"

    wrong_answers: Callable[[Item], Iterable[Any]] = _none
    wrong_in: Callable[[Item, Any], Wrong] = chosen_in
    seconds_to_grade: Callable[[Item, Scenario], float] | None = None
    problems: Callable[[Item, Arms], Iterable[Problem]] = _none
    problem_of_key: Callable[[Item, Scenario], str | None] | None = None
    guessable_options: Callable[[Item], Sequence[Option]] = _none
    is_true: Callable[[Item], bool] | None = None
    words_of_key: Callable[[Item, Language], Sequence[str]] = _none
    tolerance: Callable[[Item], Tolerance] | None = None
    measured: Mapping[str, Any] = field(default_factory=dict)

    parts_in_order: Callable[[Item, int], Sequence[Part]] = _none
    shown_on_page: Callable[[Item, Asked], Mapping[str, Any]] = _nothing
    shown_in_api: Callable[[Item, Asked], Mapping[str, Any]] = _nothing
    api_fields: type[Shown] | None = None
    submit: str = N_("Submit")

    answer_from: Callable[[Item, Form], Any] = one_field
    rearranged: Callable[[Any, str], Any] | None = None

    runs_when_answered: bool = False
    experiments_of_answer: Callable[[Item, Any, Scenario], Arms] | None = None
    contestable_parts: Callable[[Item], Mapping[str, float]] | None = None
    counted_by: CountedBy = "answer"
    in_words: Callable[[Item, Any, Language, Any], str] = in_words

    exchange: Exchange | None = None

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

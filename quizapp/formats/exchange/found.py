"""What a reader finds in a file: its questions in the common form, and what is lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from quizapp.errors import N_, Problem
from quizapp.formats.exchange.bounds import MOST_LOSSES, MOST_QUESTIONS, TOO_MANY, FileRefused
from quizapp.kinds.exchange import Asked

MORE = N_("More than %(limit)s things are lost; the others are not listed.")


@dataclass(frozen=True)
class FoundItem:
    """One thing to answer. prompt, explanation, hints: Markdown. asked: None if it has no counterpart here."""

    prompt: str
    asked: Asked | None
    explanation: str = ""
    hints: tuple[str, ...] = ()
    points: float | None = None


@dataclass(frozen=True)
class FoundQuestion:
    """A question of a file. Without items it is a text that asks nothing, or was left out if `is_left_out`.

    place: what its losses name; its title, with a number if several have it.
    """

    title: str
    items: tuple[FoundItem, ...]
    stem: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    source_id: str = ""
    answer: str = ""
    is_left_out: bool = False
    place: str = ""


@dataclass
class Found:
    """The questions of a file. losses: each names the question and says what is lost.

    is_complete: whether everything could at least be drafted.
    """

    questions: list[FoundQuestion] = field(default_factory=list)
    losses: list[Problem] = field(default_factory=list)
    is_complete: bool = True
    _titles: Counter[str] = field(default_factory=Counter)
    _named: int = 0  # losses that belong to the questions so far

    def add(self, question: FoundQuestion) -> None:
        """Add a question; what was lost under its title since the last one belongs to it."""
        if len(self.questions) >= MOST_QUESTIONS:
            raise FileRefused(TOO_MANY, limit=MOST_QUESTIONS)
        self._titles[question.title] += 1
        count = self._titles[question.title]
        place = question.title if count == 1 else f"{question.title} ({count})"
        for number in range(self._named, len(self.losses)):
            if self.losses[number].field == question.title:
                self.losses[number] = replace(self.losses[number], field=place)
        self._named = len(self.losses)
        self.questions.append(replace(question, place=place))
        self.is_complete = self.is_complete and not question.is_left_out

    def lose(self, where: str, message: str, **values: object) -> None:
        problem = Problem(where, message, values)
        if problem not in self.losses[max(self._named, len(self.losses) - 20) :]:
            self._append(problem)

    def _append(self, problem: Problem) -> None:
        if len(self.losses) < MOST_LOSSES:
            self.losses.append(problem)
        elif len(self.losses) == MOST_LOSSES:
            self.losses.append(Problem("–", MORE, {"limit": MOST_LOSSES}))

    def fail(self, where: str, message: str, **values: object) -> None:
        """Lose something that cannot even be drafted."""
        self.is_complete = False
        self.lose(where, message, **values)

    def extend(self, other: "Found") -> None:
        """Add what was found in another file; its losses stay with its questions, whatever titles are here already."""
        places = {}
        for question in other.questions:
            self.add(question)
            places[question.place] = self.questions[-1].place
        for each in other.losses:
            self._append(replace(each, field=places.get(each.field, each.field)))
        self._named = len(self.losses)
        self.is_complete = self.is_complete and other.is_complete


def joined(texts: Sequence[str]) -> str:
    """Texts as paragraphs; repeated ones once."""
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def titled(title: str, prompt: str) -> str:
    """The title, or the beginning of the prompt if there is none."""
    if title.strip():
        return " ".join(title.split())[:300]
    line = " ".join(prompt.split())
    return line if len(line) <= 80 else line[:79].rstrip() + "…"

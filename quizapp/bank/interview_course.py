"""The course of a mock interview: which questions a role is asked, and what the interviewer asks next.

Pure rules: nothing here reads the database or a clock.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from quizapp.bank.interviews import FollowUp
from quizapp.bank.parametric.drawing import needs_simulation
from quizapp.bank.parametric.item import AuthoredItem, example_of
from quizapp.bank.questions import Question
from quizapp.bank.stated_claims import Stated, bearing_of, find_stated
from quizapp.domain.claims.claim import Claim
from quizapp.errors import N_
from quizapp.kinds import kind_of

TurnKind = Literal["opening", "follow_up", "show_me", "exercise", "confidence"]
MINUTES_A_QUESTION = 10
LENGTHS = (10, 20, 30)  # minutes
SHARE_FOR_TALK = 0.8  # of the time of a question; after it, no more follow-ups
NAMES: dict[TurnKind, str] = {
    "opening": N_("Opening"),
    "follow_up": N_("Follow-up"),
    "show_me": N_("Show me"),
    "exercise": N_("Exercise"),
    "confidence": N_("How sure?"),
}


@dataclass(frozen=True)
class Role:
    """What an interview for this role asks.

    questions: by the mean level of their exercises, the lower or the upper two thirds, or all. follow_ups, shown: the
    most of each after one opening. levels: of the exercise.
    """

    id: str
    name: str
    questions: Literal["lower", "all", "upper"]
    follow_ups: int
    shown: int
    levels: frozenset[int]


ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        Role("junior", N_("Junior engineer"), "lower", 1, 1, frozenset({1, 2})),
        Role("engineer", N_("Machine learning engineer"), "all", 2, 1, frozenset({1, 2, 3})),
        Role("researcher", N_("Research scientist"), "upper", 3, 2, frozenset({2, 3})),
    )
}


@dataclass(frozen=True)
class Said:
    """A turn that is over. about: as stored with it."""

    kind: TurnKind
    answer: str = ""
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Next:
    """What the interviewer asks next. about: what it came from, to be stored."""

    kind: TurnKind
    about: Mapping[str, object] = field(default_factory=dict)


def questions_for(role: Role, questions: Sequence[Question], topics: Collection[str]) -> list[Question]:
    """Those with an interview, of these topics (all if there are none), as hard as the role asks for."""
    found = [
        question for question in questions if question.interview and (not topics or question.topic in topics)
    ]
    if role.questions == "all" or len(found) < 3:
        return found
    by_level = sorted(found, key=mean_level)
    kept = by_level[: -(-2 * len(found) // 3)] if role.questions == "lower" else by_level[len(found) // 3 :]
    return [question for question in found if question in kept]


def mean_level(question: Question) -> float:
    return sum(item.level for item in question.items) / len(question.items)


def next_in_question(
    role: Role, question: Question, said: Sequence[Said], claims: Sequence[Claim], time_share: float
) -> Next | None:
    """What to ask after these turns of a question; None when it is done.

    time_share: how much of the time for this question is used, from 0 to 1 or more.
    """
    interview = question.interview
    assert interview is not None
    if not said:
        return Next("opening")
    if any(turn.kind == "exercise" for turn in said):
        return None
    talk = [turn for turn in said if turn.kind in ("opening", "follow_up")]
    if time_share < SHARE_FOR_TALK:
        asked = {turn.about.get("follow_up") for turn in said if turn.kind == "follow_up"}
        if len(asked) < role.follow_ups and (follow_up := _follow_up(question, talk, asked)):
            return follow_up
        shown = {turn.about.get("spoken") for turn in said if turn.kind == "show_me"}
        if len(shown) < role.shown and (stated := _to_show(talk, claims, shown)):
            return Next(
                "show_me",
                {
                    "claim": stated.claim,
                    "spoken": stated.spoken.id,
                    "test": stated.spoken.test,
                    "quote": stated.quote,
                },
            )
    return Next("exercise") if objective_items(question) else None


def missed_points(question: Question, talk: Sequence[Said]) -> list[str]:
    """The key points that no answer covers by its words."""
    assert question.interview is not None
    covered: set[str] = set()
    for turn in talk:
        covered |= question.interview.points_made(turn.answer)
    return [point.id for point in question.interview.key_points if point.id not in covered]


def exercise_for(
    role: Role, question: Question, said: Sequence[Said], answered: Mapping[str, int]
) -> AuthoredItem | None:
    """The exercise that checks an open answer: about what was missed or shown, if there is one, then the one that was
    answered least often.
    """
    assert question.interview is not None
    talk = [turn for turn in said if turn.kind in ("opening", "follow_up")]
    missed = set(missed_points(question, talk))
    asked_for = {
        item for point in question.interview.key_points if point.id in missed for item in point.items
    }
    shown = {turn.about.get("claim") for turn in said if turn.kind == "show_me"}
    items = objective_items(question)
    fitting = [item for item in items if item.level in role.levels] or items
    if not fitting:
        return None
    return min(
        fitting,
        key=lambda item: (
            not (item.id in asked_for or shown & set(item.claims)),
            answered.get(item.id, 0),
        ),
    )


def objective_items(question: Question) -> list[AuthoredItem]:
    """The items that a machine grades alone, at once, and without a run."""
    found = []
    for item in question.items:
        kind = kind_of(example_of(item))
        runs_networks = kind.runs_the_simulator or kind.runs_when_answered or needs_simulation(item)
        if kind.contestable_parts is None and not runs_networks:
            found.append(item)
    return found


def follow_up_of(question: Question, number: int) -> FollowUp:
    assert question.interview is not None
    return question.interview.follow_ups[number]


def _follow_up(question: Question, talk: Sequence[Said], asked: Collection[object]) -> Next | None:
    assert question.interview is not None
    missed = set(missed_points(question, talk))
    for number, follow_up in enumerate(question.interview.follow_ups):
        if number not in asked and missed & set(follow_up.when_missed):
            points = [point for point in follow_up.when_missed if point in missed]
            return Next("follow_up", {"follow_up": number, "points": points})
    return None


def _to_show(talk: Sequence[Said], claims: Sequence[Claim], shown: Collection[object]) -> Stated | None:
    """The first statement that has not been shown; one that a run contradicts comes before others."""
    tests = {(claim.slug, test.id): test for claim in claims for test in claim.tests}
    found = [
        stated
        for turn in talk
        for stated in find_stated(turn.answer, claims)
        if stated.spoken.id not in shown
    ]
    order = {"contradicts": 0, "mixed": 1, "supports": 2}
    return min(
        found,
        key=lambda stated: order[bearing_of(tests[stated.claim, stated.spoken.test], stated.spoken)],
        default=None,
    )

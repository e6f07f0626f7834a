"""The question bank as a folder of YAML files, as `content/README.md` describes it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from quizapp.bank.bank import Bank
from quizapp.bank.checking.claim_problems import problems_of_claim
from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.questions import Question, Topic
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.claim_files import read_claim_files
from quizapp.formats.picture_files import with_pictures
from quizapp.formats.yaml_files import File, dump, parse, parse_all, problems_of_name, repeated, validate

TOPICS_FILE = "topics.yaml"
Entry = TypeVar("Entry", Question, Scenario)


def read_bank(folder: Path) -> Bank:
    """Read and check a content folder. Raises Invalid with every problem in it, each naming file and field."""
    problems: list[Problem] = []
    topics = _read_topics(folder, problems)
    scenarios = with_pictures(folder, _read_all(folder, "scenarios", Scenario, problems), problems)
    questions = _read_all(folder, "questions", Question, problems)
    claims = read_claim_files(folder, problems)
    problems += _cross_check(topics, scenarios, questions, claims, _names(folder, "questions"))
    if problems:
        raise Invalid(problems)
    in_order = sorted(questions.values(), key=lambda question: (question.number or "~", question.slug))
    in_list = sorted(scenarios.values(), key=lambda scenario: scenario.order)
    return Bank(tuple(topics), tuple(in_list), tuple(in_order), tuple(claims.values()))


def read_documents(folder: Path) -> Bank:
    """The scenarios, questions, and claims of a content folder, without checking how they fit together. Raises Invalid
    with every problem of a single file.
    """
    problems: list[Problem] = []
    scenarios = _read_all(folder, "scenarios", Scenario, problems)
    questions = _read_all(folder, "questions", Question, problems)
    claims = read_claim_files(folder, problems)
    if problems:
        raise Invalid(problems)
    return Bank((), tuple(scenarios.values()), tuple(questions.values()), tuple(claims.values()))


def read_question(path: Path) -> Question:
    """Read the file of one question. Raises Invalid with every problem in it."""
    problems: list[Problem] = []
    file = parse(path, path.name, problems)
    question = validate(Question, file, problems) if file else None
    if question is None:
        raise Invalid(problems)
    return question


def read_questions(path: Path, problems: list[Problem]) -> list[Question]:
    """The questions in a file, one after the other, as `content export` prints several; adds its problems."""
    found = (validate(Question, file, problems) for file in parse_all(path, str(path), problems))
    return [question for question in found if question is not None]


def write_question(question: Question) -> str:
    """The YAML of a question: reading it back gives the same question."""
    document = question.model_dump(mode="json", exclude_defaults=True)
    for item, written in zip(question.items, document["items"], strict=True):
        written["kind"] = item.kind
    ordered = {name: document[name] for name in Question.model_fields if name in document}
    return dump(ordered)


def question_path(question: Question) -> Path:
    return Path("questions") / question.topic / f"{question.slug}.yaml"


def _read_topics(folder: Path, problems: list[Problem]) -> list[Topic]:
    file = parse(folder / TOPICS_FILE, TOPICS_FILE, problems)
    if file is None:
        return []
    if not isinstance(file.document, list):
        problems.append(Problem(TOPICS_FILE, N_("A list is required here.")))
        return []
    topics = []
    for position, entry in enumerate(file.document):
        topic = validate(Topic, File(TOPICS_FILE, entry, (str(position),)), problems)
        if topic:
            topics.append(topic)
    return topics


def _read_all(folder: Path, room: str, model: type[Entry], problems: list[Problem]) -> dict[str, Entry]:
    found = {}
    for path in sorted((folder / room).rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        file = parse(path, name, problems)
        entry = validate(model, file, problems) if file else None
        if entry is None:
            continue
        problems += problems_of_name(name, path.stem, entry.slug)
        found[name] = entry
    return found


def _names(folder: Path, room: str) -> set[str]:
    return {path.stem for path in (folder / room).rglob("*.yaml")}


def _cross_check(
    topics: list[Topic],
    scenarios: dict[str, Scenario],
    questions: dict[str, Question],
    claims: dict[str, Claim],
    question_slugs: set[str],  # of faulty files too, so that their problems are not repeated for every claim
) -> Iterator[Problem]:
    topic_slugs = {topic.slug for topic in topics}
    scenario_by_slug = {scenario.slug: scenario for scenario in scenarios.values()}
    claim_by_slug = {claim.slug: claim for claim in claims.values()}
    numbers = {**dict.fromkeys(question_slugs), **{each.slug: each.number for each in questions.values()}}
    for name, question in questions.items():
        for problem in problems_of_question(question, topic_slugs, scenario_by_slug, claim_by_slug, numbers):
            yield problem.within(name)
    for name, claim in claims.items():
        for problem in problems_of_claim(claim, question_slugs, scenario_by_slug):
            yield problem.within(name)
    yield from _repeats(
        N_("The claim number “%(id)s” is used more than once."),
        ((claim.number, f"{name}: number") for name, claim in claims.items()),
    )
    yield from _repeats(
        N_("The slug “%(id)s” is used more than once."),
        ((question.slug, f"{name}: slug") for name, question in questions.items()),
    )
    yield from _repeats(
        N_("The exercise id “%(id)s” is used more than once."),
        (
            (item.id, f"{name}: items.{position}.id")
            for name, question in questions.items()
            for position, item in enumerate(question.items)
        ),
    )


def _repeats(message: str, named: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A problem at each place whose name another place has too."""
    places = list(named)
    several = repeated(name for name, _ in places)
    yield from (Problem(place, message, {"id": name}) for name, place in places if name in several)

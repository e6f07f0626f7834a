"""What prevents a question from being published or imported: the checks of `quizapp content check` that are about one
question among the others.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.questions import Question
from quizapp.bank.unreadable_formulas import problems_of_unreadable
from quizapp.errors import Problem
from quizapp.services.claims import claims_by_slug
from quizapp.services.images.uses import missing_images
from quizapp.services.question_bank import list_all_topics, list_questions, list_scenarios
from quizapp.services.question_check_steps import problems_of_proof
from simulator.paths import join


def problems_of_file(
    session: Session, question: Question, together: Iterable[Question] = ()
) -> list[Problem]:
    """The problems that prevent importing a question read from a file, together with others."""
    problems = problems_among_others(session, question, together)
    problems += problems_of_unreadable(question.model_dump(mode="json"))
    return problems or list(problems_proved(session, question))


def problems_among_others(
    session: Session, question: Question, together: Iterable[Question] = ()
) -> list[Problem]:
    """What is wrong with a question in this bank, into which other questions may be imported at the same time."""
    topics = {topic.slug for topic in list_all_topics(session)}
    scenarios = {scenario.slug: scenario for scenario in list_scenarios(session)}
    others = [*(published.question for published in list_questions(session)), *together]
    numbers = {other.slug: other.number for other in others}
    found = problems_of_question(question, topics, scenarios, claims_by_slug(session), numbers)
    return [*found, *missing_images(session, question.model_dump(mode="json"))]


def problems_proved(session: Session, question: Question) -> Iterator[Problem]:
    """What is found by grading the key and the common mistakes of each item, as `quizapp content check` does."""
    scenarios = {scenario.slug: scenario for scenario in list_scenarios(session)}
    for position, item in enumerate(question.items):
        for each in problems_of_proof(item, scenarios[item.scenario.slug]):
            yield Problem(join("items", position, each.field), each.message, each.values)

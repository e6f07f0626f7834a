"""Scenarios made in the browser: from a run, checked over seeds, published, and retired."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

import simulator
from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.making.messages import IN_USE, NO_PICTURE, NOT_BORNE_OUT, NOT_CHECKED
from quizapp.bank.making.scenarios import Rooms, WrittenScenario, read_scenario, tests_of_sentences
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.claims.evidence import is_within
from quizapp.domain.claims.sentences import USUAL_SHARE
from quizapp.domain.experiments.drawing import initial_experiments, picture_of
from quizapp.domain.experiments.pictures import Picture
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Account, ContentRoom, Learner, Run, RunStatus, ScenarioEntry
from quizapp.services.admission import RunLimits
from quizapp.services.making.entries import (
    AFTER_SHIPPED,
    add_version,
    find_row,
    refuse_shipped_meanwhile,
)
from quizapp.services.making.seed_checks import Checked, checks_of, request_checks
from quizapp.services.making.uses import claims_using, questions_using
from quizapp.services.published_bank import published_bank
from quizapp.services.roles import require_instructor
from quizapp.services.run_results import get_traces
from quizapp.services.runner import Runner
from quizapp.services.runs import find_run, request_run, run_id_of
from simulator.paths import Document

SEEDS_OF_SENTENCES = 20
BREAKS = N_("With this change, the question “%(slug)s” would not work any more: %(field)s.")
ONE_NETWORK = N_("A scenario compares two networks. Choose the change to compare this one with.")


@dataclass(frozen=True)
class SentenceCheck:
    """What is known of a sentence of what to look for. is_borne_out: None as long as it has not been run."""

    position: int
    is_runnable: bool
    share: float
    checked: Checked | None

    @property
    def is_borne_out(self) -> bool | None:
        if self.checked is None or self.checked.record is None:
            return None
        return is_within(self.checked.record.as_claimed, self.checked.record.seeds, (self.share, 1.0))


@dataclass(frozen=True)
class ScenarioChecks:
    """sentences: one for each, in order. picture_run: the run with the initial settings, if it was ever requested."""

    sentences: tuple[SentenceCheck, ...]
    picture_run: Run | None

    @property
    def is_running(self) -> bool:
        checks = (each.checked for each in self.sentences)
        is_drawn = self.picture_run is None or self.picture_run.status.is_over
        return any(check is not None and check.is_running for check in checks) or not is_drawn

    @property
    def are_passed(self) -> bool:
        """Whether every sentence that can be run is borne out, and the picture is there."""
        is_drawn = self.picture_run is not None and self.picture_run.status is RunStatus.FINISHED
        return is_drawn and all(each.is_borne_out for each in self.sentences if each.is_runnable)

    @property
    def unchecked(self) -> int:
        """The number of sentences that could be run and have not been."""
        return sum(
            each.is_runnable and (each.checked is None or each.checked.is_stopped) for each in self.sentences
        )


def rooms_of(session: Session) -> Rooms:
    """The pages that texts may link to."""
    bank = published_bank(session)
    return {
        "topics": bank.topics,
        "lab": bank.scenarios,
        "claims": bank.claims,
        "questions": bank.questions,
    }


def checks_of_scenario(session: Session, entry_id: int, document: Document) -> ScenarioChecks:
    tests = tests_of_sentences(document)
    checks = checks_of(session, entry_id, list(tests.values()))
    sentences = tuple(
        SentenceCheck(
            position,
            position in tests,
            _share(sentence),
            checks.get(tests[position].fingerprint) if position in tests else None,
        )
        for position, sentence in enumerate(document.get("look_for") or ())
    )
    experiments = _experiments(document)
    return ScenarioChecks(sentences, find_run(session, run_id_of(experiments)) if experiments else None)


def check_scenario(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    author: Account,
    slug: str,
    learner: Learner | None,
) -> None:
    """Run the conditions of all sentences over seeds, and the networks once with their initial settings, which becomes
    the picture. Raises the errors of `request_run`.
    """
    require_instructor(author)
    entry = find_row(session, ContentRoom.SCENARIOS, slug)
    tests = list(tests_of_sentences(entry.body).values())
    if experiments := _experiments(entry.body):
        request_run(session, runner, limits, experiments, learner)
    if tests:
        request_checks(session, runner, limits, author, entry.entry_id, tests, SEEDS_OF_SENTENCES, learner)


def publish_scenario(session: Session, author: Account, slug: str, note: str = "") -> int:
    """The number of the new version. Raises Invalid with everything that is wrong or has not been checked."""
    require_instructor(author)
    entry = find_row(session, ContentRoom.SCENARIOS, slug)
    written, problems = read_scenario(entry.body, rooms_of(session))
    if written is None:
        raise Invalid(problems)
    checks = checks_of_scenario(session, entry.entry_id, entry.body)
    problems = [*_problems_of_checks(written, checks), *_problems_of_uses(session, written.scenario)]
    picture = _picture(session, written.scenario, checks.picture_run)
    if picture is None:
        problems.append(Problem("", NO_PICTURE))
    if problems:
        raise Invalid(problems)
    with writing(session):
        entry = find_row(session, ContentRoom.SCENARIOS, slug, is_locked=True)
        refuse_shipped_meanwhile(session, entry)
        scenario = written.scenario.model_copy(update={"picture": picture})
        session.merge(
            ScenarioEntry(
                slug=slug, position=AFTER_SHIPPED + entry.entry_id, body=scenario.model_dump(mode="json")
            )
        )
        add_version(session, entry, author, note)
        return entry.latest_number


def retire_scenario(session: Session, author: Account, slug: str) -> None:
    """Take it out of the lab. Its runs stay. Raises Invalid if published content uses it."""
    require_instructor(author)
    names = [*(used for used, _ in questions_using(session, slug)), *claims_using(session, slug)]
    if names:
        raise Invalid([Problem("", IN_USE, {"names": ", ".join(names)})])
    with writing(session):
        entry = find_row(session, ContentRoom.SCENARIOS, slug, is_locked=True)
        if entry.latest_number and entry.retired_at is None:
            entry.retired_at = now()
            session.delete(session.get_one(ScenarioEntry, slug))


def two_networks(
    experiments: Sequence[simulator.Experiment], changed: simulator.Experiment | None
) -> tuple[simulator.Experiment, simulator.Experiment]:
    """The networks of a scenario from those of a run. changed: the one to compare with, if the run has only one.

    Raises Invalid naming `change`.
    """
    if len(experiments) >= 2:
        return experiments[0], experiments[1]
    if changed is None:
        raise Invalid([Problem("change", ONE_NETWORK)])
    return experiments[0], changed


def _problems_of_checks(written: WrittenScenario, checks: ScenarioChecks) -> Iterator[Problem]:
    for sentence, check in zip(written.sentences, checks.sentences, strict=True):
        if not sentence.when:
            continue
        field = f"look_for.{check.position}"
        if check.checked is None or check.checked.record is None:
            yield Problem(field, NOT_CHECKED)
        elif not check.is_borne_out:
            record = check.checked.record
            values = {"count": record.as_claimed, "seeds": record.seeds, "share": f"{sentence.share:.0%}"}
            yield Problem(field, NOT_BORNE_OUT, values)


def _problems_of_uses(session: Session, scenario: Scenario) -> Iterator[Problem]:
    """The published questions that the change of a published scenario would break."""
    bank = published_bank(session)
    if scenario.slug not in bank.scenarios:
        return
    changed = {**bank.scenarios, scenario.slug: scenario}
    for used, _title in questions_using(session, scenario.slug):
        published = bank.questions.get(used) or bank.retired[used]
        for problem in problems_of_question(published.question, bank.all_topics, changed, bank.claims, {}):
            yield Problem("", BREAKS, {"slug": used, "field": problem.field})
            break


def _picture(session: Session, scenario: Scenario, run: Run | None) -> Picture | None:
    if run is None or run.status is not RunStatus.FINISHED or run.provenance is None:
        return None
    if [each.model_dump(mode="json") for each in initial_experiments(scenario)] != run.experiments:
        return None
    day = (run.finished_at or run.created_at).date()
    return picture_of(scenario, get_traces(session, run.run_id), run.provenance, day)


def _experiments(document: Document) -> list[simulator.Experiment]:
    """Both networks of a draft; none if either is missing."""
    found = [(document.get(name) or {}).get("experiment") for name in ("baseline", "treated")]
    return [simulator.Experiment.model_validate(each) for each in found] if all(found) else []


def _share(sentence: Document) -> float:
    share = sentence.get("share")
    return float(share) if isinstance(share, int | float) else USUAL_SHARE

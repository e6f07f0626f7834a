"""Runs are shared between learners; what each of them has seen is not."""

from sqlalchemy.orm import Session

from quizapp.models import Account, SeenRun
from quizapp.services import learners, runs
from quizapp.services.exports import export_json
from quizapp.services.owned_tables import Person
from quizapp.services.seen_runs import scenarios_seen_by
from tests.bank import bank
from tests.quizapp.services.test_run_work import LIMITS, Bell


def test_everyone_who_asks_for_a_run_or_opens_it_has_seen_it(session: Session) -> None:
    first, second, third = (learners.start_guest(session) for _ in range(3))
    slug = bank().scenarios[0].slug
    for learner in (first, second, second):
        asked = runs.request_scenario_run(session, Bell(), LIMITS, slug, {}, learner)
    runs.note_use(session, asked.run, third, None)
    for learner in (first, second, third):
        assert scenarios_seen_by(session, learner) == {slug}
    assert scenarios_seen_by(session, learners.start_guest(session)) == frozenset()
    assert scenarios_seen_by(session, None) == frozenset()


def test_what_a_guest_saw_stays_seen_in_the_account_and_is_exported(
    session: Session, learner_account: Account
) -> None:
    slugs = [each.slug for each in bank().scenarios[:2]]
    mine = learners.learner_of_account(session, learner_account)
    guest = learners.start_guest(session)
    for learner, slug in ((mine, slugs[0]), (guest, slugs[0]), (guest, slugs[1])):
        runs.request_scenario_run(session, Bell(), LIMITS, slug, {}, learner)
    learners.adopt_guest(session, learner_account, guest.learner_id)
    assert scenarios_seen_by(session, mine) == set(slugs)
    assert session.query(SeenRun).count() == 2
    exported = "".join(export_json(session, Person((mine.learner_id,))))
    assert all(slug in exported.split('"seen_runs"')[1] for slug in slugs)

"""What authors have published, as files of a content folder."""

from sqlalchemy.orm import Session

from quizapp.bank.making.scenarios import read_scenario, tests_of_sentences
from quizapp.errors import ClaimNotFound, ScenarioNotFound
from quizapp.formats.authored_files import claim_files, scenario_files
from quizapp.formats.exchange.packing import packed
from quizapp.models import Account, AuthoredEntry, AuthoredVersion, ContentRoom
from quizapp.services.claims import get_claim
from quizapp.services.making.entries import find_row
from quizapp.services.making.scenarios import rooms_of
from quizapp.services.making.seed_checks import checks_of
from quizapp.services.question_bank import get_scenario
from quizapp.services.roles import require_instructor


def scenario_archive(session: Session, author: Account, slug: str) -> bytes:
    """A zip with the published scenario, its picture, its evidence, and its records. Raises ScenarioNotFound."""
    require_instructor(author)
    published = get_scenario(session, slug)
    entry = find_row(session, ContentRoom.SCENARIOS, slug)
    body = _published(session, entry)
    written, _problems = read_scenario(body, rooms_of(session))
    if written is None:
        raise ScenarioNotFound(slug=slug)
    tests = tests_of_sentences(body)
    checks = checks_of(session, entry.entry_id, list(tests.values()))
    records = {
        written.evidence[position].id: check.record
        for position, test in tests.items()
        if (check := checks.get(test.fingerprint)) and check.record
    }
    return packed(scenario_files(written, published, records))


def claim_archive(session: Session, author: Account, slug: str) -> bytes:
    """A zip with the published claim and the records of its tests. Raises ClaimNotFound."""
    require_instructor(author)
    entry = find_row(session, ContentRoom.CLAIMS, slug)
    if entry.retired_at is not None:
        raise ClaimNotFound(slug=slug)
    return packed(claim_files(get_claim(session, slug)))


def _published(session: Session, entry: AuthoredEntry) -> dict[str, object]:
    version = session.get(AuthoredVersion, (entry.entry_id, entry.latest_number))
    return version.body if version else {}

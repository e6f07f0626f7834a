"""Check the evidence of a bank: quoted word for word, recorded, borne out, and complete."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from quizapp.bank.bank import Bank
from quizapp.bank.checking.checks import Passage, passages_in
from quizapp.bank.checking.empirical import Sentence, empirical_sentences, is_covered, one_line
from quizapp.bank.evidence import (
    ROOMS,
    Document,
    NoRun,
    Room,
    WrittenEvidence,
    documents,
    item_of,
    pair_test_of,
    what_if_run,
    what_if_runs,
)
from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, Record
from quizapp.domain.claims.evidence import SEEDS_OF_EVIDENCE, Evidence, OptionLink
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from simulator.paths import join, split, split_last, value_at

UNCHECKED_FIELDS = {  # what others say, and titles, whose sentences stand elsewhere
    "scenarios": ("title", "label"),
    "claims": ("source_says", "title", "references", "spoken"),
    "questions": ("title", "references", "accepted", "groups", "unless"),
}
GIVEN_FIELDS = ("prompt", "follow_up")  # describe a situation or ask; they assert nothing
# Offered for choice or to be matched, and judged by their feedback.
OFFERED_FIELDS = ("options", "reasons", "fixes", "outcomes", "left", "right")
NOT_QUOTED = N_(
    "This excerpt does not stand in the text. Quote it word for word, or check the evidence again."
)
NOT_RECORDED = N_(
    "This has not been recorded in its present form. Run: quizapp content verify --record --evidence %(name)s"
)
NOT_BORNE_OUT = N_(
    "The run does not bear this out: the conditions hold in %(count)s of %(seeds)s seeds, not in %(low)s to %(high)s."
)
NO_EVIDENCE = N_("This says what a network does, and no evidence quotes it: %(sentence)s")
NOT_REFUTED = N_("The what-if run of the option “%(option)s” needs evidence that refutes it.")


# The texts of the parts of a document, by the exercise and the option that name the part.
TextsRead = dict[tuple[str | None, OptionLink | None], Mapping[str, list[str]]]


@dataclass(frozen=True)
class Coverage:
    """How many empirical sentences of a document have evidence, and which what-if runs are not refuted."""

    name: str
    has_evidence: bool
    sentences: int
    uncovered: tuple[Sentence, ...]
    what_if_runs: int = 0
    unrefuted: tuple[tuple[str, str], ...] = ()  # exercise and option

    @property
    def refuted(self) -> int:
        return self.what_if_runs - len(self.unrefuted)


def problems_of_evidence(bank: Bank, written: Sequence[WrittenEvidence]) -> Iterator[Problem]:
    """What is wrong with the entries that are there."""
    for each in written:
        document = documents(bank, each.room).get(each.slug)
        place = f"evidence/{each.name}.yaml"
        read: TextsRead = {}
        if document is None:
            yield Problem(place, N_("There is no document of this name."))
            continue
        for position, entry in enumerate(each.entries):
            for problem in _problems_of_entry(entry, document, read, each, bank):
                field = join(position, problem.field)
                yield Problem(f"{place}: {field}", problem.message, problem.values)


def _problems_of_entry(
    entry: Evidence, document: Document, read: TextsRead, written: WrittenEvidence, bank: Bank
) -> Iterator[Problem]:
    try:
        texts = _texts_quoted(entry, document, read)
        test = pair_test_of(entry, document, bank)
    except NoRun as missing:
        yield missing.problem
        return
    for position, excerpt in enumerate(entry.says):
        for language in LANGUAGES:
            quote = one_line(excerpt.in_language(language))
            if not any(quote in text for text in texts[language]):
                yield Problem(f"says.{position}.{language}", NOT_QUOTED)
    if test is not None:
        record = written.records.get(entry.id)
        if record is None or record.fingerprint != test.fingerprint or _is_tuned(record):
            yield Problem("", NOT_RECORDED, {"name": written.name})
        elif not entry.is_borne_out_by(record):
            yield _not_borne_out(entry, record)
    elif entry.claim:
        yield from _problems_of_claim_test(entry, bank)


def _is_tuned(record: Record) -> bool:
    return record.seeds < len(SEEDS_OF_EVIDENCE) or record.first_seed < 10


def _problems_of_claim_test(entry: Evidence, bank: Bank) -> Iterator[Problem]:
    claim = documents(bank, "claims").get(str(entry.claim))
    if not isinstance(claim, Claim):
        yield Problem("claim", N_("The claim “%(slug)s” was not found."), {"slug": entry.claim})
        return
    test = next((test for test in claim.tests if test.id == entry.test), None)
    if test is None:
        yield Problem("test", N_("The claim has no test “%(test)s”."), {"test": entry.test})
    elif test.recorded is not None and not entry.is_borne_out_by(test.recorded):
        yield _not_borne_out(entry, test.recorded)


def _not_borne_out(entry: Evidence, record: Record) -> Problem:
    low, high = (f"{share * record.seeds:.4g}" for share in entry.shares)
    failing = next(run for run in record.runs if not entry.is_within_shares(run))
    values = {"count": failing.as_claimed, "seeds": failing.seeds, "low": low, "high": high}
    return Problem("when" if entry.when else "claim", NOT_BORNE_OUT, values)


def _texts_quoted(entry: Evidence, document: Document, read: TextsRead) -> Mapping[str, list[str]]:
    """The texts that an entry may quote, in each language. read: those of the parts that other entries quoted."""
    named = (entry.item, entry.refutes)
    if named not in read:
        read[named] = _texts_in(_part_quoted(entry, document))
    return read[named]


def _part_quoted(entry: Evidence, document: Document) -> BaseModel:
    if isinstance(document, Question) and entry.refutes:
        return what_if_run(entry, document)
    if isinstance(document, Question) and entry.item:
        part: BaseModel = item_of(entry.item, document)
        return part
    return document


def _texts_in(part: BaseModel) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for passage in passages_in(part.model_dump(mode="json")):
        found[split_last(passage.field)[1]].append(one_line(passage.text))
    return found


def coverage(bank: Bank, written: Sequence[WrittenEvidence]) -> list[Coverage]:
    by_name = {each.name: each for each in written}
    found = []
    for room in ROOMS:
        for slug, document in documents(bank, room).items():
            entries = by_name[f"{room}/{slug}"].entries if f"{room}/{slug}" in by_name else ()
            found.append(_coverage(room, slug, document, entries))
    return found


def _coverage(room: Room, slug: str, document: Document, entries: Sequence[Evidence]) -> Coverage:
    excerpts = [excerpt for entry in entries for excerpt in entry.says]
    quoted = {
        language: [one_line(excerpt.in_language(language)) for excerpt in excerpts] for language in LANGUAGES
    }
    stated = list(empirical_sentences(list(_checked_passages(room, document))))
    uncovered = tuple(each for each in stated if not is_covered(each, quoted[each.language]))
    runs = list(_what_if_runs(document))
    refuted = {(entry.refutes.item, entry.refutes.option) for entry in entries if entry.refutes}
    unrefuted = tuple(run for run in runs if run not in refuted)
    return Coverage(f"{room}/{slug}", bool(entries), len(stated), uncovered, len(runs), unrefuted)


def _what_if_runs(document: Document) -> Iterator[tuple[str, str]]:
    if isinstance(document, Question):
        for item in document.items:
            yield from ((item.id, option) for option, _ in what_if_runs(item))


def _checked_passages(room: Room, document: Document) -> Iterator[Passage]:
    skipped = set(UNCHECKED_FIELDS[room])
    dumped = document.model_dump(mode="json")
    for passage in passages_in(dumped):
        if skipped & set(split(passage.field)):
            continue
        if room != "questions" or is_asserted(passage.field, dumped):
            yield passage


def is_asserted(field: str, question: Any) -> bool:
    """Whether a text of a question says something, rather than ask it or offer it for choice or to be matched.

    Of what is offered, only an option that is right in every variant is asserted.
    """
    parts = split(field)[:-1]  # without the language
    if parts[-1] in GIVEN_FIELDS:
        return False
    if parts[-1] == "text" and len(parts) > 2 and parts[-3] in OFFERED_FIELDS:
        return value_at(question, join(*parts[:-1])).get("correct") is True
    return True


def problems_of_coverage(found: Sequence[Coverage]) -> Iterator[Problem]:
    """What lacks evidence in documents that have some."""
    for each in found:
        if each.has_evidence:
            for sentence in each.uncovered:
                place = f"{each.name}.yaml: {sentence.field}"
                yield Problem(place, NO_EVIDENCE, {"sentence": sentence.text})
            for item, option in each.unrefuted:
                yield Problem(f"{each.name}.yaml: {item}", NOT_REFUTED, {"option": option})

"""`quizapp content check`: every problem with its file and field, and statistics of the question bank."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from quizapp.bank.bank import Bank
from quizapp.bank.checking.checks import (
    Passage,
    count_what_if_runs,
    passages,
    passages_in,
    questions_without_claims,
)
from quizapp.bank.checking.evidence_problems import (
    Coverage,
    coverage,
    problems_of_coverage,
    problems_of_evidence,
)
from quizapp.bank.checking.guessing import Guess, guesses_by_length
from quizapp.bank.checking.picture_problems import problems_of_pictures
from quizapp.bank.checking.proofs import problems_proved
from quizapp.bank.checking.proving import VARIANTS, Proof, prove
from quizapp.bank.checking.suggestion_problems import problems_of_suggestions
from quizapp.bank.evidence import ROOMS
from quizapp.bank.formulas import formulas
from quizapp.bank.parametric.drawing import needs_simulation
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem, example_of
from quizapp.bank.terms import Terms
from quizapp.bank.unreadable_formulas import unreadable
from quizapp.cli.desks import Desk, Place, named, open_desk, with_place
from quizapp.cli.fairness import problems_of_fairness
from quizapp.cli.sessions import read_settings
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.content_files import question_path, read_bank
from quizapp.formats.evidence_files import read_evidence
from quizapp.formats.picture_files import FOLDER as PICTURES
from quizapp.formats.term_files import read_terms
from quizapp.kinds import runs_the_simulator
from simulator.paths import join

ONE_LANGUAGE = N_("A content file has its texts in both languages; remove “only_in”.")
FEW_VARIANTS = 50  # too few to say that an answer never varies


@click.command()
@click.argument("names", metavar="[FOLDER | SLUG...]", nargs=-1)
@click.option("--quick", is_flag=True, help="Draw fewer variants, and skip the checks that run networks")
@click.option(
    "--unproven",
    is_flag=True,
    help="List every sentence that says what a network does and that no evidence quotes",
)
@with_place
def check(place: Place, names: tuple[str, ...], quick: bool, unproven: bool) -> None:
    """Check a content folder (the built-in one by default) and list every problem with its file and field.

    With slugs, or with --server: check these questions of the authors instead, or all drafts, as for publication.

    Every correct answer and every common mistake is graded, in 200 variants for exercises with variables. Every formula
    is rendered in both languages. No correct answer may be guessable by its length, be the same in all variants, or be
    printed by another exercise, and no claim may repeat the words of its source. If the folder has recorded results of
    scenarios, every scenario needs a current one.
    """
    if place.server or any(not Path(name).exists() for name in names):
        with open_desk(place) as desk:
            _check_questions(desk, names)
        return
    if len(names) > 1:
        raise click.UsageError("Check one folder at a time.")
    _check_folder(Path(names[0]) if names else read_settings().content, quick, unproven)


def _check_questions(desk: Desk, slugs: tuple[str, ...]) -> None:
    """Raises Invalid with every problem of the questions, or of all drafts."""
    problems: list[Problem] = []
    for slug in slugs or [line["slug"] for line in desk.lines({"state": "draft"})]:
        found = desk.check(slug)
        problems += named(found, slug).problems
        click.echo(f"{slug}: {f'{len(found)} to fix' if found else 'no problems found'}")
    if problems:
        raise Invalid(problems)


def _check_folder(folder: Path, quick: bool, unproven: bool) -> None:
    bank, terms = read_bank(folder), read_terms(folder)
    scenarios = {scenario.slug: scenario for scenario in bank.scenarios}
    drawn = [
        item for item in _items(bank) if isinstance(item, ParametricItem) and not (quick and _runs(item))
    ]
    plain = [
        item for item in _items(bank) if not isinstance(item, ParametricItem) and not (quick and _runs(item))
    ]
    problems = list(_problems_of_texts(bank))
    problems += problems_of_suggestions(bank.scenarios)
    if (folder / PICTURES).is_dir():
        problems += problems_of_pictures(bank.scenarios)
    written = read_evidence(folder, problems)
    covered = coverage(bank, written)
    problems += [*problems_of_evidence(bank, written), *problems_of_coverage(covered)]
    problems += [problem.within(item.id) for item, problem in problems_proved(plain, scenarios)]
    variants = FEW_VARIANTS if quick else VARIANTS
    proofs = [prove(item, scenarios[item.scenario.slug], variants) for item in drawn]
    problems += [proof.problem.within(proof.item_id) for proof in proofs if proof.problem]
    guesses = guesses_by_length(example_of(item) for item in _items(bank))
    _show(bank, terms, proofs, guesses, graded=len(plain), is_complete=not quick)
    for row in _rows_of_coverage(covered):
        click.echo(f"{'evidence':<10} {row}")
    problems += problems_of_fairness(folder, bank, () if quick else proofs)
    if unproven:
        _show_unproven(covered)
    problems += [_given_away(guess) for guess in guesses if guess.gives_keys_away]
    if problems:
        raise Invalid([_in_its_file(problem, _places(bank)) for problem in problems])
    click.echo("no problems found")


def _items(bank: Bank) -> Iterator[AuthoredItem]:
    for question in bank.questions:
        yield from question.items


def _places(bank: Bank) -> dict[str, tuple[str, str]]:
    """Where each question and each exercise is written: its file and its place there, by its slug or id."""
    places = {}
    for question in bank.questions:
        file = question_path(question).as_posix()
        places[question.slug] = (file, "")
        places |= {item.id: (file, f"items.{position}") for position, item in enumerate(question.items)}
    return places


def _in_its_file(problem: Problem, places: Mapping[str, tuple[str, str]]) -> Problem:
    """The problem with its file and its place there instead of the slug or id."""
    name, _, field = problem.field.partition(": ")
    if name not in places:
        return problem
    file, place = places[name]
    return dataclasses.replace(problem, field=f"{file}: {join(place, field)}")


def _runs(item: AuthoredItem) -> bool:
    return needs_simulation(item) or runs_the_simulator(item)


def _problems_of_texts(bank: Bank) -> Iterator[Problem]:
    for question in bank.questions:
        if question.only_in is not None:
            yield Problem("only_in", ONE_LANGUAGE).within(question_path(question).as_posix())
        for problem in _unreadable(passages(question)):
            yield problem.within(question_path(question).as_posix())
    others: dict[str, Iterable[Scenario | Claim]] = {"scenarios": bank.scenarios, "claims": bank.claims}
    for room, entries in others.items():
        for entry in entries:
            for problem in _unreadable(passages_in(entry.model_dump(mode="json"))):
                yield problem.within(f"{room}/{entry.slug}.yaml")


def _unreadable(texts: Iterable[Passage]) -> Iterator[Problem]:
    for passage in texts:
        for problem in unreadable(passage.text):
            yield Problem(passage.field, problem.message, problem.values)


def _rows_of_coverage(covered: Iterable[Coverage]) -> Iterator[str]:
    for room in ROOMS:
        own = [each for each in covered if each.name.startswith(f"{room}/")]
        stated, open_ = sum(each.sentences for each in own), sum(len(each.uncovered) for each in own)
        yield f"{room}: {stated - open_} of {stated} sentences about what networks do"
    runs, refuted = sum(each.what_if_runs for each in covered), sum(each.refuted for each in covered)
    yield f"{refuted} of {runs} what-if runs refuted"


def _show_unproven(covered: Iterable[Coverage]) -> None:
    for each in covered:
        if each.uncovered or each.refuted < each.what_if_runs:
            covered_count = each.sentences - len(each.uncovered)
            runs = f"; {each.refuted} of {each.what_if_runs} what-if runs" if each.what_if_runs else ""
            click.echo(f"{each.name}: {covered_count} of {each.sentences} sentences{runs}")
            for sentence in each.uncovered:
                click.echo(f"    {sentence.field}: {sentence.text}")


def _given_away(guess: Guess) -> Problem:
    return Problem(
        f"questions: longest.{guess.language}", "Too often, the correct option is the longest one."
    )


def _show(
    bank: Bank,
    terms: Terms,
    proofs: list[Proof],
    guesses: tuple[Guess, ...],
    graded: int,
    is_complete: bool,
) -> None:
    items = list(_items(bank))
    tests = sum(len(claim.tests) for claim in bank.claims)
    count = sum(len(formulas(passage.text)) for question in bank.questions for passage in passages(question))
    variants = sum(proof.variants for proof in proofs)
    lost = sum(sum(proof.lost.values()) for proof in proofs)
    slowest = max((proof.slowest for proof in proofs), default=0.0)
    rows = [
        ("content", f"{len(bank.topics)} topics, {len(bank.questions)} questions, {len(items)} exercises of "
                    f"{len({item.kind for item in items})} kinds, {len(bank.scenarios)} scenarios, "
                    f"{len(bank.claims)} claims with {tests} tests"),
        ("terms", f"{len(terms.every)} in both languages"),
        ("graded", f"{graded} exercises without variables, by their correct answers and common mistakes"),
        ("variants", f"{variants} of {len(proofs)} exercises with variables, likewise; {lost} draws rejected; "
                     f"slowest {slowest:.2f} s"),
        ("what-ifs", f"{count_what_if_runs(bank)} wrong options have a what-if run"),
        ("formulas", f"{count} in both languages"),
        *(("longest", f"{guess.language}: the correct option is the longest in {guess.longest} of {guess.choices} "
                      f"exercises, {guess.expected:.1f} by chance, p = {guess.p_value:.2g}") for guess in guesses),
    ]  # fmt: skip
    if unclaimed := questions_without_claims(bank):
        slugs = ", ".join(question.slug for question in unclaimed)
        rows.append(("claims", f"{len(unclaimed)} questions name no claim that they rely on: {slugs}"))
    if not is_complete:
        rows.append(("skipped", "checks that run networks"))
    for name, said in rows:
        click.echo(f"{name:<10} {said}")

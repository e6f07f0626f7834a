from pathlib import Path

import click

from quizapp.cli.sessions import read_settings
from quizapp.domain.oncall.cases import CaseName
from quizapp.domain.oncall.catalog import Catalog, VerifiedCase
from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.oncall.guessing import blind_rates
from quizapp.domain.oncall.verification import FIRST_SEED, diagnose_case, search, verify
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.oncall_files import ONCALL_FILE, read_catalog, write_catalog

NOT_VALID = N_("This case is not valid here: too many seeds learn with its cause, or too few without it.")
EXISTING = click.Path(exists=True, path_type=Path)
CAUSE = click.Choice(list(CAUSES))


@click.group()
def oncall() -> None:
    """The cases of the on-call room: search for valid ones, and verify those of the catalog."""


@oncall.command("verify")
@click.argument("folder", type=EXISTING, required=False)
@click.option(
    "--cause", "causes", type=CAUSE, multiple=True, help="Only cases of this cause; can be repeated"
)
@click.option("--each", type=click.IntRange(min=1), help="Only so many cases of each cause and family")
@click.option("--first-seed", default=FIRST_SEED, help="The first of the twenty seeds")
def verify_cases(folder: Path | None, causes: tuple[str, ...], each: int | None, first_seed: int) -> None:
    """Compute the cases of the catalog again, and diagnose each by rules from its measurements.

    A case must fail on 18 of 20 seeds at least, and learn on 19 without its cause and on 18 with the fix that
    removes it.
    """
    catalog = read_catalog(folder or read_settings().content)
    problems: list[Problem] = []
    tried = named = minutes = 0
    for name in _chosen(catalog, causes, each):
        place = f"{ONCALL_FILE}: {name.cause}, {name.family}, {name.number}"
        if verify(name, first_seed) is None:
            problems.append(Problem(place, NOT_VALID))
        verdict = diagnose_case(name, first_seed)
        tried, named, minutes = tried + 1, named + (verdict.cause == name.cause), minutes + verdict.minutes
    rates = blind_rates(catalog)
    click.echo(
        f"{'cases':<10} {sum(1 for _ in catalog)} of {len(catalog.cases)} causes, {tried} computed again"
    )
    click.echo(
        f"{'diagnosed':<10} {named} of {tried} by rules, in {minutes / max(1, tried):.1f} minutes on average"
    )
    click.echo(
        f"{'guessed':<10} {rates.random:.1%} at random, {rates.most_common:.1%} by the most common cause, "
        f"{rates.informed:.1%} by the most common cause of the kind of network"
    )
    if problems:
        raise Invalid(problems)


@oncall.command("search")
@click.option("--to", type=click.Path(path_type=Path), required=True, help="The file to write")
@click.option(
    "--cause", "causes", type=CAUSE, multiple=True, help="Only cases of this cause; can be repeated"
)
@click.option("--wanted", default=24, help="Number of cases of each cause")
@click.option("--tries", default=60, help="Number of cases to try for each cause and family")
def search_cases(to: Path, causes: tuple[str, ...], wanted: int, tries: int) -> None:
    """Draw cases in their order, and write those that are valid, with their counts."""
    found: dict[str, dict[str, tuple[VerifiedCase, ...]]] = {}
    for cause in CAUSES.values():
        if causes and cause.slug not in causes:
            continue
        share = -(-wanted // len(cause.families))
        for family in cause.families:
            cases = tuple(search(cause.slug, family, share, tries))
            found.setdefault(cause.slug, {})[family] = cases
            click.echo(f"{cause.slug}, {family}: {len(cases)} of {share}")
    to.write_text(write_catalog(Catalog(first_seed=FIRST_SEED, cases=found)), encoding="utf-8")


def _chosen(catalog: Catalog, causes: tuple[str, ...], each: int | None) -> list[CaseName]:
    return [
        CaseName(cause, family, case.number)
        for cause, families in catalog.cases.items()
        if not causes or cause in causes
        for family, cases in families.items()
        for case in cases[:each]
    ]

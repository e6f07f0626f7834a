"""The part of `quizapp content check` about fairness to learners and to the source, and `hash-source`."""

from collections.abc import Iterable
from pathlib import Path

import click

from quizapp.bank.bank import Bank
from quizapp.bank.checking.balance import problems_of_balance
from quizapp.bank.checking.copying import hashes_of_source, problems_of_copies
from quizapp.bank.checking.printed_keys import problems_of_printed_keys
from quizapp.bank.checking.proving import Proof
from quizapp.bank.parametric.item import example_of
from quizapp.cli.sessions import read_settings
from quizapp.errors import Problem
from quizapp.formats.fairness_files import read_printed_keys, read_source_hashes, write_source_hashes


def problems_of_fairness(folder: Path, bank: Bank, proofs: Iterable[Proof]) -> list[Problem]:
    """Keys that never vary or that another exercise prints, unbalanced statements, and words of the source."""
    found = [problem.within(proof.item_id) for proof in proofs for problem in proof.key_problems]
    found += problems_of_balance(example_of(item) for question in bank.questions for item in question.items)
    found += problems_of_printed_keys(bank.questions, read_printed_keys(folder, found))
    found += problems_of_copies(bank.claims, read_source_hashes(folder))
    return found


@click.command("hash-source")
@click.argument(
    "texts", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True
)
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Content folder  [the built-in one]")
def hash_source(texts: tuple[Path, ...], folder: Path | None) -> None:
    """Write hashes of every run of 11 Chinese characters and of 9 English words in TEXTS into source-hashes.txt.

    `quizapp content check` compares the claims with them, so that the source need not be in the folder.
    """
    folder = folder or read_settings().content
    hashes = hashes_of_source(text.read_text(encoding="utf-8") for text in texts)
    click.echo(f"{write_source_hashes(folder, hashes)}: {len(hashes)} hashes")

"""The catalog of on-call cases, read once."""

from functools import cache
from pathlib import Path

from quizapp.domain.oncall.cases import CaseName
from quizapp.domain.oncall.catalog import Catalog
from quizapp.formats.oncall_files import read_catalog

CONTENT = Path(__file__).parent.parent / "content"


@cache
def catalog() -> Catalog:
    return read_catalog(CONTENT)


def names_of_each(count: int) -> list[CaseName]:
    """The first cases of each cause and family."""
    return [
        CaseName(cause, family, case.number)
        for cause, families in catalog().cases.items()
        for family, cases in families.items()
        for case in cases[:count]
    ]

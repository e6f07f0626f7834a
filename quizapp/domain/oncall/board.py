"""The evidence board: what a learner thinks each piece of evidence says about each suspect."""

from collections.abc import Collection, Iterable, Mapping

STATES = ("for", "none", "against")  # an unmarked cell is in none of them
GIVEN = "seeds"  # the evidence that comes with the page
Board = Mapping[str, Mapping[str, str]]


def marked(board: Board, suspect: str, measurement: str, state: str | None) -> dict[str, dict[str, str]]:
    """The board with this cell in this state; None clears it."""
    changed = {name: dict(cells) for name, cells in board.items()}
    cells = changed.setdefault(suspect, {})
    if state is None:
        cells.pop(measurement, None)
    else:
        cells[measurement] = state
    return changed


def is_ruled_out(board: Board, suspect: str) -> bool:
    return "against" in board.get(suspect, {}).values()


def ordered(board: Board, suspects: Iterable[str]) -> list[str]:
    """The suspects, those that are ruled out last."""
    return sorted(suspects, key=lambda suspect: is_ruled_out(board, suspect))


def left(board: Board, suspects: Iterable[str]) -> list[str]:
    return [suspect for suspect in suspects if not is_ruled_out(board, suspect)]


def next_cell(board: Board, suspects: Iterable[str], measured: Collection[str]) -> tuple[str, str] | None:
    """The cell to judge next: of the latest evidence, and of the suspect with most in its favor. None if all are."""
    order = sorted(
        left(board, suspects),
        key=lambda suspect: -sum(state == "for" for state in board.get(suspect, {}).values()),
    )
    for measurement in reversed(list(measured)):
        for suspect in order:
            if measurement not in board.get(suspect, {}):
                return suspect, measurement
    return None

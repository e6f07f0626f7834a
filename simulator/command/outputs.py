"""Files to write: checked before any work, and never a file that was given as input."""

from collections.abc import Iterable
from pathlib import Path

from simulator.command.documents import UnreadableFile


def check_output(path: str | None, inputs: Iterable[str] = ()) -> None:
    """Check before any work that a file can be written; None is no file.

    inputs: the files that the command reads. Raises UnreadableFile if the path is empty, a folder, in a folder that is
    missing, an input, or not writable.
    """
    if path is None:
        return
    if not path:
        raise UnreadableFile("the path of a file to write is empty")
    place = Path(path)
    if not place.parent.is_dir():
        raise UnreadableFile(f"{path}: the folder was not found: {place.parent}")
    if place.is_dir():
        raise UnreadableFile(f"{path}: a folder; name a file in it, such as {place / 'results.csv'}")
    if place.exists() and any(Path(one).exists() and place.samefile(one) for one in inputs):
        raise UnreadableFile(
            f"{path}: an input of this command, which would be overwritten; name another file"
        )
    is_new = not place.exists()
    try:
        place.open("ab").close()
        if is_new:
            place.unlink()
    except OSError as error:
        raise UnreadableFile(f"{path}: {reason(error)}") from None


def reason(error: OSError | ValueError) -> str:
    """The reason alone, without the path that a message names already."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def write_text(path: str, text: str) -> None:
    """Write a file; raises UnreadableFile with the reason."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path}: {reason(error)}") from None


def path_for(path: str, name: str) -> str:
    """The path for one experiment: results.csv becomes results-baseline.csv for `baseline`."""
    place = Path(path)
    return str(place.with_name(f"{place.stem}-{name}{place.suffix}")) if name and path else path

"""The images of questions that are files: in a folder `images` beside them, by their names."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from quizapp.bank.images import NAME, names_in
from quizapp.cli.desks import Desk
from quizapp.errors import N_, Invalid, Problem
from quizapp.services.images.uses import descriptions_of
from simulator.paths import Document

FOLDER = "images"
WRITTEN_OTHERWISE = N_("The image %(name)s was stored as %(stored)s. Name it so in the texts.")


def images_in(folders: Iterable[Path]) -> dict[str, Path]:
    """The images in folders of questions, as `export --to` and `pull` write them."""
    found = (file for folder in folders if folder.is_dir() for file in folder.rglob(f"{FOLDER}/*"))
    return {file.name: file for file in sorted(found) if NAME.fullmatch(file.name)}


def send_images(desk: Desk, document: Document, files: Mapping[str, Path]) -> int:
    """Upload the images that a question shows, are among the files, and are not there yet. Returns their number.

    Raises Invalid naming the image, for example if a language has no words for it.
    """
    wanted = names_in(document) & set(files)
    missing = sorted(wanted - desk.image_names(str(document["slug"]))) if wanted else []
    for name in missing:
        try:
            stored = desk.add_image(
                str(document["slug"]), files[name].read_bytes(), descriptions_of(document, name)
            )
        except Invalid as invalid:
            raise Invalid([problem.within(f"{FOLDER}/{name}") for problem in invalid.problems]) from None
        if stored != name:
            values = {"name": name, "stored": stored}
            raise Invalid([Problem(f"{FOLDER}/{name}", WRITTEN_OTHERWISE, values)])
    return len(missing)


def fetch_images(desk: Desk, document: Document, folder: Path) -> None:
    """Write the images that a question shows beside its file."""
    missing = [name for name in names_in(document) if not (folder / FOLDER / name).is_file()]
    there = desk.image_names(str(document["slug"])) if missing else frozenset()
    for name in sorted(there & set(missing)):
        path = folder / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(desk.image(str(document["slug"]), name))

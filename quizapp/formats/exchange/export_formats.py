"""The formats that questions can be written in, in the order in which people see them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.bank.questions import Question
from quizapp.domain.text import Language
from quizapp.errors import N_
from quizapp.formats.exchange.aiken_writer import write_aiken
from quizapp.formats.exchange.anki_writer import write_anki, write_apkg, write_crowd_anki
from quizapp.formats.exchange.bundle_writer import write_bundle
from quizapp.formats.exchange.gift_writer import write_gift
from quizapp.formats.exchange.leaving import VARIANTS, Leaving, leaving
from quizapp.formats.exchange.losses import Written
from quizapp.formats.exchange.moodle_writer import write_moodle_xml
from quizapp.formats.exchange.qti1_writer import write_qti12
from quizapp.formats.exchange.qti2_writer import write_qti21, write_qti22, write_qti30
from quizapp.formats.exchange.table_writer import write_table

YAML = "yaml"


@dataclass(frozen=True)
class Format:
    """id: in URLs and commands. name: as its programs call it. about: what it is for. mimetype: of the file.

    holds_images: whether the images of texts are in the file.
    """

    id: str
    name: str
    about: str
    file_name: str
    mimetype: str
    write: Callable[[Leaving], Written] | None = None
    holds_images: bool = False


FORMATS: dict[str, Format] = {
    each.id: each
    for each in (
        Format("moodle-xml", "Moodle XML", N_("For Moodle: keeps the most"), "questions.xml", "application/xml",
               write_moodle_xml, True),
        Format("gift", "GIFT", N_("For Moodle and many other programs, as text"), "questions.gift", "text/plain",
               write_gift),
        Format("qti-1.2", "QTI 1.2", N_("For Canvas, as a package"), "questions-qti-1.2.zip", "application/zip",
               write_qti12, True),
        Format("qti-2.1", "QTI 2.1", N_("For many learning platforms, as a package"), "questions-qti-2.1.zip",
               "application/zip", write_qti21, True),
        Format("qti-2.2", "QTI 2.2", N_("For many learning platforms, as a package"), "questions-qti-2.2.zip",
               "application/zip", write_qti22, True),
        Format("qti-3.0", "QTI 3.0", N_("For new learning platforms, as a package"), "questions-qti-3.0.zip",
               "application/zip", write_qti30, True),
        Format("apkg", "Anki (.apkg)", N_("Cards for Anki; a second import updates them"), "questions.apkg",
               "application/octet-stream", write_apkg, True),
        Format("anki", N_("Anki (text)"), N_("Cards for Anki as lines of text"), "questions-anki.txt", "text/plain",
               write_anki),
        Format("crowdanki", "CrowdAnki", N_("Cards for the CrowdAnki add-on, as JSON"), "deck.json",
               "application/json", write_crowd_anki),
        Format("csv", "CSV", N_("A table for a spreadsheet"), "questions.csv", "text/csv", write_table),
        Format("aiken", "Aiken", N_("Only choices with one correct answer, as text"), "questions-aiken.txt",
               "text/plain", write_aiken),
        Format(YAML, "YAML", N_("For another Nabla: both languages and everything else"), "questions-yaml.zip",
               "application/zip", None, True),
    )
}  # fmt: skip


def write_questions(
    form: str,
    questions: Sequence[Question],
    language: Language,
    variants: int = VARIANTS,
    written_at: int = 0,
    images: Mapping[str, bytes] | None = None,
) -> Written:
    """The questions in a format of FORMATS. variants: of each exercise with variables, where it has none itself.

    images: the files of the images that texts show, by their names.
    """
    write, taken = FORMATS[form].write, (images or {}) if FORMATS[form].holds_images else {}
    if write is None:
        return write_bundle(questions, taken)
    return write(leaving(questions, language, variants, written_at, taken))

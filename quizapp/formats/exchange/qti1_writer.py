"""Questions as a package of QTI 1.2 that Canvas imports: a quiz for each question, with its exercises."""

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from quizapp.formats.exchange.images import FOLDER, addressed, image_files
from quizapp.formats.exchange.leaving import Leaving, LeavingItem, LeavingQuestion
from quizapp.formats.exchange.losses import (
    ANSWER_EXPLAINED,
    BLANK_FEEDBACK,
    ENTRY_FEEDBACK,
    FORMATTING,
    HINTS,
    MISTAKES,
    MIXED_BLANKS,
    POINTS,
    REASONS,
    TOLERANCE,
    UNIT,
    Losses,
    Reason,
    Written,
)
from quizapp.formats.exchange.packing import packed
from quizapp.formats.exchange.qti1_items import item_element, type_of
from quizapp.formats.exchange.written_answers import has_relative
from quizapp.formats.exchange.written_texts import plain
from quizapp.kinds.exchange import Amount, Blanks, Essay, OneOf, Paired, Phrase, Sequenced, Verdict

_SCHEMA = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CONTENT = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"


def write_qti12(leaving: Leaving) -> Written:
    losses, files = Losses(leaving.losses), dict[str, str]()
    for question in leaving.questions:
        document = _assessment(question, losses)
        if document:
            files[f"{question.slug}/{question.slug}.xml"] = document
    images = image_files(leaving.images, *files.values())
    files = {path: addressed(text, f"$IMS-CC-FILEBASE$/{FOLDER}") for path, text in files.items()}
    manifest = _manifest(list(files), list(images))
    return Written(packed({"imsmanifest.xml": manifest} | files | images), losses.all)


def _assessment(question: LeavingQuestion, losses: Losses) -> str:
    inside = ""
    for pool, items in question.pools.items():
        written = []
        for item in items:
            if not type_of(item.asked):
                losses.add(question.slug, item.item_id, MIXED_BLANKS)
                continue
            for reason, values in _lost_of(item):
                losses.add(question.slug, item.item_id, reason, **values)
            written.append(item_element(item))
        if pool and written:
            inside += (
                f"<section ident={quoteattr(pool)} title={quoteattr(pool)}><selection_ordering><selection>"
                "<selection_number>1</selection_number><selection_extension><points_per_item>1.0</points_per_item>"
                f"</selection_extension></selection></selection_ordering>{''.join(written)}</section>\n"
            )
        else:
            inside += "".join(written)
    if not inside:
        return ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<questestinterop xmlns="{_SCHEMA}">'
        f"<assessment ident={quoteattr(question.slug)} title={quoteattr(question.title)}>"
        f'<section ident="root_section">{inside}</section></assessment></questestinterop>\n'
    )


def _lost_of(item: LeavingItem) -> Iterator[tuple[Reason, dict[str, object]]]:
    asked = item.asked
    plain_texts = list(asked.right) if isinstance(asked, Paired) else []
    blanks = asked.blanks if isinstance(asked, Blanks) else ()
    plain_texts += [
        each.text for blank in blanks if isinstance(blank.asked, OneOf) for each in blank.asked.options
    ]
    has_mistakes = isinstance(asked, Amount | Phrase) and bool(asked.mistakes)
    words = [blank for blank in blanks if isinstance(blank.asked, Phrase)]
    for is_lost, reason in (
        (item.hints, HINTS),
        (isinstance(asked, Verdict) and asked.reasons, REASONS),
        (isinstance(asked, Essay) and asked.points, POINTS),
        (isinstance(asked, Essay) and asked.model_answer, ANSWER_EXPLAINED),
        (isinstance(asked, Sequenced) and any(said for _, said in asked.entries), ENTRY_FEEDBACK),
        (
            has_mistakes or any(isinstance(each.asked, Phrase) and each.asked.mistakes for each in words),
            MISTAKES,
        ),
        (any(each.feedback for each in words), BLANK_FEEDBACK),
        (has_relative(asked), TOLERANCE),
        (any(plain(text)[1] for text in plain_texts), FORMATTING),
    ):
        if is_lost:
            yield reason, {}
    if isinstance(asked, Amount) and asked.unit:
        yield UNIT, {"unit": asked.unit}


def _manifest(paths: list[str], images: list[str]) -> str:
    kinds = [*((path, "imsqti_xmlv1p2") for path in paths), *((path, "webcontent") for path in images)]
    resources = "".join(
        f'<resource identifier="r{number}" type="{kind}" href={quoteattr(path)}>'
        f"<file href={quoteattr(path)}/></resource>"
        for number, (path, kind) in enumerate(kinds, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{_CONTENT}" identifier="nabla">'
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>"
        f"<organizations/><resources>{resources}</resources></manifest>\n"
    )

"""Questions as packages of QTI 2.1, 2.2, and 3.0: a file for each exercise, a test with all of them, a manifest."""

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from quizapp.formats.exchange.images import FOLDER, addressed, image_files
from quizapp.formats.exchange.leaving import Leaving, LeavingItem, LeavingQuestion
from quizapp.formats.exchange.losses import (
    FORMATTING,
    HINTS,
    POINTS_FOR_GRADERS,
    REASONS,
    VERDICT_AS_CHOICE,
    Losses,
    Reason,
    Written,
)
from quizapp.formats.exchange.packing import packed
from quizapp.formats.exchange.qti2_items import formats_lost, identifier_of, item_document
from quizapp.formats.exchange.qti2_names import QTI_21, QTI_22, QTI_30, Version
from quizapp.formats.exchange.written_texts import plain
from quizapp.kinds.exchange import Essay, Verdict

TEST = "test.xml"
_PACKAGES = {
    "2.1": ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0"),
    "2.2": ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.2 Package", "1.0.0"),
    "3.0": ("http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "QTI Package", "3.0.0"),
}


def write_qti21(leaving: Leaving) -> Written:
    return _write(leaving, QTI_21)


def write_qti22(leaving: Leaving) -> Written:
    return _write(leaving, QTI_22)


def write_qti30(leaving: Leaving) -> Written:
    return _write(leaving, QTI_30)


def _write(leaving: Leaving, version: Version) -> Written:
    losses, files = Losses(leaving.losses), dict[str, str]()
    for question in leaving.questions:
        for item in question.items:
            for reason in _lost_of(item):
                losses.add(question.slug, item.item_id, reason)
            files[_path(item)] = item_document(item, leaving.language, version)
    shown = {path: list(image_files(leaving.images, text)) for path, text in files.items()}
    images = image_files(leaving.images, *files.values())
    files = {path: addressed(text, f"../{FOLDER}") for path, text in files.items()}
    manifest = {"imsmanifest.xml": _manifest(leaving, version, shown), TEST: _test(leaving, version)}
    return Written(packed(manifest | files | images), losses.all)


def _lost_of(item: LeavingItem) -> Iterator[Reason]:
    if item.hints:
        yield HINTS
    if isinstance(item.asked, Verdict):
        yield VERDICT_AS_CHOICE
        if item.asked.reasons:
            yield REASONS
    if isinstance(item.asked, Essay) and item.asked.points:
        yield POINTS_FOR_GRADERS
    if any(plain(text)[1] for text in formats_lost(item)):
        yield FORMATTING


def _path(item: LeavingItem) -> str:
    return f"items/{item.name}.xml"


def _files(paths: Iterable[str]) -> str:
    return "".join(f"<file href={quoteattr(path)}/>" for path in paths)


def _test(leaving: Leaving, version: Version) -> str:
    """All questions, each a section; of the variants of an exercise, one is drawn."""
    sections = [_section(question, version) for question in leaving.questions]
    part = version.element(
        "testPart", *sections, identifier="part-1", navigationMode="nonlinear", submissionMode="individual"
    )
    return version.root("assessmentTest", part, identifier="nabla", title="Nabla")


def _section(question: LeavingQuestion, version: Version) -> str:
    inside = []
    for pool, items in question.pools.items():
        named = [
            version.element("assessmentItemRef", identifier=f"ref-{item.name}", href=_path(item))
            for item in items
        ]
        if pool:
            one = version.element("selection", select="1")
            named = [
                version.element(
                    "assessmentSection", one, *named, identifier=f"pool-{pool}", title=pool, visible="false"
                )
            ]
        inside += named
    return version.element(
        "assessmentSection",
        *inside,
        identifier=f"section-{question.slug}",
        title=question.title,
        visible="true",
    )


def _manifest(leaving: Leaving, version: Version, shown: Mapping[str, list[str]]) -> str:
    """shown: the images of each item, by its path."""
    namespace, schema, number = _PACKAGES[version.number]
    items = [item for question in leaving.questions for item in question.items]
    named = "".join(f"<dependency identifierref={quoteattr(identifier_of(item))}/>" for item in items)
    resources = [
        f'<resource identifier="test" type="{version.test_type}" href="{TEST}"><file href="{TEST}"/>{named}</resource>'
    ]
    resources += [
        f"<resource identifier={quoteattr(identifier_of(item))} type={quoteattr(version.item_type)}"
        f" href={quoteattr(_path(item))}>{_files([_path(item), *shown[_path(item)]])}</resource>"
        for item in items
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{namespace}" identifier="nabla">'
        f"<metadata><schema>{escape(schema)}</schema><schemaversion>{number}</schemaversion></metadata>"
        f"<organizations/><resources>{''.join(resources)}</resources></manifest>\n"
    )

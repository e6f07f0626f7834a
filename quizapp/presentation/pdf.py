"""Exercises on paper as a PDF file.

WeasyPrint sets the pages from the same HTML as the page to print. It knows no MathML, so ziamath draws each formula as
an SVG image that stands on the baseline of its line. A browser would set formulas too, but a server would need one.
Nothing is fetched: images come from the given files.
"""

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from xml.etree.ElementTree import ParseError, fromstring

from markupsafe import Markup, escape

from quizapp.bank.images import ADDRESS, NAME, STILL, is_animated
from quizapp.errors import N_, Invalid, Problem, QuizError
from quizapp.errors.operators import packages_of
from quizapp.formats.exchange.leaving import Leaving
from quizapp.formats.image_files import media_type_of
from quizapp.formats.moving_images import first_frame
from quizapp.presentation.language import HTML_LANGUAGES
from quizapp.presentation.paper import paper_html, translations_of

FILE_NAME = "exercises.pdf"
UNITS = 24.0  # of a formula for one em
_MATH = re.compile(r"<math\b[^>]*>.*?</math>", re.DOTALL)
_SHOWN = re.compile(rf'src="{ADDRESS}({NAME.pattern})(?:{re.escape(STILL)})?"')
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]+;")
_EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
TOO_MANY = N_(
    "A PDF file made here has at most %(limit)s exercises, and these are %(count)s. Choose a topic or a question, or "
    "use the command quizapp content export --format pdf."
)


class PdfNotInstalled(QuizError):
    status = 501
    title = N_("PDF files are not available")
    message = N_(
        "PDF files need packages that are not installed: pip install %(packages)s. Or print the sheet with your "
        "browser."
    )

    def __init__(self) -> None:
        super().__init__(packages=" ".join(f"'{name}'" for name in packages_of("pdf")))


def is_installed() -> bool:
    return find_spec("weasyprint") is not None and find_spec("ziamath") is not None


def write_pdf(
    leaving: Leaving, images: Mapping[str, bytes], *, has_answers: bool, most: int | None = None
) -> bytes:
    """The exercises, with or without their answers. images: the files of those that texts show.

    Raises PdfNotInstalled, or Invalid naming `questions` if there are more exercises than `most`.
    """
    if not is_installed():
        raise PdfNotInstalled
    count = sum(len(question.items) for question in leaving.questions)
    if most is not None and count > most:
        raise Invalid([Problem("questions", TOO_MANY, {"limit": most, "count": count})])
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    style = (Path(__file__).parent / "templates" / "paper.css").read_text(encoding="utf-8")
    html = _document(leaving, images, has_answers=has_answers)
    pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[CSS(string=style, url_fetcher=fetcher)], pdf_tags=True
    )
    return pdf


def _document(leaving: Leaving, images: Mapping[str, bytes], *, has_answers: bool) -> str:
    body = str(paper_html(leaving, has_answers=has_answers))
    body = _MATH.sub(lambda found: _drawn(found[0]), body)
    body = _SHOWN.sub(lambda found: f'src="{_file(found, images)}"', body)
    title = translations_of(leaving.language).ugettext("Exercises")
    language = HTML_LANGUAGES[leaving.language]
    head = Markup('<!doctype html><html lang="{}"><meta charset="utf-8"><title>Nabla – {}</title>')
    return str(head.format(language, title)) + f"<body>{body}</body></html>"


def _file(found: re.Match[str], images: Mapping[str, bytes]) -> str:
    body = images.get(found[1])
    if not body:
        return _EMPTY
    if is_animated(found[1]):
        return _data("image/png", first_frame(body))
    return _data(media_type_of(found[1]), body)


@lru_cache(maxsize=4096)
def _drawn(mathml: str) -> str:
    """A formula as an image on the baseline; as MathML, whose signs are then set in a row, if it cannot be drawn."""
    import ziamath

    ziamath.config.svg2 = False
    source = _ENTITY.sub(lambda found: unescape(found[0]), mathml)
    try:
        element = fromstring(source)
        formula = ziamath.Math(element, size=UNITS)
        svg, (width, height), below = formula.svg(), formula.getsize(), formula.getyofst()
    except (ParseError, ValueError, KeyError, IndexError, AttributeError, TypeError, NotImplementedError):
        return mathml
    said = escape(" ".join("".join(element.itertext()).split()))
    style = f"width:{width / UNITS:.4f}em;height:{height / UNITS:.4f}em;vertical-align:{below / UNITS:.4f}em"
    image = f'<img class="formula" alt="{said}" style="{style}" src="{_data("image/svg+xml", svg.encode())}">'
    return f'<span class="formula-block">{image}</span>' if element.get("display") == "block" else image


def _data(kind: str, body: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(body).decode()}"

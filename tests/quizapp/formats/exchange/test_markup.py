"""Texts of other programs as Markdown."""

import pytest

from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import markdown_of_html
from quizapp.presentation.markdown import to_html


def _converted(html: str) -> tuple[str, list[str]]:
    said: list[str] = []
    text = markdown_of_html(html, lambda message, **values: said.append(message % values))
    return text, said


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>b</b> <i>c</i></p><p>d</p>", "a **b** *c*\n\nd"),
        ("a<br>b", "a  \nb"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("2 &lt; 3 &amp; 4", "2 < 3 & 4"),
        (
            r"so \(a^2\), \[b\], [$]c[/$], [$$]d[/$$], $$e$$, and $f$",
            "so $a^2$, $$b$$, $c$, $$d$$, $$e$$, and $f$",
        ),
        ("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>", r"$\frac{a}{2}$"),
        ('<a href="https://example.org/x">x</a>', "[x](https://example.org/x)"),
        ("costs $5 and $10", "costs $5 and $10"),
        ("5 * 3 * 2, 5*3*2", "5 \\* 3 \\* 2, 5\\*3\\*2"),
        ("a<span> b</span><b> c</b>", "a b **c**"),
        ("<i>a</i><i> b</i> <b>c</b><b>d</b>", "*a* *b* **cd**"),
        ("<table><tr><td></td><td>only a place for a text</td></tr></table>", "only a place for a text"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert _converted(html)[0] == markdown


@pytest.mark.parametrize(
    ("html", "word"),
    [
        ('<img src="x/cat.png" alt="a cat">', "cat.png"),
        ('<p style="color:red">a</p>', "style"),
        ("a<!-- secret -->", "secret"),
        ("<script>alert(1)</script>a", "script"),
        ('<a href="javascript:alert(1)">a</a>', "javascript"),
        ('<a href="@@PLUGINFILE@@/a.mp3">a</a>', "a.mp3"),
        ("<ruby><rb>真</rb><rt>まこと</rt></ruby>", "ruby"),
    ],
)
def test_what_markdown_cannot_hold_is_named(html: str, word: str) -> None:
    text, said = _converted(html)
    assert word in " ".join(said)
    assert "alert" not in text


@pytest.mark.parametrize(
    "text",
    [
        "#",
        "\\",
        "a * b * c",
        "1. first",
        "- x",
        "> y",
        "`z`",
        "[a](b)",
        "_a_",
        "a\\\\b",
        "~~x~~",
        "x &amp; y",
    ],
)
def test_plain_text_shows_itself(text: str) -> None:
    shown = str(to_html(markdown_of_plain(text)))
    escaped = text.replace("&", "&amp;").replace(">", "&gt;")
    assert shown.strip() == f"<p>{escaped}</p>"

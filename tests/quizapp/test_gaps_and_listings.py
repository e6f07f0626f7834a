"""Gaps within Markdown and code, and listings line by line."""

from markupsafe import Markup

from quizapp.presentation.markdown import highlighted_lines, to_html_with_gaps

FIELD = Markup('<input name="answer.a">')


def test_a_gap_is_filled_in_text_in_backticks_and_in_a_block_of_code() -> None:
    for text in ("So {{a}}.", "Call `f({{a}})`.", "```python\nf({{a}}=1)\n```", "| x |\n|---|\n| {{a}} |"):
        html = to_html_with_gaps(text, {"a": FIELD})
        assert html.count(str(FIELD)) == 1, text
        assert "{{" not in html


def test_what_is_no_gap_of_the_item_stays_as_it_is() -> None:
    html = to_html_with_gaps("{{a}} and {{b}} and $x^{{2}}$ and <b>", {"a": FIELD})
    assert "{{b}}" in html
    assert "<math" in html
    assert "&lt;b&gt;" in html


def test_many_gaps_are_each_filled_with_their_own() -> None:
    gaps = {f"g{number}": Markup(f"<i>{number}</i>") for number in range(12)}
    html = to_html_with_gaps(" ".join(f"{{{{g{number}}}}}" for number in reversed(range(12))), gaps)
    assert html.index("<i>11</i>") < html.index("<i>1</i>") < html.index("<i>0</i>")


def test_every_line_of_a_listing_is_whole_html_by_itself() -> None:
    lines = highlighted_lines('x = """two\nlines"""\n\nif x < 1:\n    pass\n')
    assert len(lines) == 5
    assert lines[2] == ""
    for line in lines:
        assert line.count("<span") == line.count("</span>")
    assert "&lt;" in lines[3]
    assert lines[4].startswith("    ")

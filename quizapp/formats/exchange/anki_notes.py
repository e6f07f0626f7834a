"""Notes of Anki as questions to answer in one's own words: what stands on the front, and on the back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.errors import N_
from quizapp.formats.exchange.found import Found, FoundItem, FoundQuestion, titled
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import Lose, looks_like_html, markdown_of_html
from quizapp.formats.exchange.weights import short
from quizapp.kinds.exchange import Essay

SOUND = N_("The recording “%(name)s” is not taken over.")
FIELD = N_("The field “%(name)s” is on no side of the card and is dropped: “%(text)s”.")
REVERSED = N_("The note makes %(count)s cards; only the first one is taken over.")
DELETION = N_(
    "A card with deletions becomes one question about the whole text; the deletions are shown as [%(sign)s]."
)
EMPTY_FRONT = N_("The front is empty.")
EMPTY_BACK = N_("The back is empty; the model answer is missing.")

_SOUND = re.compile(r"\[sound:([^\]]{1,200})\]")
_DELETION = re.compile(
    r"\{\{c\d{1,3}::((?:(?!\{\{|\}\}|::).){0,4000}+)(?:::((?:(?!\{\{|\}\}).){0,1000}+))?\}\}", re.DOTALL
)
_USED = re.compile(r"\{\{(?:[a-z-]+:)*([^{}#/^]+?)\}\}")


@dataclass(frozen=True)
class Model:
    """A kind of note: its fields, the templates of its cards, and whether they are texts with deletions."""

    fields: tuple[str, ...]
    templates: tuple[tuple[str, str], ...] = ()
    has_deletions: bool = False

    @property
    def sides(self) -> tuple[list[str], list[str]]:
        """The fields on the front and on the back of the first card."""
        front, back = list(self.fields[:1]), list(self.fields[1:2])
        if self.templates:
            question, answer = self.templates[0]
            used = [name for name in _names(question) if name in self.fields]
            front = used or front
            shown = [name for name in _names(answer) if name in self.fields and name not in front]
            back = shown or [name for name in back if name not in front]
        return front, back


def _names(template: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in _USED.findall(template)))


def read_note(
    found: Found,
    model: Model,
    values: Sequence[str],
    tags: Sequence[str],
    deck: str = "",
    *,
    is_html: bool = True,
) -> None:
    """Add the question of a note, or name why it has none."""
    named = dict(zip(model.fields, values, strict=False))
    front_names, back_names = model.sides
    where = titled("", _plain("".join(named.get(name, "") for name in front_names))) or "–"

    def lose(message: str, **values: object) -> None:
        found.lose(where, message, **values)

    front, back = (_side(named, names, lose, is_html=is_html) for names in (front_names, back_names))
    if model.has_deletions or _DELETION.search(front):
        lose(DELETION, sign="…")
        text = front
        front = _DELETION.sub(lambda deleted: f"\\[{deleted[2] or '…'}\\]", text)
        back = "\n\n".join(filter(None, [_DELETION.sub(r"**\1**", text), back]))
    if not front.strip():
        found.fail(where, EMPTY_FRONT)
        return
    if not back.strip():
        lose(EMPTY_BACK)
    if len(model.templates) > 1 and not model.has_deletions:
        lose(REVERSED, count=len(model.templates))
    for name, value in named.items():
        if name not in (*front_names, *back_names) and value.strip():
            lose(FIELD, name=name[:40], text=short(_plain(value)))
    title = titled("", _plain("".join(named.get(name, "") for name in front_names)))
    found.add(FoundQuestion(title, (FoundItem(front, Essay(back)),), "", deck, tuple(tags), answer=back))


def _side(named: Mapping[str, str], names: Sequence[str], lose: Lose, *, is_html: bool) -> str:
    texts = []
    for name in names:
        text = named.get(name, "")
        for sound in _SOUND.findall(text):
            lose(SOUND, name=sound[:80])
        text = _SOUND.sub(r"[\1]", text)
        if is_html and (looks_like_html(text) or "[latex]" in text):
            texts.append(markdown_of_html(text.replace("\n", "<br>") if "<" not in text else text, lose))
        else:
            texts.append(markdown_of_plain(text))
    return "\n\n".join(text for text in texts if text.strip())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]{0,2000}>", " ", _SOUND.sub(r"\1", text)).replace("&nbsp;", " ").split())

"""The page of the editor: the outline of a question, one open part with its form, and the preview of that part."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from quizapp.domain.one_language import filled, only_language
from quizapp.domain.text import LANGUAGES, Language
from quizapp.errors import N_, Problem
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.kinds import ITEM_KINDS
from quizapp.kinds.refutable import NO_RUN
from quizapp.presentation.excerpts import excerpt
from quizapp.presentation.experiments import setting_name
from quizapp.presentation.language import current_language, say
from quizapp.services import authoring, check_results, openings, question_bank
from quizapp.services.authoring import AuthoredQuestion
from quizapp.services.check_results import NEVER, CheckResult, CheckState
from quizapp.services.claims import claims_by_slug
from quizapp.services.draft_steps import Steps, Written, steps_of
from quizapp.services.openings import Other
from quizapp.services.part_checks import problems_by_part, warnings_of_part
from quizapp.services.question_parts import (
    FIRST,
    GROUPS,
    Parts,
    alone,
    is_item,
    part_of_field,
    parts_of,
    revision_of,
)
from quizapp.web.authoring import choices
from quizapp.web.authoring.conflicts import Conflict
from quizapp.web.authoring.labels import Labels
from quizapp.web.authoring.preview import make_preview, render_preview
from quizapp.web.authoring.question_form import settings_of_experiments, settings_of_networks
from quizapp.web.authoring.sheets import Flaw, Sheet, flaws_of, make_sheet
from quizapp.web.forms.texts import spell
from quizapp.web.lab.run_presenter import knob_cards
from simulator.paths import Document, split_last, value_at

GROUP_NAMES = {
    "question": N_("Title and prompt"),
    "interview": N_("Mock interview"),
    "answer": N_("Model answer"),
}
MOST_WORDS = 100  # about as many letters of an exercise in the outline


@dataclass(frozen=True)
class Line:
    """A part in the outline. number: of an exercise. lacks: languages in which a text is missing."""

    key: str
    name: str
    number: int | None = None
    kind: str = ""
    count: int = 0
    lacks: tuple[Language, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Shown:
    """What the page shows besides what is stored.

    content: the document of the open part alone, if it is not as stored. checks: whether every problem is shown beside
    its field, not only those of fields that are filled in. refused: why the question could not be published.
    changed: by whom, if the question is not as the page last showed it. outline: whether a script needs all of it.
    """

    key: str = FIRST
    content: Document | None = None
    focus: str | None = None
    checks: bool = False
    refused: tuple[Problem, ...] = ()
    conflict: Conflict | None = None
    taken: tuple[str, ...] = ()
    was: str = ""
    said: str = ""
    is_gone: bool = False
    changed: Written | None = None
    outline: bool = False


@dataclass(frozen=True)
class Editor:
    """Everything that the templates of the editor need."""

    authored: AuthoredQuestion
    shown: Shown
    revision: str
    sheet: Sheet
    labels: Labels
    lines: list[Line]
    steps: Steps
    others: list[Other]
    flaws: list[Flaw]
    refused: list[tuple[str, Flaw]] = field(default_factory=list)
    preview_language: Language = "en"
    check: CheckResult = NEVER

    @property
    def needs_reason(self) -> bool:
        """Whether it can be published with a written reason only."""
        return (
            self.check.state is CheckState.PROBLEMS
            or bool(self.check.changed)
            or any(problem.field == "reason" for problem in self.shown.refused)
        )

    @property
    def said_of_reason(self) -> list[str]:
        return [say(problem) for problem in self.shown.refused if problem.field == "reason"]

    @property
    def key(self) -> str:
        return self.shown.key

    @property
    def heading(self) -> str:
        titles = self.authored.body.get("title") or {}
        written = (titles.get(language) for language in (current_language(), "en", "zh"))
        return next(filter(None, written), self.authored.slug)

    @property
    def part_name(self) -> str:
        if self.shown.is_gone:
            return gettext("Removed exercise")
        line = self.open_line
        return gettext("Exercise %(number)s", number=line.number) if line.number else line.name

    @property
    def shows_outline(self) -> bool:
        """Whether more of the outline may have changed than the line of the open part, or that line is not there any
        more: of two requests on their way, the first may have renamed the part.
        """
        is_renamed = self.shown.was not in ("", self.key)
        return self.shown.outline or self.shown.changed is not None or is_renamed

    @property
    def is_as_stored(self) -> bool:
        return self.shown.content is None

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def open_line(self) -> Line:
        return next(line for line in self.lines if line.is_open)

    @property
    def items(self) -> list[Line]:
        return [line for line in self.lines if line.number]

    @property
    def next_flawed(self) -> str | None:
        """The next part with a problem, beginning after the open one."""
        at = next(index for index, line in enumerate(self.lines) if line.is_open)
        order = [*self.lines[at + 1 :], *self.lines[: at + 1]]
        if self.lines[at].count and not self.shown.checks:
            return self.key
        return next((line.key for line in order if line.count), None)

    def name_of(self, key: str) -> str:
        return next((line.name for line in self.lines if line.key == key), key)


def make_editor(slug: str, shown: Shown) -> Editor:
    author = require_account()
    authored = authoring.get_authored_question(db.session, author, slug)
    document = authored.body
    parts = parts_of(document)
    if shown.key not in parts.content and not shown.is_gone:
        shown = Shown(FIRST, checks=shown.checks, refused=shown.refused, said=shown.said, outline=True)
    check = check_results.result_of(db.session, authored.question_id, authored.revision)
    found, warned = _found(document, shown.key, check)
    key = shown.key
    lone = shown.content or alone(document, key)
    first = parts.order.index(key) + 1 if key in parts.order else 1
    flaws = flaws_of(lone, found.get(key, ()), first)
    refused = _refused(document, shown.refused)
    own = [flaw for part, flaw in refused if part == key and flaw not in flaws]
    shown_flaws = own + [flaw for flaw in flaws if shown.checks or _is_filled(lone, flaw.place)]
    focus = shown.focus or (shown_flaws[0].place if shown_flaws and shown.checks else None)
    scenarios = {scenario.slug: scenario for scenario in question_bank.list_scenarios(db.session)}
    return Editor(
        authored,
        shown,
        shown.conflict.revision if shown.conflict else revision_of(parts.content.get(key)),
        make_sheet(lone, scenarios, tuple(shown_flaws), focus, tuple(flaws_of(lone, warned, first))),
        Labels(lone, first),
        _lines(document, parts, found, key),
        steps_of(db.session, authored.question_id, author),
        openings.others_at(db.session, author, authored.question_id),
        flaws,
        refused,
        preview_language(),
        check,
    )


def _found(
    document: Document, key: str, check: CheckResult
) -> tuple[dict[str, tuple[Problem, ...]], tuple[Problem, ...]]:
    """The problems of each part, with those that the check found in parts that have not changed since; and the
    warnings in the open part.
    """
    found = dict(problems_by_part(db.session, document, key))
    warned = list(warnings_of_part(document, key))
    for each in check.holding_for(document):
        if each.is_warning and each.part == key and each.problem not in warned:
            warned.append(each.problem)
        elif not each.is_warning and each.problem not in found[each.part]:
            found[each.part] = (*found[each.part], each.problem)
    return found, tuple(warned)


def editor_page(slug: str, shown: Shown) -> Response:
    """The whole page; for a script the open part alone, with what that changes beside it.

    The script asks for the preview of what is stored by itself, so that the fields need not wait for it.
    """
    editor = make_editor(slug, shown)
    if "HX-Request" not in request.headers:
        return make_response(render_template("authoring/edit.html", **_names(editor)))
    answer = make_response(render_template("authoring/_opened.html", **_names(editor)))
    if editor.is_as_stored:
        answer.headers["HX-Trigger-After-Settle"] = "part-opened"
    return answer


def saved_fragment(slug: str, shown: Shown) -> str:
    """What the browser needs after a part was saved while somebody typed: not its form."""
    return render_template("authoring/_saved.html", **_names(make_editor(slug, shown)))


def preview_fragment(slug: str, key: str) -> Markup:
    """What learners will see of a part."""
    return _preview(make_editor(slug, Shown(key)))


def changed_elsewhere(authored: AuthoredQuestion) -> Written | None:
    """Who changed a question since the page that asks was shown, if anybody did."""
    seen = request.values.get("seen")
    if seen is None or seen == authored.revision:
        return None
    return Written(authored.author, authored.changed_at)


def _names(editor: Editor) -> dict[str, Any]:
    return {
        "editor": editor,
        "authored": editor.authored,
        "sheet": editor.sheet,
        "labels": editor.labels,
        "choices": choices,
        "topics": question_bank.list_all_topics(db.session),
        "claims": claims_by_slug(db.session),
        "item_kinds": ITEM_KINDS,
        "knob_cards": knob_cards,
        "spell": spell,
        "settings_of_networks": settings_of_networks,
        "setting_name": setting_name,
        "setting_choices": _setting_choices,
        "no_run_choices": _no_run_choices,
        "offered": lambda place, all_choices: _offered(editor.sheet.value(place), all_choices),
        "is_item": is_item,
        "preview": lambda: _preview(editor),
        "edit_url": lambda key, **more: url_for(
            "authoring.edit", slug=editor.authored.slug, part=key, **more
        ),
    }


def _offered(chosen: str, all_choices: choices.Choices) -> choices.Choices:
    """All choices; for a script, which has them already, the chosen one and none only."""
    if "HX-Request" not in request.headers:
        return all_choices
    return [each for each in all_choices if each[0] in ("", chosen)]


def _no_run_choices() -> choices.Choices:
    return [("", "–"), *((each, gettext(name)) for each, name in NO_RUN.items())]


def _setting_choices() -> dict[str, dict[str, Any]]:
    """The settings of an experiment by path: their names, and their values as far as they can be listed."""
    return {
        path: {"label": setting_name(path), "values": [value for value in values if value]}
        for path, values in settings_of_experiments().items()
    }


def _preview(editor: Editor) -> Markup:
    document = editor.sheet.document
    language = only_language(document)
    preview = make_preview(
        document if language is None else filled(document, language),
        editor.sheet.scenarios,
        claims_by_slug(db.session),
        editor.flaws,
        editor.preview_language,
        editor.labels.first,
    )
    return render_preview(preview, editor.preview_language)


def preview_language() -> Language:
    wished = request.values.get("preview_language")
    return "zh" if wished == "zh" else "en" if wished == "en" else current_language()


def _lines(document: Document, parts: Parts, found: dict[str, tuple[Problem, ...]], key: str) -> list[Line]:
    groups = [
        Line(
            group,
            gettext(GROUP_NAMES[group]),
            count=_count(document, group, found),
            lacks=_lacks(document, group, found),
            is_open=group == key,
        )
        for group in GROUPS
    ]
    items = [
        Line(
            item,
            words_of_item(parts.content[item]),
            number,
            str(parts.content[item].get("kind")),
            _count(document, item, found),
            _lacks(document, item, found),
            item == key,
        )
        for number, item in enumerate(parts.order, start=1)
    ]
    return [*groups, *items]


def _count(document: Document, key: str, found: dict[str, tuple[Problem, ...]]) -> int:
    return len(flaws_of(alone(document, key), found[key]))


def _lacks(document: Document, key: str, found: dict[str, tuple[Problem, ...]]) -> tuple[Language, ...]:
    """The languages of texts that are written in the other one."""
    lone = alone(document, key)
    lacking = set()
    for problem in found[key]:
        above, name = split_last(problem.field)
        if name in LANGUAGES and not _is_filled(lone, problem.field) and _is_filled(lone, above):
            lacking.add(name)
    return tuple(language for language in LANGUAGES if language in lacking)


def _is_filled(document: Document, place: str) -> bool:
    return bool(place) and value_at(document, place) not in (None, "", [], {})


def words_of_item(item: Document) -> str:
    """The first words of an exercise, as Markdown, in the reader’s language if it is written in it."""
    prompt = item.get("prompt")
    texts = prompt if isinstance(prompt, dict) else {}
    text = texts.get(current_language()) or texts.get("zh") or texts.get("en") or ""
    return excerpt(" ".join(str(text).split()), MOST_WORDS)


def _refused(document: Document, problems: Iterable[Problem]) -> list[tuple[str, Flaw]]:
    by_part: dict[str, list[Problem]] = {}
    for problem in (each for each in problems if each.field != "reason"):
        key, place = part_of_field(document, problem.field)
        by_part.setdefault(key, []).append(Problem(place, problem.message, problem.values))
    order = parts_of(document).order
    return [
        (key, flaw)
        for key, found in by_part.items()
        for flaw in flaws_of(alone(document, key), found, order.index(key) + 1 if key in order else 1)
    ]

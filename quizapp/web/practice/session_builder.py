"""The form that a practice session is made from, and its address to be shared."""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from quizapp.errors import Invalid
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.kinds import KINDS
from quizapp.kinds.skills import SKILLS
from quizapp.services import practice_sessions, question_bank
from quizapp.services.pace import pace_of
from quizapp.services.practice_sets import (
    LONGEST_NAME,
    MOST_ITEMS,
    MOST_MINUTES,
    SCOPES,
    PracticeFilters,
    choose_items,
    name_written,
)
from quizapp.services.published_bank import published_bank
from quizapp.web.practice.session_page import contents_of, scope_name, title_of
from quizapp.web.refused_forms import Problems, said_by_field

SENT_AT_MOST = 100  # values of one field


def filters_in(sent: MultiDict[str, str]) -> PracticeFilters:
    def some(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in sent.getlist(name)[:SENT_AT_MOST] if value))

    return PracticeFilters(
        scope=sent.get("scope") or "all",
        topics=some("topic"),
        questions=some("question"),
        items=some("item"),
        levels=tuple(int(level) for level in some("level") if level in ("1", "2", "3")),
        kinds=some("kind"),
        skills=some("skill"),
        count=sent.get("count", type=int),
        minutes=sent.get("minutes", type=int),
        name=name_written(sent.get("name", "")),
    )


def builder_page(filters: PracticeFilters, problems: Problems = ()) -> str:
    """The choice with what it comes to. An address that names a choice is one that somebody may have shared."""
    learner = find_current_learner()
    is_chosen = filters != PracticeFilters()
    bank, pace = published_bank(db.session), pace_of(db.session, learner)
    count, minutes = 0, 0
    if is_chosen and not problems:
        try:
            chosen = choose_items(db.session, learner, filters)
            count = len(chosen)
            minutes = round(sum(pace.seconds(bank.items[each.item_id].item) for each in chosen) / 60 + 0.49)
        except Invalid as refused:
            problems = refused.problems
    opened = practice_sessions.list_sessions(db.session, learner, 5, only_open=True)
    return render_template(
        "practice/new.html",
        filters=filters,
        is_chosen=is_chosen,
        errors=said_by_field(problems),
        count=count,
        minutes=minutes,
        title=title_of(filters),
        contents=contents_of(filters),
        longest_name=LONGEST_NAME,
        address=_address(filters),
        sessions=[(each, title_of(each.filters)) for each in opened if each.current],
        scopes=[(scope, _scope_label(scope), scope_help(scope)) for scope in _in_order()],
        topics=question_bank.list_topics(db.session),
        questions=[published.question for published in bank.questions.values()],
        kinds=[(kind.id, gettext(kind.name)) for kind in KINDS],
        skills=[(skill, gettext(name)) for skill, name in SKILLS.items()],
        most_items=MOST_ITEMS,
        most_minutes=MOST_MINUTES,
    )


def _in_order() -> Iterable[str]:
    return ("mixed", *(scope for scope in SCOPES if scope != "mixed"))


def _scope_label(scope: str) -> str:
    return gettext("All exercises") if scope == "all" else scope_name(scope)


def scope_help(scope: str) -> str:
    return {
        "mixed": gettext("What is due or was wrong first, topics in turn"),
        "all": gettext("In the order of the questions"),
        "due": gettext("With new numbers, within your daily minutes"),
        "wrong": gettext("Where your last answer was not right at the first try"),
        "unseen": gettext("What you have never answered"),
        "cram": gettext("What you remember least; your schedule stays as it is"),
    }[scope]


def _address(filters: PracticeFilters) -> str:
    """Opens this page with the same choice, for anyone."""
    query: list[tuple[str, str]] = []
    if filters.scope != "all":
        query.append(("scope", filters.scope))
    for name, values in (
        ("topic", filters.topics),
        ("question", filters.questions),
        ("item", filters.items),
        ("level", filters.levels),
        ("kind", filters.kinds),
        ("skill", filters.skills),
    ):
        query += [(name, str(value)) for value in values]
    query += [
        (name, str(value))
        for name, value in (("count", filters.count), ("minutes", filters.minutes), ("name", filters.name))
        if value
    ]
    address = url_for("practice.new", _external=True)
    return f"{address}?{urlencode(query)}" if query else address

"""My work: what my answers say, and every answer I gave."""

from datetime import date
from typing import cast, get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quizapp.http.addresses import url_with
from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner, variant_source
from quizapp.kinds import ITEM_KINDS, kind_named
from quizapp.kinds.skills import SKILLS, Skill
from quizapp.presentation.language import words
from quizapp.services import (
    attempt_story,
    exam_sittings,
    history,
    mistakes,
    oncall,
    progress,
    question_bank,
    second_looks,
    work_log,
)
from quizapp.services.claims import claims_named
from quizapp.services.pace import pace_of
from quizapp.services.practice import ItemStanding
from quizapp.services.published_bank import published_bank
from quizapp.services.work_log import OUTCOMES, Outcome, WorkFilter
from quizapp.web.practice.presenter import item_card
from quizapp.web.work.interviews import long_rows
from quizapp.web.work.mistakes import mistake_cards
from quizapp.web.work.overview import overview_of, question_lines, skill_lines, topic_lines

blueprint = Blueprint("work", __name__, template_folder="templates")

MISTAKES_ON_OVERVIEW, MISTAKES_PER_PAGE = 5, 20
LONGEST_SEARCH = 100
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


@blueprint.get("/work")
def show() -> str:
    """The overview; with few answers, only these."""
    learner = find_current_learner()
    found = progress.read_progress(db.session, learner)
    if not found.is_enough:
        page = work_log.list_work(db.session, learner, WorkFilter())
        return render_template("work/beginning.html", progress=found, page=page, **_around())
    wrong = mistakes.list_mistakes(db.session, learner, limit=MISTAKES_ON_OVERVIEW)
    return render_template(
        "work/overview.html",
        overview=overview_of(published_bank(db.session), found, pace_of(db.session, learner)),
        wrong=wrong,
        mistakes=mistake_cards(wrong),
        **_around(),
    )


@blueprint.get("/work/topics")
def topics() -> str:
    found = progress.read_progress(db.session, find_current_learner())
    return render_template(
        "work/topics.html", progress=found, lines=topic_lines(published_bank(db.session), found), **_around()
    )


@blueprint.get("/work/questions")
def questions() -> str:
    found = progress.read_progress(db.session, find_current_learner())
    return render_template(
        "work/questions.html",
        progress=found,
        lines=question_lines(published_bank(db.session), found),
        **_around(),
    )


@blueprint.get("/work/skills")
def skills() -> str:
    found = progress.read_progress(db.session, find_current_learner())
    return render_template("work/skills.html", progress=found, lines=skill_lines(found), **_around())


@blueprint.get("/work/mistakes")
def list_mistakes() -> str:
    page = max(1, request.args.get("page", 1, type=int))
    wrong = mistakes.list_mistakes(
        db.session, find_current_learner(), (page - 1) * MISTAKES_PER_PAGE, MISTAKES_PER_PAGE
    )
    page_count = max(1, -(-wrong.count // MISTAKES_PER_PAGE))
    return render_template(
        "work/mistakes.html",
        wrong=wrong,
        mistakes=mistake_cards(wrong),
        page=page,
        page_count=page_count,
        **_around(),
    )


@blueprint.get("/work/attempts/<int:attempt_id>")
def attempt(attempt_id: int) -> Response | str:
    """One answer: what was asked, said, and graded, and what came of it; once it waits for no second try."""
    story = attempt_story.get_story(db.session, find_current_learner(), attempt_id)
    item = story.graded.item
    if story.graded.open_hint is not None:
        slug = story.published.question.slug
        return redirect(url_for("questions.show", slug=slug, item=item.id, _anchor=f"item-{item.id}"))
    card = item_card(
        story.published,
        item,
        ItemStanding(story.count, story.graded),
        question_bank.get_scenario(db.session, item.scenario.slug),
        claims_named(db.session, item.claims),
        variant_source(),
    )
    return render_template("work/attempt.html", story=story, entry=card, item=item, **_around())


@blueprint.get("/work/interviews")
def interviews() -> str:
    """Mock interviews in stages and on one question, cases of the on-call room, and exams."""
    learner = find_current_learner()
    if learner is not None:
        exam_sittings.close_over(db.session, learner)
    rows = long_rows(
        second_looks.list_with_scores(db.session, learner),
        history.list_interviews(db.session, learner),
        oncall.list_rooms(db.session, learner),
        exam_sittings.list_sittings(db.session, learner),
    )
    return render_template("work/interviews.html", rows=rows, **_around())


@blueprint.get("/work/everything")
def everything() -> str:
    learner, wanted = find_current_learner(), _wanted()
    page = work_log.list_work(db.session, learner, wanted, max(1, request.args.get("page", 1, type=int)))
    return render_template(
        "work/everything.html",
        page=page,
        wanted=wanted,
        choices=_choices(),
        at_page=lambda number: url_with({**_query(wanted), "page": number}, ".everything"),
        is_guest=learner is None or learner.is_guest,
        **_around(),
    )


@blueprint.get("/attempts")
def moved() -> Response:
    """Where all answers were listed before; a page of them is a page of everything."""
    page = request.args.get("page", 0, type=int)
    return redirect(url_for(".everything", page=page) if page > 1 else url_for(".show"), 301)


def _around() -> dict[str, object]:
    """What every page of the room shows: the number of open mistakes and answers on the tabs."""
    return {"counts": history.counts(db.session, find_current_learner()), "skill_names": SKILLS}


def _wanted() -> WorkFilter:
    """What is not understood filters nothing."""
    given = request.args
    return WorkFilter(
        topic=given.get("topic") or None,
        question=given.get("question") or None,
        kind=_one_of(given.get("kind"), ITEM_KINDS),
        skill=cast(Skill | None, _one_of(given.get("skill"), get_args(Skill))),
        level=given.get("level", type=int),
        outcome=cast(Outcome | None, _one_of(given.get("outcome"), OUTCOMES)),
        since=_day("since"),
        until=_day("until"),
        words=given.get("words", "")[:LONGEST_SEARCH].strip(),
    )


def _one_of(given: str | None, known: tuple[str, ...]) -> str | None:
    return given if given in known else None


def _day(name: str) -> date | None:
    found = request.args.get(name, type=date.fromisoformat)
    return found if found and EARLIEST <= found <= LATEST else None


def _query(wanted: WorkFilter) -> dict[str, object]:
    return {name: value for name, value in vars(wanted).items() if value}


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "topic": [(topic.slug, words(topic.title)) for topic in question_bank.list_topics(db.session)],
        "question": [
            (each.question.slug, words(each.question.title))
            for each in question_bank.list_questions(db.session)
        ],
        "kind": [(kind, gettext(kind_named(kind).name)) for kind in ITEM_KINDS],
        "skill": [(skill, gettext(name)) for skill, name in SKILLS.items()],
    }

from flask import Blueprint, render_template, request
from flask_babel import gettext

from quizapp.http.extensions import db
from quizapp.http.identity import current_account, find_current_learner
from quizapp.http.minutes_due import note_seconds_due
from quizapp.kinds.skills import SKILLS
from quizapp.presentation.language import words
from quizapp.services import overviews, question_bank
from quizapp.services.classes.due import list_due
from quizapp.services.overviews import Overview
from quizapp.services.practice_sets import MOST_ITEMS
from quizapp.services.published_bank import published_bank
from quizapp.services.review_plans import topics_of_plan
from quizapp.web.cards import topic_card
from quizapp.web.lab.run_presenter import lab_config
from quizapp.web.practice.concept_cards import title_of_item
from quizapp.web.practice.today import due_items, strip_of, strip_of_session, today_page

blueprint = Blueprint("home", __name__, template_folder="templates")

FIRST_MINUTE = "mlp-nan-loss"


@blueprint.get("/")
def show() -> str:
    """The first minute, or today for whoever has been here."""
    learner = find_current_learner()
    overview = overviews.get_overview(db.session, learner, makes_plan=False) if learner else None
    return _today("home/today.html", overview) if overview and overview.is_returning else _newcomer()


@blueprint.get("/today")
def planned() -> str:
    """Today with its plan, which is made if there is none yet."""
    template = "home/_today.html" if "HX-Request" in request.headers else "home/today.html"
    return _today(template, overviews.get_overview(db.session, find_current_learner(), makes_plan=True))


def _newcomer() -> str:
    questions = [published.question for published in question_bank.list_questions(db.session)]
    return render_template(
        "home/show.html",
        topics=[topic_card(topic, questions, {}) for topic in question_bank.list_topics(db.session)],
        first_minute=question_bank.find_scenario(db.session, FIRST_MINUTE),
        lab_config=lab_config,
    )


def _today(template: str, overview: Overview) -> str:
    bank = published_bank(db.session)
    note_seconds_due(overview.today.due.seconds)
    page = today_page(overview, bank)
    planned_topics = topics_of_plan(db.session, overview.today.preferences)
    return render_template(
        template,
        page=page,
        due_in_classes=list_due(db.session, current_account()),
        concept_count=sum(len(bank.concepts_by_topic.get(topic, ())) for topic in planned_topics),
        strip_of=lambda begun: strip_of(begun, due_items(overview.today, bank)),
        title_of_item=title_of_item,
        skill_names=SKILLS,
        topic_titles=lambda slugs: gettext(", ").join(words(bank.topics[slug].title) for slug in slugs),
        new_items=[bank.concepts[concept].item_ids[0] for concept in page.new[:MOST_ITEMS]],
        session_strip=strip_of_session(overview.open_session) if overview.open_session else [],
    )

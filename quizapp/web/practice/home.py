from flask import Blueprint, render_template

from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.services import practice, question_bank
from quizapp.web.cards import question_card, topic_card
from quizapp.web.lab.run_presenter import lab_config

blueprint = Blueprint("home", __name__, template_folder="templates")

FIRST_MINUTE = "mlp-nan-loss"


@blueprint.get("/")
def show() -> str:
    learner = find_current_learner()
    questions = [published.question for published in question_bank.list_questions(db.session)]
    standings = practice.standings(db.session, learner, questions)
    topics = [topic_card(topic, questions, standings) for topic in question_bank.list_topics(db.session)]
    last = practice.latest_question(db.session, learner)
    resume = next((question_card(q, standings) for q in questions if q.slug == last), None)
    return render_template(
        "home/show.html",
        topics=topics,
        resume=resume,
        first_minute=question_bank.find_scenario(db.session, FIRST_MINUTE),
        lab_config=lab_config,
    )

from flask import Blueprint, render_template

from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.services import practice, question_bank
from quizapp.web.cards import topic_card

blueprint = Blueprint("topics", __name__, template_folder="templates")


@blueprint.get("/topics/<slug>")
def show(slug: str) -> str:
    topic = question_bank.get_topic(db.session, slug)
    questions = [published.question for published in question_bank.list_questions(db.session, topic=slug)]
    latest = practice.latest_scores(db.session, find_current_learner(), questions)
    return render_template("topics/show.html", topic=topic_card(topic, questions, latest))

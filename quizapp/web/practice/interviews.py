"""The mock interview: an open answer, the key points it covers, and follow-ups about missed points."""

from flask import Blueprint, render_template, request

from quizapp.http.extensions import db
from quizapp.kinds.points import LONGEST
from quizapp.services import question_bank

blueprint = Blueprint("interviews", __name__, template_folder="templates")


@blueprint.get("/questions/<slug>/interview")
def show(slug: str) -> str:
    """The open prompt with a text field."""
    question, interview = question_bank.get_interview(db.session, slug)
    return render_template("interviews/show.html", question=question, interview=interview, longest=LONGEST)


@blueprint.post("/questions/<slug>/interview")
def judge(slug: str) -> str:
    """After the answer, the key points to tick; after the ticks, the follow-ups and the answers."""
    question, interview = question_bank.get_interview(db.session, slug)
    answer = request.form.get("answer", "")[:LONGEST].strip()
    if "judged" in request.form:
        ids = frozenset(point.id for point in interview.key_points)
        made = ids & set(request.form.getlist("made"))
        return render_template(
            "interviews/judged.html",
            question=question,
            interview=interview,
            answer=answer,
            made=made,
            follow_ups=interview.follow_ups_after(made),
        )
    made = interview.points_made(answer)
    return render_template(
        "interviews/points.html", question=question, interview=interview, answer=answer, made=made
    )

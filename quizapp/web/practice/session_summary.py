"""The end of a practice session, or how far it has come."""

from flask import render_template

from quizapp.http.extensions import db
from quizapp.services.classes.due import class_of_session
from quizapp.services.practice_sessions import OpenSession
from quizapp.services.practice_summaries import summary_of
from quizapp.web.practice.session_page import contents_of, folded_entries, strip_entries, title_of


def summary_page(opened: OpenSession) -> str:
    return render_template(
        "practice/summary.html",
        opened=opened,
        assigned=class_of_session(db.session, opened.session),
        title=title_of(opened.filters),
        contents=contents_of(opened.filters),
        summary=summary_of(db.session, opened),
        folded=folded_entries(opened),
        strip_entries=strip_entries(opened),
    )

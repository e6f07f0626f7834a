"""The pages: one folder for each feature. A route parses, makes one call and shows what came of it."""

from flask import Flask

from quizapp.web.accounts import accounts, languages
from quizapp.web.authoring import questions as authoring
from quizapp.web.claims import claims
from quizapp.web.inside import walks
from quizapp.web.lab import free_lab, scenarios, surveys
from quizapp.web.practice import attempts, home, interviews, questions, topics


def register(app: Flask) -> None:
    practice = (home, topics, questions, interviews, attempts)
    lab = (scenarios, walks, free_lab, surveys, claims)
    for module in (*practice, *lab, accounts, authoring, languages):
        app.register_blueprint(module.blueprint)

"""The pages: one folder for each feature. A route parses, makes one call and shows what came of it."""

from flask import Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from quizapp.kinds import KINDS, SHARED_TEMPLATES
from quizapp.web.accounts import accounts, languages
from quizapp.web.authoring import questions as authoring
from quizapp.web.claims import claims
from quizapp.web.inside import walks
from quizapp.web.lab import free_lab, scenarios, surveys
from quizapp.web.practice import attempts, home, interviews, questions, topics


def register(app: Flask) -> None:
    app.jinja_loader = ChoiceLoader([app.jinja_loader or ChoiceLoader([]), templates_of_kinds()])
    practice = (home, topics, questions, interviews, attempts)
    lab = (scenarios, walks, free_lab, surveys, claims)
    for module in (*practice, *lab, accounts, authoring, languages):
        app.register_blueprint(module.blueprint)


def templates_of_kinds() -> BaseLoader:
    """Each kind's own, as `kinds/<id>/form.html`, and what several of them include, as `kinds/_options_result.html`."""
    own = PrefixLoader({kind.id: FileSystemLoader(kind.folder) for kind in KINDS})
    return PrefixLoader({"kinds": ChoiceLoader([own, FileSystemLoader(SHARED_TEMPLATES)])})

"""The pages: one folder per feature. A route parses the request, makes one call, and shows the result."""

from flask import Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from quizapp.kinds import KINDS, SHARED_TEMPLATES
from quizapp.web.accounts import (
    accounts,
    confirmation,
    invitations,
    languages,
    passkeys,
    people,
    resets,
    second_steps,
)
from quizapp.web.authoring import (
    checks,
    editing,
    exports,
    images,
    imports,
    question_people,
    regrades,
    shipped_updates,
    states,
    statistics,
    versions,
    yaml_view,
)
from quizapp.web.authoring import questions as authoring
from quizapp.web.claims import claims
from quizapp.web.classes import assignments, classes, exercises, members
from quizapp.web.exams import exams, sittings
from quizapp.web.help import pages as help_pages
from quizapp.web.inside import walks
from quizapp.web.lab import free_lab, scenarios, surveys, wheels
from quizapp.web.live import taking_part, teaching
from quizapp.web.lti import course as lti_course
from quizapp.web.lti import launching, platforms
from quizapp.web.making import claims as making_claims
from quizapp.web.making import scenarios as making_scenarios
from quizapp.web.making import topics as making_topics
from quizapp.web.offline import offline
from quizapp.web.oncall import rooms
from quizapp.web.practice import (
    attempts,
    cards,
    drafts,
    home,
    interviews,
    mock_interviews,
    plans,
    questions,
    ratings,
    sessions,
    shared_interviews,
    topics,
)
from quizapp.web.work import data
from quizapp.web.work import pages as work


def register(app: Flask) -> None:
    app.jinja_loader = ChoiceLoader([app.jinja_loader or ChoiceLoader([]), templates_of_kinds()])
    practice = (home, plans, cards, topics, questions, sessions, ratings, attempts, drafts)
    talk = (interviews, mock_interviews, shared_interviews)
    lab = (scenarios, walks, free_lab, surveys, claims, wheels, rooms)
    for module in (
        exams,
        sittings,
        *practice,
        *talk,
        *lab,
        classes,
        exercises,
        members,
        assignments,
        teaching,
        taking_part,
        lti_course,
        platforms,
        launching,
        offline,
        work,
        data,
        accounts,
        confirmation,
        second_steps,
        passkeys,
        resets,
        invitations,
        people,
        authoring,
        editing,
        states,
        checks,
        question_people,
        yaml_view,
        statistics,
        imports,
        images,
        versions,
        regrades,
        exports,
        help_pages,
        shipped_updates,
        making_topics,
        making_scenarios,
        making_claims,
        languages,
    ):
        app.register_blueprint(module.blueprint)


def templates_of_kinds() -> BaseLoader:
    """The templates of each kind, as `kinds/<id>/form.html`, and shared ones, as `kinds/_options_result.html`."""
    own = PrefixLoader({kind.id: FileSystemLoader(kind.folder) for kind in KINDS})
    return PrefixLoader({"kinds": ChoiceLoader([own, FileSystemLoader(SHARED_TEMPLATES)])})

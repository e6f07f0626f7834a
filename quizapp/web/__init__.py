"""The pages: one blueprint for each family. A route parses, makes one call and shows what came of it."""

from flask import Flask

from quizapp.web import (
    accounts,
    attempts,
    authoring,
    claims,
    free_lab,
    home,
    inside,
    interviews,
    lab,
    languages,
    questions,
    surveys,
    topics,
)


def register(app: Flask) -> None:
    for room in (
        home,
        topics,
        questions,
        interviews,
        attempts,
        lab,
        inside,
        free_lab,
        surveys,
        claims,
        accounts,
        authoring,
        languages,
    ):
        app.register_blueprint(room.blueprint)

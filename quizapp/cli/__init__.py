"""The command `quizapp`."""

import sys
from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

import quizapp
from quizapp.errors import Invalid, QuizError

# The module of each command. Only the requested command is imported, and none in the processes that a server or a
# worker starts for computing: they import this module again.
COMMANDS = {
    "content": "content",
    "db": "database",
    "lti": "platforms",
    "oncall": "oncall",
    "people": "people",
    "routes": "serving",
    "serve": "serving",
    "simulate": "simulating",
    "user": "people",
    "worker": "working",
}


class Commands(click.Group):
    """Print one line per problem instead of a traceback when a command raises one of our errors."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"quizapp.cli.{COMMANDS[name]}"), name)
        return found

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Invalid as invalid:
            for problem in invalid.problems:
                click.echo(f"error: {problem}", err=True)
        except QuizError as error:
            click.echo(f"error: {error}", err=True)
        except DBAPIError as error:  # damaged, locked, full, or gone; an error of ours would say what failed
            click.echo(f"error: the database: {str(error.orig).strip().splitlines()[0]}", err=True)
        sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(quizapp.__version__)
def main() -> None:
    """Practice deep learning interview questions, and check every answer by experiment.

    Start with `quizapp serve`. The environment variables HOST, PORT, DATABASE_URL, and QUIZAPP_INSTANCE configure it.
    """

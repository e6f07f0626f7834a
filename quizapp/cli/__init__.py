"""The command `quizapp`."""

import sys
from importlib import import_module
from typing import Any

import click

import quizapp
from quizapp.errors import Invalid, QuizError

# Where each command is. Only the one that is asked for is imported, and none by the processes that a server or a
# worker starts to compute: they import this module again.
COMMANDS = {
    "content": "content",
    "db": "database",
    "routes": "serving",
    "serve": "serving",
    "simulate": "simulating",
    "user": "people",
    "worker": "working",
}


class Commands(click.Group):
    """Ends an error of ours with one line for each problem, and no traceback."""

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
        sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(quizapp.__version__)
def main() -> None:
    """Practise deep-learning interview questions in which every answer can be run.

    Start with `quizapp serve`. Settings come from the environment: HOST, PORT, DATABASE_URL, QUIZAPP_INSTANCE.
    """

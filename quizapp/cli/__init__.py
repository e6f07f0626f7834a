"""The command `quizapp`."""

import os
import sys
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: our matrices are too small to share

import click

import quizapp
from quizapp.cli.content import content
from quizapp.cli.database import db
from quizapp.cli.people import user
from quizapp.cli.serving import routes, serve
from quizapp.cli.simulating import simulate
from quizapp.cli.working import worker
from quizapp.errors import Invalid, QuizError


class Commands(click.Group):
    """Ends an error of ours with one line for each problem, and no traceback."""

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


for command in (serve, worker, content, simulate, user, db, routes):
    main.add_command(command)

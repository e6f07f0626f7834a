"""Run the command `quizapp` in the process of the test; tests/test_readme.py runs the installed program."""

from click.testing import CliRunner

from quizapp.cli import main
from quizapp.config import Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables with which a command works in the folder and the database of a test."""
    return {"QUIZAPP_INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url}


def run_command(*arguments: str, status: int = 0, **environment: str) -> str:
    """What `quizapp` with these arguments and variables says; it must end with the status."""
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "160", **environment})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result.output

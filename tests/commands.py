"""Run the command `quizapp` in the process of the test; tests/test_readme.py runs the installed program."""

from click.testing import CliRunner

from quizapp.cli import main


def run_command(*arguments: str, status: int = 0, **environment: str) -> str:
    """What `quizapp` with these arguments and variables says; it must end with the status."""
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "160", **environment})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result.output

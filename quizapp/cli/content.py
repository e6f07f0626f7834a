"""`quizapp content`: its commands, of which only the requested one is imported, so that a dry run stays small."""

from importlib import import_module

import click

COMMANDS = {
    "apply-regrade": ("regrading", "apply_regrade"),
    "check": ("checking", "check"),
    "draw": ("drawing", "draw"),
    "export": ("exporting", "export"),
    "hash-source": ("fairness", "hash_source"),
    "history": ("restoring", "history"),
    "import": ("importing", "import_files"),
    "list": ("listing", "list_questions"),
    "publish": ("publishing", "publish"),
    "pull": ("exchanging", "pull"),
    "push": ("exchanging", "push"),
    "regrade": ("regrading", "regrade"),
    "restore": ("restoring", "restore"),
    "show": ("listing", "show_question"),
    "statistics": ("statistics", "statistics"),
    "undo-regrade": ("regrading", "undo_regrade"),
    "update": ("updating", "update"),
    "verify": ("verifying", "verify"),
}


class ContentCommands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, function = COMMANDS[name]
        found: click.Command = getattr(import_module(f"quizapp.cli.{module}"), function)
        return found


@click.group(cls=ContentCommands)
def content() -> None:
    """Check, import, export, and edit the question bank, here or on a server.

    With --server and --token, or QUIZAPP_SERVER and QUIZAPP_TOKEN, the questions of a server are meant.
    """

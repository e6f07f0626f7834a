"""The command and its arguments: `python -m simulator run FILE` trains an experiment; see `--help` for the others.

Exit codes: 0 done (an overflow is a result), 1 a file cannot be read or written, 2 the experiment or a setting
is refused, 130 stopped by Ctrl-C.
"""

import argparse
from collections.abc import Sequence

from rich.console import Console

import simulator as sim
from simulator.command import actions
from simulator.command.documents import UnreadableFile


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit code."""
    options = _parser().parse_args(arguments)
    console, errors = Console(), Console(stderr=True)
    try:
        options.action(options, console)
    except UnreadableFile as error:
        errors.print(f"{error}", style="red", markup=False)
        return 1
    except sim.InvalidExperiment as error:
        errors.print("This experiment is invalid:", style="red", markup=False)
        for problem in error.problems:
            errors.print(f"  {problem}", markup=False)
        return 2
    except KeyboardInterrupt:
        errors.print(
            "stopped; run the same command again to resume" if options.action is actions.sweep else "stopped"
        )
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Train small networks in NumPy and watch their gradients.",
        epilog="Example: python -m simulator run experiment.yaml --set network.depth=20 --set clip.kind=norm",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, action: object, summary_line: str, files: str | None = None
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary_line, description=summary_line)
        made.set_defaults(action=action)
        if files is not None:
            what = "a YAML or JSON file with an experiment or a scenario, a scenario's name, or - for stdin"
            made.add_argument("file" if files != "+" else "files", nargs=files or None, help=what)
            made.add_argument(
                "--set",
                dest="settings",
                metavar="FIELD=VALUE",
                action="append",
                default=[],
                help="change a field by its dotted path (of one arm: baseline.FIELD); the value is YAML",
            )
        return made

    running = command(
        "run", actions.run, "train an experiment, or both of a scenario; show losses and symptoms", ""
    )
    running.add_argument("--csv", metavar="F", help="write every recorded number, one line per update")
    running.add_argument("--plot", metavar="F.png", help="draw loss and gradients (needs matplotlib)")
    command(
        "describe",
        actions.describe,
        "print a complete experiment and its estimated cost, without training",
        "",
    )
    comparing = command(
        "compare", actions.compare, "train several experiments and show them side by side", "+"
    )
    comparing.add_argument("--plot", metavar="F.png", help="draw them side by side (needs matplotlib)")
    sweeping = command("sweep", actions.sweep, "train over a grid of settings; run it again to resume", "")
    sweeping.add_argument(
        "--over",
        metavar="FIELD=A,B,…",
        action="append",
        required=True,
        help="an axis of the grid, as values or as 0..9; can be repeated",
    )
    sweeping.add_argument("--out", metavar="F.csv", required=True, help="results, one line per run")
    command("bench", actions.bench, "compare the time of updates with that of their matrix products")
    return parser

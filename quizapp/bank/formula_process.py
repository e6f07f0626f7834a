"""Convert formulas that people write to MathML in a process that may die."""

import atexit
import json
import os
import subprocess
import sys
import threading

from math_core import LatexError

_CHILD = "quizapp.bank.formula_child"


class ConverterDied(Exception):
    """The process ended while it converted the formula."""


class FormulaProcess:
    """A process that converts one formula after the other, and is started anew if it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._of_parent: subprocess.Popen[str] | None = None

    def convert(self, latex: str, is_block: bool) -> str:
        """The MathML. Raises LatexError, or ConverterDied for a formula that the renderer does not survive."""
        with self._lock:
            mathml, reason = self._ask(json.dumps([latex, is_block]))
        if mathml is None:
            raise LatexError(reason)
        return mathml

    def close(self) -> None:
        with self._lock:
            self._end()

    def _ask(self, line: str) -> tuple[str | None, str | None]:
        child = self._running()
        assert child.stdin
        assert child.stdout
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._end()
            raise ConverterDied
        mathml, reason = json.loads(answer)
        return mathml, reason

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-m", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,  # Ctrl+C is not for it: it ends when its input does
            )
        return self._child

    def leave_to_parent(self) -> None:
        """After a fork: the process, and perhaps the lock, are in use by the parent."""
        self._lock = threading.Lock()
        self._child, self._of_parent = None, self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


converter = FormulaProcess()
atexit.register(converter.close)
os.register_at_fork(after_in_child=converter.leave_to_parent)

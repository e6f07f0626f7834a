"""The protocols for what is done beside the server. The runs, the checks, the regrades, and their states are in the
database.
"""

from typing import Protocol


class Runner(Protocol):
    """Executes the runs in the database: in the pool of this process, or in workers behind a broker."""

    def notify(self) -> None:
        """Notify that a run waits; returns at once. Workers also poll, so a lost message only delays the run."""

    def cancel(self, run_id: str) -> None:
        """Stop the run if it is executed here; returns at once. Other processes notice within a second."""

    def warm_up(self) -> None:
        """Start the workers, so that the first run does not wait for them."""

    def close(self) -> None:
        """Stop everything and end the workers; active runs return to the queue."""


class NoRunner:
    """A runner for commands that need the application but compute nothing."""

    def notify(self) -> None:
        raise RuntimeError("this application does not execute runs")

    def cancel(self, run_id: str) -> None:
        """Do nothing."""

    def warm_up(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Background(Protocol):
    """A process that checks questions, or one that works on regrades."""

    def notify(self) -> None:
        """Notify that something waits; returns at once."""

    def close(self) -> None:
        """End the process. A check that it does fails; a regrade goes on in another process."""


class NoBackground:
    """For commands and tests, which do the work themselves."""

    def notify(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

"""What executes simulations, as the services see it. What a run is and how it stands is in the database."""

from typing import Protocol


class Runner(Protocol):
    """Executes runs that the database holds: in this process's pool, or in workers behind a broker."""

    def notify(self) -> None:
        """Say that a run waits; returns at once. Workers also poll, so a lost message only delays the run."""

    def cancel(self, run_id: str) -> None:
        """Stop the run if it is executed here; returns at once. Other processes notice within a second."""

    def warm_up(self) -> None:
        """Start what executes, so that the first run does not wait for it."""

    def close(self) -> None:
        """Stop everything and let the workers go; what was under way waits again."""


class NoRunner:
    """For commands that need the application but compute nothing."""

    def notify(self) -> None:
        raise RuntimeError("this application does not execute runs")

    def cancel(self, run_id: str) -> None:
        """There is nothing to stop."""

    def warm_up(self) -> None:
        """There is nothing to start."""

    def close(self) -> None:
        """There is nothing to let go."""

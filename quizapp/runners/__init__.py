"""Where simulations are executed."""

from typing import Protocol


class Runner(Protocol):
    """Executes runs that the database holds. It is a doorbell: what a run is and how it stands is the database's."""

    def ring(self) -> None:
        """There is a run to take; returns at once. A bell that nobody heard is made up for by looking now and then."""

    def cancel(self, run_id: str) -> None:
        """Stop executing the run, if it is executed here; returns at once. Elsewhere it is noticed within a second."""

    def warm_up(self) -> None:
        """Start what executes, so that the first run does not wait for it."""

    def close(self) -> None:
        """Stop everything and let the workers go; what was under way waits again."""

"""Where simulations are executed."""

from typing import Protocol


class Runner(Protocol):
    """Executes runs that the database holds. It is a doorbell: what a run is and how it stands is the database's."""

    def start(self, run_id: str, attempt_number: int) -> None:
        """Have the run executed soon; returns at once."""

    def cancel(self, run_id: str) -> None:
        """Stop executing the run, if it is being executed; returns at once."""

    def close(self) -> None:
        """Stop everything and let the workers go."""

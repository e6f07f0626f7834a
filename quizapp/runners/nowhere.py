"""For commands that need the application but compute nothing."""


class NoRunner:
    def ring(self) -> None:
        raise RuntimeError("this application does not execute runs")

    def cancel(self, run_id: str) -> None:
        """There is nothing to stop."""

    def warm_up(self) -> None:
        """There is nothing to start."""

    def close(self) -> None:
        """There is nothing to let go."""

"""For commands that need the application but compute nothing."""


class NoRunner:
    def start(self, run_id: str, attempt_number: int) -> None:
        raise RuntimeError("this application does not execute runs")

    def cancel(self, run_id: str) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """There is nothing to let go."""

"""Where the limits per address are counted."""

import threading
from typing import Any

from limits.storage import MemoryStorage

SECONDS_BETWEEN_CLEANINGS = 1.0


class CountsInMemory(MemoryStorage):
    """Counts in memory; those that are over are removed once a second. The library starts a thread for it at almost
    every request, which takes longer than counting.
    """

    STORAGE_SCHEME = ["counts"]

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802
        if not self.timer.is_alive():
            clean: Any = self._MemoryStorage__expire_events  # type: ignore[attr-defined]
            self.timer = threading.Timer(SECONDS_BETWEEN_CLEANINGS, clean)
            self.timer.daemon = True
            self.timer.start()

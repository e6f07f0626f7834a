"""Files that others may not read: databases and backups hold hashes of passwords, and answers."""

import os
import stat
from pathlib import Path

OWNER_ONLY = 0o600
OTHERS = 0o007


def make_private(path: str | Path) -> None:
    """Create the file for its owner only, or take it from those who are neither owner nor of the group.

    SQLite gives its journals the mode of the database. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        if mode & OTHERS:
            os.fchmod(descriptor, mode & ~OTHERS)
    finally:
        os.close(descriptor)

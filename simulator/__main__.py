"""`python -m simulator`: see `simulator.command`."""

import sys

from simulator.command import main
from simulator.command.display import sparkline

__all__ = ["main", "sparkline"]

if __name__ == "__main__":
    sys.exit(main())

"""`python -m simulator`: see `command.arguments`."""

import sys

from simulator.command.arguments import main

if __name__ == "__main__":
    sys.exit(main())

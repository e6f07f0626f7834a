"""The process that converts formulas: `formula_process` starts it.

It reads one JSON line for each formula, and answers with one. A formula on which the renderer overflows its stack,
needs too much memory, or does not come to an end takes only this process with it.
"""

import contextlib
import json
import math
import resource
import sys
import time

from math_core import LatexError, LatexToMathML

SECONDS = 1  # of processor time for one formula
MEMORY = 1024**3  # bytes of address space


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # not every system has this limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    converter = LatexToMathML(max_expansions=0, fancy_error=False)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    for line in sys.stdin:
        latex, is_block = json.loads(line)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + SECONDS, most))
        try:
            answer = [converter.convert_with_local_state(latex, displaystyle=is_block), None]
        except LatexError as error:
            answer = [None, str(error)]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

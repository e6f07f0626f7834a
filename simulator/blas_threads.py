"""One BLAS thread, unless the user sets OPENBLAS_NUM_THREADS.

The products here are small: a second thread makes them slower, up to thirty times on a busy machine, since it waits
by spinning. Moreover, a dot product split between threads adds in another order, so that two processes would give
different bits. The variable is read when NumPy is first imported; after that, the library in NumPy's wheel is
configured directly.
"""

import ctypes
import os
import sys
from pathlib import Path

VARIABLE = "OPENBLAS_NUM_THREADS"
SETTERS = ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads", "openblas_set_num_threads")


def use_one_thread() -> None:
    """Set one thread; does nothing if the user has set a number."""
    if VARIABLE in os.environ:
        return
    os.environ[VARIABLE] = "1"
    numpy = sys.modules.get("numpy")
    if numpy is None or numpy.__file__ is None:
        return
    beside = Path(numpy.__file__).parent.parent / "numpy.libs"
    for library in beside.glob("*openblas*"):
        loaded = ctypes.CDLL(str(library))
        setter = next((getattr(loaded, name) for name in SETTERS if hasattr(loaded, name)), None)
        if setter is not None:
            setter(ctypes.c_int(1))


use_one_thread()

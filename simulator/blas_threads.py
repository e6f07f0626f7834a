"""One BLAS thread, unless the user has said otherwise. Imported before NumPy, or it has no effect.

The products here are small: a second thread makes them slower, on a busy machine thirty times slower, since it
waits by spinning. And a dot product split between threads adds in another order, so that one process's bits would
not be another's.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

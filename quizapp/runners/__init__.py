"""Where simulations are executed: a pool in this process, or workers behind a message broker."""

# The environment of every process that computes, read when it imports NumPy: see `simulator.blas_threads`.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

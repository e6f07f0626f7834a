"""Execution of simulations: a pool in this process, or workers behind a message broker."""

# For every computing process, read when it imports NumPy: see `simulator.blas_threads`.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

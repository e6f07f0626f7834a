"""The training speed of the simulator, compared with PyTorch, JAX, and the matrix products alone: `make bench`.

`python -m tests.benchmarks` starts one process per library and workload (`worker`), which trains on request,
so that the libraries take turns on the same core, and prints one table of ratios (`table`).
With `--agreement` it measures no time, only whether the frameworks compute the same (`agreement`).
"""

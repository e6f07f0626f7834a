"""Where simulations are executed: a pool in this process, or workers behind a message broker."""

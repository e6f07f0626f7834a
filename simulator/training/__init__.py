"""Training: initial parameters, batches, losses, clipping, optimizers, and the one loop that uses them."""

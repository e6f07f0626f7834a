"""Training: initial parameters, batches, losses, clipping, optimizers, and the training loop."""

"""Each network as its equations: one step forward and one step back, to be read together with the paper.

`mlp`, `rnn`, `lstm` and `gru` are pure functions in the paper's own order of gates. `sequence` applies them along a
sequence, and `passes` combines them to the forward and backward pass of a whole network. They are slow: networks train
with `kernels`, which are tested equal to these.
"""

"""Each network as its equations: one step forward and one step back, to be read beside the paper.

`mlp`, `rnn`, `lstm` and `gru` are pure functions in the paper's own order of gates. `sequence` walks them along a
sequence, `passes` makes of them the forward and backward pass of a whole network. What trains is in `kernels`, which
are tested equal to these; here nothing is fast.
"""

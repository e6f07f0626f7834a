"""Looks at a network without training it further: unrolled, from inside, by theory, by its Jacobian."""

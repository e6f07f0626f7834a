"""Views of a network without further training: unrolled, inside, by theory, by its Jacobian."""

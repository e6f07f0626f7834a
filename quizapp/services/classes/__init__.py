"""Classes: who is in them, what is assigned, what was done, and what it is worth."""

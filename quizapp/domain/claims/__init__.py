"""Claims: statements, the experiments that test them, and the verdict that follows from the counts."""

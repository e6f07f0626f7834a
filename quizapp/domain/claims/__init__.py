"""Claims: statements, the experiments that test them, and the verdicts that follow from the counts."""

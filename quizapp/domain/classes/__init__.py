"""Classes: what is assigned, when it is due, and how the attempts of a learner become a score."""

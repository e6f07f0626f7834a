"""What a learner’s answers say: how often right, how well judged, and whether what was learned transfers."""

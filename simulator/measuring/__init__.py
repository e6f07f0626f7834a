"""What a run records: the columns of a trace, and how norms, shares and spectra are measured."""

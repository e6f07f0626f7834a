"""The records of a run: the columns of a trace, and the measurement of norms, shares, and spectra."""

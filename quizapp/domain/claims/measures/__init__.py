"""Measures: pure functions of a trace, or of an experiment whose network is looked at without training.

A number that a run cannot give is NaN, which satisfies no comparison.
"""

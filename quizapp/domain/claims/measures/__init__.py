"""Measures: pure functions of a trace, or of an experiment whose network is examined without training.

A number that a run does not have is NaN, which satisfies no comparison.
"""

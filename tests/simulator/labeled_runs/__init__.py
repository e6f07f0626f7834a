"""Runs with independently known symptoms, on which the detectors are measured."""

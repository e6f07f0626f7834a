"""Runs whose symptoms are known from the outside: what the detectors are measured on."""

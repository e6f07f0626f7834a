"""Checking the question bank: what its files, its questions and its answers must keep to."""

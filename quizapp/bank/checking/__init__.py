"""Checks of the question bank: rules for its files, questions, and answers."""

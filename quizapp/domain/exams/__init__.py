"""Exams: which exercises they consist of, when they end, and which of several saves of an answer counts."""

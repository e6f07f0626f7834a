"""Experiments that people look at: scenarios and their controls, settings, fixes, maps and what they cost."""

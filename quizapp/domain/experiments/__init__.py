"""Experiments that people look at: scenarios and their controls, settings, fixes, maps, and costs."""

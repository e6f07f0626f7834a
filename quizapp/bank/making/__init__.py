"""Scenarios and claims as authors write them in the browser, and what they become when they are published."""

"""LTI 1.3: what platforms say in a launch, and when something is tried again."""

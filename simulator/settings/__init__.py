"""The settings of an experiment: pydantic models, and so its JSON Schema, and what goes with what."""

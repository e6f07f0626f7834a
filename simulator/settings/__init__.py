"""The settings of an experiment: pydantic models with their JSON Schema, and the compatibility of settings."""

"""The version, part of the hash that identifies a result. Increase it whenever the numbers of any experiment change."""

__version__ = "0.3.0"

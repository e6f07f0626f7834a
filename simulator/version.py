"""The version, part of the hash that identifies a result: raise it whenever any experiment's numbers change."""

__version__ = "0.2.0"

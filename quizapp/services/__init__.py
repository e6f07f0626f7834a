"""Use cases, one family per file. Each takes the session first, commits its own work, and takes and returns objects."""

"""Use cases, one family per file. The session comes first; each owns its commit; objects in, objects out."""

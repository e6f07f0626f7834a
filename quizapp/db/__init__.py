"""The database: connections, sessions, how tables are declared, and upgrades at start."""

import quizapp.db.engine  # noqa: F401  (sets up every SQLite connection, whoever makes the engine)

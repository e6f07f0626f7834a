"""The database: connections, sessions, the base of the tables, and migrations at startup."""

import quizapp.db.engine  # noqa: F401  (configures every SQLite connection of any engine)

"""The database connection of Alembic: the engine passed to it, or DATABASE_URL on its own command line."""

import os

from alembic import context

import quizapp.models  # noqa: F401  (declares the tables)
from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.tables import Base

engine = context.config.attributes.get("engine") or engine_for(settings_from(os.environ).database_url)

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        user_module_prefix="tables.",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

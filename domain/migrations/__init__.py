"""The schema's history, run from code: there is no ini file to keep beside the settings."""

import time
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

# The engine's tables are frozen text in our history; what it owns is not ours to compare.
FOREIGN_PREFIX = "procrastinate_"
# The service runs while its tables change. Whoever waits for a lock holds up all who come after, the telephones among
# them: a migration gives up instead, whole, and is run again. So does a statement that takes as long as an outage.
TIMEOUTS = "SET lock_timeout = '5s'; SET statement_timeout = '10min'"
LOCK = "SELECT pg_try_advisory_lock(hashtext('mbiu migrations'))"


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to a revision, one process at a time; what is there already is left alone.

    Each revision is a transaction of its own, so that an index can be made CONCURRENTLY (`autocommit_block`). Raises
    `OperationalError` where a table stays in use for longer than `TIMEOUTS` says; that revision changed nothing.
    """
    with engine.connect() as connection:
        try:
            # Asked, not waited for: an index made CONCURRENTLY waits in turn for whoever waits inside a statement.
            while not _has_lock(connection):
                time.sleep(0.2)
            with connection.begin():
                connection.exec_driver_sql(TIMEOUTS)
            command.upgrade(configuration(connection), to)
        finally:
            connection.invalidate()  # closed, and with it go the lock and the timeouts


def _has_lock(connection: Connection) -> bool:
    """Take it if it is free, in a transaction of its own: the lock outlives that."""
    with connection.begin():
        return bool(connection.exec_driver_sql(LOCK).scalar())


def sql_of(revision: str, before: str) -> str:
    """What one revision says to the database, as `upgrade` would; for reading, no database is asked."""
    config, said = configuration(), StringIO()
    config.output_buffer = said
    command.upgrade(config, f"{before}:{revision}", sql=True)
    return f"{TIMEOUTS};\n{said.getvalue()}"


def knows(revision: str) -> bool:
    """Whether this revision is one of our history; that of a newer Mbiu is not."""
    return revision in {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}


def is_ours(name: str | None, kind: str) -> bool:
    """Whether the comparison of models and database looks at this object."""
    return not (kind == "table" and (name or "").startswith(FOREIGN_PREFIX))

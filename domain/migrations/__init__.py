"""The schema's history, run from code: there is no ini file to keep beside the settings."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

# The engine's tables are frozen text in our history; what it owns is not ours to compare.
FOREIGN_PREFIX = "procrastinate_"


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to a revision, one process at a time; what is there already is left alone."""
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('mbiu migrations'))")
        command.upgrade(configuration(connection), to)


def knows(revision: str) -> bool:
    """Whether this revision is one of our history; that of a newer Mbiu is not."""
    return revision in {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}


def is_ours(name: str | None, kind: str) -> bool:
    """Whether the comparison of models and database looks at this object."""
    return not (kind == "table" and (name or "").startswith(FOREIGN_PREFIX))

"""Alembic runs this: on a connection handed in by `domain.migrations.upgrade`; or, offline, for the SQL of a revision
(`domain.migrations.sql_of`)."""

from typing import Any

from alembic import context

from domain.migrations import is_ours
from domain.schema import metadata


def include(_: Any, name: str | None, kind: str, *__: Any) -> bool:
    return is_ours(name, kind)


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=metadata, transaction_per_migration=True)
else:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        include_object=include,
        compare_type=True,
        transaction_per_migration=True,
    )
with context.begin_transaction():
    context.run_migrations()

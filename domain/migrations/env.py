"""Alembic runs this: always on a connection handed in by `domain.migrations.upgrade`, always in its transaction."""

from typing import Any

from alembic import context

from domain.migrations import is_ours
from domain.schema import metadata


def include(_: Any, name: str | None, kind: str, *__: Any) -> bool:
    return is_ours(name, kind)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=include,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

"""Sealing anew, under the newest key, what lies in the database under older ones: in pages, while everybody goes on.

Every page is a transaction of its own and each value is changed only if it is still what was read, so it may be broken
off at any moment, run again, and run several times at once. Rows that somebody holds are left for the next round:
a page waits for nobody, and whoever comes meanwhile waits for one page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, sessionmaker

from domain.schema import metadata
from domain.sealed_columns import SEALED_COLUMNS, SealedColumn
from domain.vault import Unsealable, Vault

PAGE = 200  # values, whose rows are held until their commit: whoever comes for one of them waits so long


class Lying(NamedTuple):
    """How many values of one column begin with this tag."""

    column: SealedColumn
    tag: bytes
    values: int


@dataclass(slots=True)
class Round:
    """What came of going once through a column. What our keys do not open stays as it is."""

    column: SealedColumn
    sealed_anew: int = 0
    unopened: int = 0


def kept(session: Session) -> list[Lying]:
    """What lies where, under which key."""
    found = []
    for each in SEALED_COLUMNS:
        value = metadata.tables[each.table].c[each.column]
        tag = func.substring(value, 1, 4)
        counted = select(tag, func.count()).where(value.is_not(None)).group_by(tag)
        found += [Lying(each, begins, values) for begins, values in session.execute(counted)]
    return found


def left(session: Session, vault: Vault, column: SealedColumn) -> int:
    """How many values of a column do not lie under the newest key."""
    value = metadata.tables[column.table].c[column.column]
    old = select(func.count()).where(value.is_not(None), func.substring(value, 1, 4) != vault.newest)
    return session.scalar(old) or 0


def go_through(sessions: sessionmaker[Session], vault: Vault, column: SealedColumn) -> Iterator[Round]:
    """Go once through a column, from its first row to its last; what was done so far, after the commit of each page."""
    so_far, after = Round(column), None
    while True:
        with sessions.begin() as session:
            after = _page(session, vault, column, after, so_far)
        yield so_far
        if after is None:
            return


def _page(session: Session, vault: Vault, column: SealedColumn, after: object, so_far: Round) -> object:
    """Seal the next values anew; the primary key of the last, None behind the last page."""
    table = metadata.tables[column.table]
    [first], value = table.primary_key.columns, table.c[column.column]
    wanted = dict.fromkeys([first, value, *(table.c[name] for name in column.key)])
    old = select(*wanted).where(value.is_not(None), func.substring(value, 1, 4) != vault.newest)
    if after is not None:
        old = old.where(first > after)
    held = old.order_by(first).limit(PAGE).with_for_update(key_share=True, skip_locked=True)
    rows = session.execute(held).all()
    changes = []
    for row in rows:
        try:
            new = vault.seal(column.open(vault, row), *column.of(row))
        except Unsealable:
            so_far.unopened += 1
            continue
        changes.append({"it": getattr(row, first.name), "old": getattr(row, column.column), "new": new})
    if changes:
        changed = table.update().where(first == bindparam("it"), value == bindparam("old"))
        session.execute(changed.values({value: bindparam("new")}), changes)
    so_far.sealed_anew += len(changes)
    return getattr(rows[-1], first.name) if len(rows) == PAGE else None

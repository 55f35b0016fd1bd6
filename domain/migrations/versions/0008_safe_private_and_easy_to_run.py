"""Departures apart from the rows, periods of keeping, wrong knocks, backups and restores"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "departures",
        number("id"),
        sa.Column("phone_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("what", word("what", "stopped", "deleted", "erased", "retired", "joined"), nullable=False),
        moment("on", empty=False),
        key("departures"),
        sa.UniqueConstraint("phone_lookup", "what", name=op.f("uq_departures_phone_lookup_what")),
    )
    op.create_table(
        "departure_logs", text("name"), moment("begun_at", empty=False), number("after"), key("departure_logs", "name")
    )
    op.create_table(
        "retention_periods",
        text("kind"),
        number("days"),
        number("officer_id", empty=True),
        moment("set_at", empty=False),
        moment("from_at"),
        number("before", empty=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_retention_periods_officer_id")),
        key("retention_periods", "kind"),
    )
    op.create_table(
        "retention_nights",
        sa.Column("on", sa.Date(), nullable=False),
        text("kind"),
        number("rows"),
        key("retention_nights", "on", "kind"),
    )
    op.create_table(
        "wrong_knocks",
        text("door"),
        sa.Column("address_lookup", sa.LargeBinary(), nullable=False),
        moment("window_at", empty=False),
        number("times"),
        key("wrong_knocks", "door", "address_lookup", "window_at"),
    )
    op.create_table(
        "backups",
        number("id"),
        text("name"),
        moment("begun_at", empty=False),
        moment("finished_at"),
        moment("verified_at"),
        number("bytes", empty=True),
        sa.Column("rows", JSONB(), nullable=True),
        text("fault"),
        key("backups"),
    )
    op.create_table(
        "restores",
        number("id"),
        text("backup_name"),
        moment("backup_of", empty=False),
        moment("restored_at", empty=False),
        moment("replayed_at"),
        number("stopped"),
        number("erased"),
        key("restores"),
    )


def word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment(name: str, *, empty: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=empty)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns or ("id",), name=op.f(f"pk_{table}"))

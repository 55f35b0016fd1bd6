"""Sessions and second factors, deputies, imports and enrolment lists, counts of days, confirmations, saved replies"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"

LANGUAGES = ("sw", "kam", "dav", "en")
REASONS = ("reply", "answer", "alert", "test", "invitation", "season", "feedback", "case")


def upgrade() -> None:
    _accounts()
    _people()
    _answers()


def word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment(name: str, *, empty: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def text(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=empty)


def number(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=empty)


def secret(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=empty)


def to(table: str, column: str, other: str, key: str = "id", ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns or ("id",), name=op.f(f"pk_{table}"))


def add(table: str, column: sa.Column[object], other: str, ondelete: str | None = None) -> None:
    """A column that points at another table."""
    op.add_column(table, column)
    op.create_foreign_key(op.f(f"fk_{table}_{column.name}"), table, other, [column.name], ["id"], ondelete=ondelete)


def _accounts() -> None:
    op.drop_column("officers", "session_number")
    op.create_table(
        "officer_sessions",
        number("id"),
        secret("token_hash"),
        number("officer_id"),
        moment("began_at", empty=False),
        moment("seen_at", empty=False),
        text("by"),
        text("device"),
        moment("second_at"),
        moment("ended_at"),
        to("officer_sessions", "officer_id", "officers", ondelete="CASCADE"),
        key("officer_sessions"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_officer_sessions_token_hash")),
    )
    op.create_index(op.f("ix_officer_sessions_officer_id"), "officer_sessions", ["officer_id"])
    op.create_table(
        "second_factors",
        number("officer_id"),
        secret("secret_sealed"),
        moment("confirmed_at", empty=False),
        number("last_step"),
        to("second_factors", "officer_id", "officers", ondelete="CASCADE"),
        key("second_factors", "officer_id"),
    )
    op.create_table(
        "recovery_codes",
        number("id"),
        number("officer_id"),
        secret("code_hash"),
        moment("used_at"),
        to("recovery_codes", "officer_id", "officers", ondelete="CASCADE"),
        key("recovery_codes"),
    )
    op.create_index(op.f("ix_recovery_codes_officer_id"), "recovery_codes", ["officer_id"])
    op.create_table(
        "second_factor_resets",
        number("id"),
        number("officer_id"),
        number("asked_by"),
        moment("asked_at", empty=False),
        text("reason"),
        number("decided_by", empty=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        moment("ended_at"),
        to("second_factor_resets", "officer_id", "officers", ondelete="CASCADE"),
        to("second_factor_resets", "asked_by", "officers"),
        to("second_factor_resets", "decided_by", "officers"),
        key("second_factor_resets"),
    )
    op.create_index(
        "ix_second_factor_resets_waiting",
        "second_factor_resets",
        ["officer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "unsent_forms",
        number("id"),
        number("officer_id"),
        text("path"),
        text("device"),
        secret("fields_sealed"),
        moment("kept_at", empty=False),
        to("unsent_forms", "officer_id", "officers", ondelete="CASCADE"),
        key("unsent_forms"),
    )
    op.create_index(op.f("ix_unsent_forms_officer_id"), "unsent_forms", ["officer_id"])
    op.create_table(
        "confirmations",
        number("id"),
        text("what"),
        text("value"),
        text("note"),
        number("officer_id"),
        moment("at", empty=False),
        to("confirmations", "officer_id", "officers"),
        key("confirmations"),
    )
    op.create_index("ix_confirmations_what", "confirmations", ["what", "at"])
    add("grants", number("deputy_for", empty=True), "officers")
    add("officers", number("deputy_id", empty=True), "officers")
    op.add_column("officers", moment("left_at"))
    op.add_column("audit", number("session_id", empty=True))
    add("audit", number("deputy_for", empty=True), "officers")
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_officer_id", "audit", ["officer_id", "at"])
    op.create_index("ix_texts_created_at", "texts", ["created_at"], postgresql_using="brin")
    op.create_index("ix_replies_received_at", "replies", ["received_at"], postgresql_using="brin")


def _people() -> None:
    op.create_table(
        "subscriber_imports",
        number("id"),
        number("officer_id", empty=True),
        moment("looked_at", empty=False),
        text("county"),
        text("file_name"),
        secret("file_hash"),
        sa.Column("evidence", word("evidence", "signed_list", "recorded", "own_message"), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        text("kept_by"),
        secret("rows_sealed", empty=True),
        number("people"),
        sa.Column("left_out", JSONB(), nullable=False),
        number("done"),
        sa.Column("state", word("state", "looked_at", "joining", "done", "dropped", "taken_back"), nullable=False),
        moment("started_at"),
        moment("finished_at"),
        to("subscriber_imports", "officer_id", "officers"),
        to("subscriber_imports", "county", "areas", "slug"),
        key("subscriber_imports"),
    )
    add("subscribers", number("import_id", empty=True), "subscriber_imports", ondelete="SET NULL")
    op.create_index(
        "ix_subscribers_import_id", "subscribers", ["import_id"], postgresql_where=sa.text("import_id IS NOT NULL")
    )
    op.add_column("subscribers", moment("joined_at"))
    op.execute("UPDATE subscribers SET joined_at = consented_at")
    op.alter_column("subscribers", "joined_at", nullable=False)
    op.create_table(
        "enrolment_lists",
        number("id"),
        number("officer_id"),
        moment("made_at", empty=False),
        text("ward"),
        text("place"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("language", word("language", *LANGUAGES), nullable=False),
        number("asked"),
        number("silent"),
        number("joined"),
        to("enrolment_lists", "officer_id", "officers"),
        to("enrolment_lists", "ward", "areas", "slug"),
        key("enrolment_lists"),
    )
    op.create_index("ix_enrolment_lists_officer_id", "enrolment_lists", ["officer_id", "made_at"])
    add("invitations", number("list_id", empty=True), "enrolment_lists", ondelete="SET NULL")
    op.create_table(
        "subscriber_days",
        sa.Column("on", sa.Date(), nullable=False),
        text("county"),
        sa.Column("language", word("language", *LANGUAGES), nullable=False),
        sa.Column("kind", word("kind", "person", "intermediary"), nullable=False),
        text("gender"),
        text("age_band"),
        number("people"),
        number("joined"),
        number("left"),
        to("subscriber_days", "county", "areas", "slug"),
        key("subscriber_days", "on", "county", "language", "kind", "gender", "age_band"),
    )
    op.create_table(
        "text_costs",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sort", word("sort", "replies", "answers", "invitations", "service"), nullable=False),
        number("texts"),
        sa.Column("kes", sa.Numeric(12, 4), nullable=False),
        key("text_costs", "month", "sort"),
    )
    op.drop_constraint("reason", "texts", type_="check")
    op.create_check_constraint("reason", "texts", sa.column("reason").in_([*REASONS, "welcome"]))


def _answers() -> None:
    op.create_table(
        "saved_replies",
        number("id"),
        text("title"),
        sa.Column("words", JSONB(), nullable=False),
        text("county", empty=True),
        number("officer_id"),
        moment("changed_at", empty=False),
        moment("retired_at"),
        to("saved_replies", "county", "areas", "slug"),
        to("saved_replies", "officer_id", "officers"),
        key("saved_replies"),
    )
    op.create_table(
        "answer_quotas",
        text("county"),
        number("a_day"),
        to("answer_quotas", "county", "areas", "slug"),
        key("answer_quotas", "county"),
    )
    op.create_table(
        "answer_days",
        text("county"),
        sa.Column("on", sa.Date(), nullable=False),
        number("parts"),
        to("answer_days", "county", "areas", "slug"),
        key("answer_days", "county", "on"),
    )
    op.create_table(
        "further_answers",
        number("id"),
        number("reply_id"),
        secret("words_sealed"),
        number("officer_id"),
        moment("sent_at", empty=False),
        to("further_answers", "reply_id", "replies", ondelete="CASCADE"),
        to("further_answers", "officer_id", "officers"),
        key("further_answers"),
    )
    op.create_index(op.f("ix_further_answers_reply_id"), "further_answers", ["reply_id"])

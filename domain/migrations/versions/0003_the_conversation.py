"""The conversation: open questions, localities, drafts of reports, invitations, signed words, pausing"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

REASONS = ("reply", "answer", "alert", "test")


def word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("phone_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("ask", word("ask", "place", "area", "report", "language", "erase", "invited", "stay"), nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", moment(), nullable=True),
        sa.Column("heard_lookup", sa.LargeBinary(), nullable=True),
        sa.Column("repeats", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("heard_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("phone_lookup", name=op.f("pk_conversations")),
    )
    op.create_index(
        "ix_conversations_due", "conversations", ["expires_at"], postgresql_where="question_sealed IS NOT NULL"
    )
    op.create_table(
        "localities",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["areas.slug"], name=op.f("fk_localities_ward"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("folded", "ward", name=op.f("pk_localities")),
    )
    op.create_index("ix_localities_ward", "localities", ["ward"])
    op.create_table(
        "editions",
        sa.Column("held", word("held", "places", "words"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("held", name=op.f("pk_editions")),
    )
    op.create_table(
        "wordings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("language", word("language", "sw", "kam", "dav", "en"), nullable=False),
        sa.Column("msgid", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("signed_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_wordings_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
    )
    op.create_index("ix_wordings_sentence", "wordings", ["language", "msgid", "id"])
    op.create_table(
        "invitations",
        sa.Column("phone_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("volunteer_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("invited_on", moment(), nullable=False),
        sa.PrimaryKeyConstraint("phone_lookup", name=op.f("pk_invitations")),
    )
    op.create_index("ix_invitations_volunteer", "invitations", ["volunteer_lookup", "invited_on"])
    op.create_table(
        "leavers",
        sa.Column("phone_lookup", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("phone_lookup", name=op.f("pk_leavers")),
    )

    op.add_column("dialogues", sa.Column("resumable", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("dialogues", sa.Column("draft_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("dialogues", sa.Column("filed_at", moment(), nullable=True))
    op.create_index(
        "ix_dialogues_unfiled",
        "dialogues",
        ["updated_at"],
        postgresql_where="draft_sealed IS NOT NULL AND filed_at IS NULL",
    )
    op.add_column("incidents", sa.Column("partial", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("reporters", sa.Column("may_text", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("subscribers", sa.Column("paused_until", moment(), nullable=True))
    op.add_column("subscribers", sa.Column("asked_to_stay", moment(), nullable=True))
    op.add_column("subscribers", sa.Column("heard_in", moment(), nullable=True))
    op.add_column(
        "replies",
        sa.Column("topic", word("topic", "reply", "question", "feedback"), server_default="reply", nullable=False),
    )
    op.drop_constraint("reason", "texts", type_="check")
    op.create_check_constraint("reason", "texts", sa.column("reason").in_([*REASONS, "invitation", "season"]))

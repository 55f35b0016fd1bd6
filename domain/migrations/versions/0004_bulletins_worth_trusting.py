"""Bulletins worth trusting: drought records, the library, series, follow-ups, audiences, results, alerts of others"""

from decimal import Decimal

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0004"
down_revision = "0003"

# Where the quarrels of `domain/data/areas.csv` are; a county changes it in the console.
BORDER = (
    "kitui.kitui-east.voo-kyamatu",
    "kitui.kitui-east.endau-malalani",
    "kitui.kitui-south.mutha",
    "makueni.kibwezi-west.makindu",
    "taita-taveta.voi.sagalla",
    "taita-taveta.voi.kasigau",
)


def word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def number(digits: int, after: int) -> "sa.Numeric[Decimal]":
    return sa.Numeric(precision=digits, scale=after)


def moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "drought_records",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", moment(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("phase", word("phase", "normal", "alert", "alarm", "emergency", "recovery"), nullable=True),
        sa.Column("trend", word("trend", "improving", "stable", "worsening"), nullable=True),
        sa.Column("modifier", sa.Text(), server_default="", nullable=False),
        sa.Column("remarks", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_drought_records_month")),
        sa.ForeignKeyConstraint(["county"], ["areas.slug"], name=op.f("fk_drought_records_county")),
        sa.ForeignKeyConstraint(["entered_by"], ["officers.id"], name=op.f("fk_drought_records_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drought_records")),
        sa.UniqueConstraint(
            "county",
            "zone",
            "month",
            name=op.f("uq_drought_records_county_zone_month"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "library_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", word("kind", "drought", "peace", "notice"), nullable=False),
        sa.Column("phase", word("phase", "normal", "alert", "alarm", "emergency", "recovery"), nullable=True),
        sa.Column(
            "for_whom",
            word("forwhom", "everybody", "farmers", "herders", "households", "intermediaries"),
            nullable=True,
        ),
        sa.Column(
            "topic",
            word("peacetopic", "water_points", "grazing", "rumour", "elections", "reconciliation"),
            nullable=True,
        ),
        sa.Column("county", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'drought') = (phase IS NOT NULL AND for_whom IS NOT NULL)", name=op.f("ck_library_entries_drought")
        ),
        sa.CheckConstraint("(kind = 'peace') = (topic IS NOT NULL)", name=op.f("ck_library_entries_peace")),
        sa.ForeignKeyConstraint(["county"], ["areas.slug"], name=op.f("fk_library_entries_county")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["officers.id"], name=op.f("fk_library_entries_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_library_entries_key")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", word("kind", "drought", "peace", "notice"), nullable=False),
        sa.Column("areas", ARRAY(sa.Text()), nullable=False),
        sa.Column("hour", sa.Time(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("versions", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("weekdays", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("monthdays", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("months", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("zones", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("audience_kinds", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("audience_languages", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("public", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "state", word("state", "draft", "submitted", "returned", "approved", "halted", "ended"), nullable=False
        ),
        sa.Column("hands", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("submitter_id", sa.BigInteger(), nullable=True),
        sa.Column("approver_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", moment(), nullable=True),
        sa.Column("approved_hash", sa.Text(), nullable=True),
        sa.Column("returned_because", sa.Text(), nullable=True),
        sa.Column("halted_because", sa.Text(), nullable=True),
        sa.CheckConstraint("(weekdays = '{}') <> (monthdays = '{}')", name=op.f("ck_series_recurrence")),
        sa.CheckConstraint("cardinality(areas) > 0", name=op.f("ck_series_areas")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_series_end")),
        sa.ForeignKeyConstraint(["approver_id"], ["officers.id"], name=op.f("fk_series_approver_id")),
        sa.ForeignKeyConstraint(["author_id"], ["officers.id"], name=op.f("fk_series_author_id")),
        sa.ForeignKeyConstraint(["submitter_id"], ["officers.id"], name=op.f("fk_series_submitter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "drought_figures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "indicator",
            word(
                "indicator",
                "rain_pct",
                "vci3m",
                "forage",
                "water_pans",
                "crops",
                "body_condition",
                "milk_l",
                "tot_kg",
                "milk_consumption_l",
                "water_km",
                "grazing_km",
                "water_cost_ksh",
                "muac_pct",
                "rcsi",
            ),
            nullable=False,
        ),
        sa.Column("low", number(10, 2), nullable=True),
        sa.Column("high", number(10, 2), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("normal_low", number(10, 2), nullable=True),
        sa.Column("normal_high", number(10, 2), nullable=True),
        sa.Column("normal_words", sa.Text(), server_default="", nullable=False),
        sa.Column("said", word("said", "above", "normal", "below"), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"], ["drought_records.id"], name=op.f("fk_drought_figures_record_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drought_figures")),
        sa.UniqueConstraint("record_id", "indicator", name=op.f("uq_drought_figures_record_id_indicator")),
    )
    op.create_table(
        "library_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("hands", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("checks", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("approver_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", moment(), nullable=True),
        sa.Column("approved_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["officers.id"], name=op.f("fk_library_versions_approver_id")),
        sa.ForeignKeyConstraint(["author_id"], ["officers.id"], name=op.f("fk_library_versions_author_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["library_entries.id"], name=op.f("fk_library_versions_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_versions")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_library_versions_entry_id_number")),
    )
    op.create_table(
        "library_texts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("language", word("language", "sw", "kam", "dav", "en"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("writer_id", sa.BigInteger(), nullable=True),
        sa.Column("writers", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("form", word("form", "sms", "intermediary", "radio", "cancel", "all_clear"), nullable=False),
        sa.Column("send_plain", sa.Boolean(), nullable=False),
        sa.Column("signer_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_hash", sa.Text(), nullable=True),
        sa.Column("signed_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["signer_id"], ["officers.id"], name=op.f("fk_library_texts_signer_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["library_versions.id"], name=op.f("fk_library_texts_version_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["officers.id"], name=op.f("fk_library_texts_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_texts")),
        sa.UniqueConstraint("version_id", "language", "form", name=op.f("uq_library_texts_version_id_language_form")),
    )
    op.create_table(
        "bulletin_results",
        sa.Column("bulletin_id", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", moment(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_results_bulletin_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulletin_id", name=op.f("pk_bulletin_results")),
    )
    op.create_table(
        "foreign_alerts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("sent", moment(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", moment(), nullable=False),
        sa.Column("speaks_of", ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("bulletin_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_foreign_alerts_bulletin_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["officers.id"], name=op.f("fk_foreign_alerts_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_alerts")),
        sa.UniqueConstraint("sender", "identifier", "sent", name=op.f("uq_foreign_alerts_sender_identifier_sent")),
    )
    op.create_table(
        "series_runs",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column(
            "outcome", word("outcome", "made", "stepped_back", "missed", "late", "left", "withdrawn"), nullable=False
        ),
        sa.Column("decided_at", moment(), nullable=False),
        sa.Column("bulletin_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_series_runs_bulletin_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_runs_series_id")),
        sa.ForeignKeyConstraint(["version_id"], ["library_versions.id"], name=op.f("fk_series_runs_version_id")),
        sa.PrimaryKeyConstraint("series_id", "due_at", name=op.f("pk_series_runs")),
    )
    op.create_index(
        "ix_series_runs_missed", "series_runs", ["series_id"], unique=False, postgresql_where="outcome = 'missed'"
    )
    op.add_column("areas", sa.Column("border", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("bulletin_texts", "writer_id", existing_type=sa.BIGINT(), nullable=True)
    op.add_column("bulletins", sa.Column("zones", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("bulletins", sa.Column("audience_kinds", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("bulletins", sa.Column("audience_languages", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("bulletins", sa.Column("bound_wards", ARRAY(sa.Text()), nullable=True))
    op.add_column("bulletins", sa.Column("bound_border", ARRAY(sa.Text()), nullable=True))
    op.add_column("bulletins", sa.Column("training", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("bulletins", sa.Column("public", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("bulletins", sa.Column("follows_id", sa.BigInteger(), nullable=True))
    op.add_column("bulletins", sa.Column("follow", word("follow", "update", "cancel", "all_clear"), nullable=True))
    op.add_column("bulletins", sa.Column("record_id", sa.BigInteger(), nullable=True))
    op.add_column("bulletins", sa.Column("version_id", sa.BigInteger(), nullable=True))
    op.add_column("bulletins", sa.Column("series_id", sa.BigInteger(), nullable=True))
    op.add_column("bulletins", sa.Column("planned_people", sa.BigInteger(), nullable=True))
    op.add_column("bulletins", sa.Column("planned_cost", number(12, 2), nullable=True))
    op.add_column(
        "bulletins",
        sa.Column("sent_class", word("senderclass", "transactional", "promotional", "short_code"), nullable=True),
    )
    op.add_column("bulletins", sa.Column("night_allowed_at", moment(), nullable=True))
    op.create_foreign_key(op.f("fk_bulletins_series_id"), "bulletins", "series", ["series_id"], ["id"])
    op.create_foreign_key(op.f("fk_bulletins_record_id"), "bulletins", "drought_records", ["record_id"], ["id"])
    op.create_foreign_key(op.f("fk_bulletins_version_id"), "bulletins", "library_versions", ["version_id"], ["id"])
    op.create_foreign_key(op.f("fk_bulletins_follows_id"), "bulletins", "bulletins", ["follows_id"], ["id"])
    op.add_column("deliveries", sa.Column("network", sa.Text(), server_default="", nullable=False))
    op.add_column("senders", sa.Column("keyword", sa.Text(), nullable=True))
    op.add_column("receipts", sa.Column("network", sa.Text(), server_default="", nullable=False))
    op.add_column("subscribers", sa.Column("gender", word("gender", "female", "male"), nullable=True))
    op.add_column("subscribers", sa.Column("age_band", word("ageband", "young", "middle", "old"), nullable=True))

    areas = sa.table("areas", sa.column("slug"), sa.column("border"))
    op.execute(areas.update().where(areas.c.slug.in_(BORDER)).values(border=True))
    op.execute("UPDATE bulletins SET public = false WHERE kind = 'peace'")
    op.create_check_constraint("followed", "bulletins", "(follows_id IS NULL) = (follow IS NULL)")
    op.create_check_constraint("training", "bulletins", "NOT training OR started_at IS NULL")
    op.drop_index("ix_bulletins_due", "bulletins")
    op.create_index(
        "ix_bulletins_due", "bulletins", ["send_at"], postgresql_where="state = 'approved' AND NOT training"
    )
    op.create_index("ix_bulletins_follows_id", "bulletins", ["follows_id"], postgresql_where="follows_id IS NOT NULL")
    op.drop_constraint("form", "bulletin_texts", type_="check")
    forms = ["sms", "intermediary", "radio", "cancel", "all_clear"]
    op.create_check_constraint("form", "bulletin_texts", sa.column("form").in_(forms))

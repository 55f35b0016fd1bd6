"""Conflict reports: sightings, two states, timelines, roster, responders, referrals, reveals, calls, thresholds"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0005"
down_revision = "0004"

KINDS = (
    "herder_farmer",
    "livestock_theft",
    "water_pasture",
    "land_boundary",
    "sand_charcoal",
    "wildlife",
    "violence_injury",
    "threat_rumour",
    "displacement",
    "political",
    "crime_other",
    "peace_positive",
    "other",
)
LEVELS = ("critical", "high", "medium", "low", "info")
REASONS = ("reply", "answer", "alert", "test", "invitation", "season")
ASKS = ("place", "area", "report", "language", "erase", "invited", "stay")


def word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    _tables()
    _states()
    _sightings()
    _steps()
    _words()


def _tables() -> None:
    op.create_table(
        "responders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            word(
                "responderkind",
                "police",
                "chief",
                "administration",
                "peace_committee",
                "kws",
                "red_cross",
                "health",
                "water_committee",
                "ndma",
                "neighbour",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_lookup", sa.LargeBinary(), nullable=True),
        sa.Column("language", word("language", "sw", "kam", "dav", "en"), nullable=False),
        sa.Column("areas", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("party_kinds", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("beyond", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("stopped_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["county"], ["areas.slug"], name=op.f("fk_responders_county")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responders")),
    )
    op.create_index(op.f("ix_responders_county"), "responders", ["county"])
    op.create_index(op.f("ix_responders_phone_lookup"), "responders", ["phone_lookup"])
    op.create_table(
        "restricted_reports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", word("kind", "sexual_violence", "child", "unsaid"), nullable=False),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", word("channel", "ussd", "sms", "console"), nullable=False),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["officers.id"], name=op.f("fk_restricted_reports_done_by")),
        sa.ForeignKeyConstraint(["ward"], ["areas.slug"], name=op.f("fk_restricted_reports_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restricted_reports")),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("levels", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("weekdays", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("turn", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_shifts_days")),
        sa.ForeignKeyConstraint(["county"], ["areas.slug"], name=op.f("fk_shifts_county")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_shifts_officer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index(op.f("ix_shifts_county"), "shifts", ["county"])
    op.create_table(
        "summaries",
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("told", word("told", "at_once", "daily", "weekly"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["county"], ["areas.slug"], name=op.f("fk_summaries_county")),
        sa.PrimaryKeyConstraint("county", "told", "day", name=op.f("pk_summaries")),
    )
    op.create_table(
        "thresholds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("kind", word("kind", *KINDS), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", moment(), nullable=False),
        sa.Column("crossed_at", moment(), nullable=True),
        sa.Column("ended_at", moment(), nullable=True),
        sa.CheckConstraint("days BETWEEN 1 AND 365", name=op.f("ck_thresholds_days")),
        sa.CheckConstraint("number BETWEEN 3 AND 1000", name=op.f("ck_thresholds_number")),
        sa.ForeignKeyConstraint(["area"], ["areas.slug"], name=op.f("fk_thresholds_area")),
        sa.ForeignKeyConstraint(["set_by"], ["officers.id"], name=op.f("fk_thresholds_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thresholds")),
    )
    op.create_table(
        "incident_steps",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column(
            "act",
            word(
                "act",
                "note",
                "verification",
                "handling",
                "level",
                "kind",
                "ward",
                "assigned",
                "joined",
                "split",
                "told_apart",
                "paged",
                "lead_told",
                "nagged",
                "referred",
                "answered",
                "silent",
                "withdrawn",
                "party",
                "texted",
                "called",
                "told_more",
                "taken_back",
                "reveal_asked",
                "reveal_granted",
                "reveal_refused",
                "revealed",
            ),
            nullable=False,
        ),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_steps_incident_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_incident_steps_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_steps")),
    )
    op.create_index(op.f("ix_incident_steps_incident_id"), "incident_steps", ["incident_id"])
    op.create_table(
        "party_marks",
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("responder_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_party_marks_incident_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_party_marks_officer_id")),
        sa.ForeignKeyConstraint(["responder_id"], ["responders.id"], name=op.f("fk_party_marks_responder_id")),
        sa.PrimaryKeyConstraint("incident_id", "responder_id", name=op.f("pk_party_marks")),
    )
    op.create_table(
        "referrals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("responder_id", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column(
            "need",
            word("need", "safety", "medical", "wildlife", "mediation", "water_food", "shelter", "check"),
            nullable=False,
        ),
        sa.Column("kind", word("kind", *KINDS), nullable=False),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", moment(), nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column("chain", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column(
            "answer", word("answer", "waiting", "on_it", "cannot", "found", "silent", "withdrawn"), nullable=False
        ),
        sa.Column("answered_at", moment(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_referrals_incident_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["responder_id"], ["responders.id"], name=op.f("fk_referrals_responder_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["officers.id"], name=op.f("fk_referrals_sent_by")),
        sa.ForeignKeyConstraint(["ward"], ["areas.slug"], name=op.f("fk_referrals_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("case_number", name=op.f("uq_referrals_case_number")),
    )
    op.create_index("ix_referrals_due", "referrals", ["due_at"], postgresql_where="answer = 'waiting'")
    op.create_index(op.f("ix_referrals_incident_id"), "referrals", ["incident_id"])
    op.create_index(op.f("ix_referrals_responder_id"), "referrals", ["responder_id"])
    op.create_table(
        "sightings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", word("kind", *KINDS), nullable=False),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("happened", word("when", "now", "today", "this_week", "earlier", "unknown"), nullable=False),
        sa.Column("language", word("language", "sw", "kam", "dav", "en"), nullable=False),
        sa.Column("channel", word("channel", "ussd", "sms", "console"), nullable=False),
        sa.Column("told_at", moment(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_lookup", sa.LargeBinary(), nullable=True),
        sa.Column("ongoing", sa.Boolean(), nullable=True),
        sa.Column("hurt", word("hurt", "nobody", "hurt", "killed"), nullable=True),
        sa.Column("weapons", sa.Boolean(), nullable=True),
        sa.Column("source", word("source", "seen", "heard", "told"), nullable=True),
        sa.Column("typed_by", sa.BigInteger(), nullable=True),
        sa.Column("partial", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_sightings_incident_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["typed_by"], ["officers.id"], name=op.f("fk_sightings_typed_by")),
        sa.ForeignKeyConstraint(["ward"], ["areas.slug"], name=op.f("fk_sightings_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_incident_id", "sightings", ["incident_id"])
    op.create_index(
        "ix_sightings_words_lookup", "sightings", ["words_lookup"], postgresql_where="words_lookup IS NOT NULL"
    )
    op.create_table(
        "told_apart",
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("second", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["incidents.id"], name=op.f("fk_told_apart_first"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_told_apart_officer_id")),
        sa.ForeignKeyConstraint(["second"], ["incidents.id"], name=op.f("fk_told_apart_second"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_told_apart")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sighting_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("state", word("callstate", "asked", "ringing", "talking", "over", "failed"), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("ended_at", moment(), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_calls_officer_id")),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sightings.id"], name=op.f("fk_calls_sighting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_provider_id", "calls", ["provider_id"], postgresql_where="provider_id IS NOT NULL")
    op.create_index(op.f("ix_calls_sighting_id"), "calls", ["sighting_id"])
    op.create_table(
        "reveals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sighting_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("seen_at", moment(), nullable=True),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_reveals_two_people")),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.id"], name=op.f("fk_reveals_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name=op.f("fk_reveals_decided_by")),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sightings.id"], name=op.f("fk_reveals_sighting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveals")),
    )
    op.create_index(op.f("ix_reveals_sighting_id"), "reveals", ["sighting_id"])


def _states() -> None:
    """One state becomes two. Of a closed report nobody wrote what was found of it but by a note that confirmed it."""
    for column in (
        sa.Column("due_at", moment(), nullable=True),
        sa.Column("advised", word("advised", *LEVELS), nullable=True),
        sa.Column("grounds", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("level_decided", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "verification",
            word("verification", "new", "checking", "confirmed", "cannot_tell", "false"),
            nullable=True,
        ),
        sa.Column("verified_with", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("handling", word("handling", "open", "referred", "followed_up", "closed"), nullable=True),
        sa.Column("assigned_to", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("sources", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("mass", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("taken_up_at", moment(), nullable=True),
        sa.Column("alerted", word("alerted", *LEVELS), nullable=True),
        sa.Column("pages", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paged", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("page_next_at", moment(), nullable=True),
        sa.Column("nagged_at", moment(), nullable=True),
    ):
        op.add_column("incidents", column)
    op.execute("""
        UPDATE incidents SET advised = level, grounds = '{kind}',
            verification = CASE
                WHEN state IN ('new', 'checking', 'confirmed', 'false') THEN state
                WHEN EXISTS (SELECT FROM incident_notes WHERE incident_id = incidents.id AND moved_to = 'confirmed')
                    THEN 'confirmed'
                WHEN state = 'closed' THEN 'cannot_tell' ELSE 'checking' END,
            handling = CASE WHEN state IN ('closed', 'false') THEN 'closed'
                WHEN state = 'referred' THEN 'referred' ELSE 'open' END,
            -- Those that wait are looked at on the first day.
            due_at = CASE WHEN state IN ('closed', 'false') THEN NULL WHEN state = 'new' THEN opened_at
                ELSE now() + interval '1 day' END,
            taken_up_at = CASE WHEN state <> 'new' THEN opened_at END""")
    for name in ("advised", "verification", "handling"):
        op.alter_column("incidents", name, nullable=False)
    op.drop_index("ix_incidents_queue", "incidents")
    op.create_index("ix_incidents_queue", "incidents", ["due_at"], postgresql_where="handling <> 'closed'")
    op.create_index("ix_incidents_match", "incidents", ["ward", "kind", "opened_at"])
    op.create_foreign_key(op.f("fk_incidents_assigned_to"), "incidents", "officers", ["assigned_to"], ["id"])
    op.create_foreign_key(op.f("fk_incidents_merged_into"), "incidents", "incidents", ["merged_into"], ["id"])
    op.add_column("officers", sa.Column("reminded_at", moment(), nullable=True))


def _sightings() -> None:
    """Each report becomes the one sighting of its incident; its reporter goes with it."""
    op.execute("""
        INSERT INTO sightings (incident_id, number, kind, ward, happened, language, channel, told_at, words_sealed,
            partial)
        SELECT id, 1, kind, ward, happened, language, channel, opened_at, words_sealed, partial
        FROM incidents ORDER BY id""")
    for name in ("partial", "channel", "words_sealed", "language", "happened"):
        op.drop_column("incidents", name)
    op.add_column("reporters", sa.Column("sighting_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "reporters",
        sa.Column("may_call", word("calltime", "any_time", "morning", "afternoon", "evening"), nullable=True),
    )
    op.execute("""
        UPDATE reporters SET sighting_id = sightings.id FROM sightings
        WHERE sightings.incident_id = reporters.incident_id""")
    op.drop_column("reporters", "incident_id")
    op.create_primary_key(op.f("pk_reporters"), "reporters", ["sighting_id"])
    op.create_foreign_key(
        op.f("fk_reporters_sighting_id"), "reporters", "sightings", ["sighting_id"], ["id"], ondelete="CASCADE"
    )


def _steps() -> None:
    op.execute("""
        INSERT INTO incident_steps (incident_id, at, act, officer_id, value, words_sealed)
        SELECT incident_id, at,
            CASE WHEN moved_to IS NULL THEN 'note' WHEN moved_to IN ('referred', 'closed') THEN 'handling'
                ELSE 'verification' END,
            officer_id, coalesce(moved_to, ''), words_sealed
        FROM incident_notes ORDER BY id""")
    op.drop_table("incident_notes")
    op.drop_column("incidents", "state")


def _words() -> None:
    # A report that was about this service comes to the inbox, without a number where its sender allowed no text.
    for name in ("phone_sealed", "phone_lookup"):
        op.alter_column("replies", name, nullable=True)
    op.drop_constraint("reason", "texts", type_="check")
    op.create_check_constraint("reason", "texts", sa.column("reason").in_([*REASONS, "feedback", "case"]))
    op.drop_constraint("ask", "conversations", type_="check")
    asks = [*ASKS, "report_ward", "report_kind", "report_text", "source"]
    op.create_check_constraint("ask", "conversations", sa.column("ask").in_(asks))

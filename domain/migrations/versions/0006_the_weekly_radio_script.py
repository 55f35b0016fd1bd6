"""The weekly radio script: segments and versions, stations, programmes, pieces, links, airings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0006"
down_revision = "0005"

PARTS = (
    "opening",
    "headlines",
    "bulletin",
    "figures",
    "season",
    "market",
    "advice",
    "peace",
    "answer",
    "good_news",
    "listeners",
    "help",
    "codes",
    "call_in",
    "closing",
    "own",
)


def word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def moment(name: str, *, empty: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=empty)


def many(name: str) -> sa.Column[object]:
    return sa.Column(name, ARRAY(sa.Text()), nullable=False)


def to(table: str, column: str, other: str, key: str = "id", ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def key(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _stations()
    _versions()
    _pieces()
    _links()


def _stations() -> None:
    op.create_table(
        "stations",
        number("id"),
        text("name"),
        many("counties"),
        many("languages"),
        number("minutes"),
        number("airs_on", empty=True),
        sa.Column("airs_at", sa.Time(), nullable=True),
        text("frequency"),
        text("area"),
        sa.Column("speeds", JSONB(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        text("remarks"),
        text("source"),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        moment("retired_at"),
        sa.CheckConstraint("minutes IN (5, 10, 15, 30)", name=op.f("ck_stations_minutes")),
        sa.CheckConstraint("airs_on BETWEEN 0 AND 6", name=op.f("ck_stations_airs_on")),
        key("stations"),
        sa.UniqueConstraint("name", name=op.f("uq_stations_name")),
    )
    op.create_table(
        "programmes",
        text("county"),
        many("languages"),
        number("drafted_on"),
        sa.Column("drafted_at", sa.Time(), nullable=False),
        number("minutes"),
        sa.Column("shows_drafts", sa.Boolean(), nullable=False),
        sa.CheckConstraint("drafted_on BETWEEN 0 AND 6", name=op.f("ck_programmes_drafted_on")),
        sa.CheckConstraint("minutes IN (5, 10, 15, 30)", name=op.f("ck_programmes_minutes")),
        to("programmes", "county", "areas", "slug"),
        key("programmes", "county"),
    )
    # Stations were names beside a producer's role: each becomes a record of the counties that producer had. A name in
    # other capitals is the same station.
    op.execute("""
        INSERT INTO stations (name, counties, languages, minutes, frequency, area, speeds, remarks, source)
        SELECT min(btrim(station)), array_agg(DISTINCT county.slug), '{sw,kam,dav}', 30, '', '', '{}', '', ''
        FROM grants JOIN areas county ON county.slug NOT LIKE '%.%'
            AND county.slug = coalesce(split_part(grants.county, '.', 1), county.slug)
        WHERE btrim(station) <> '' GROUP BY lower(btrim(station))""")
    op.add_column("grants", number("station_id", empty=True))
    op.execute("""
        UPDATE grants SET station_id = stations.id FROM stations
        WHERE lower(stations.name) = lower(btrim(grants.station))""")
    op.drop_column("grants", "station")
    op.create_foreign_key(op.f("fk_grants_station_id"), "grants", "stations", ["station_id"], ["id"])


def _versions() -> None:
    op.create_table(
        "script_versions",
        number("id"),
        number("script_id"),
        number("number"),
        sa.Column("spoken", word("spoken", "sw", "kam", "dav", "en"), nullable=False),
        sa.Column("kept", JSONB(), nullable=False),
        many("missing"),
        moment("made_at", empty=False),
        sa.Column("hands", ARRAY(sa.BigInteger()), nullable=False),
        number("editor_id", empty=True),
        number("approver_id", empty=True),
        moment("approved_at"),
        many("checks"),
        moment("withdrawn_at"),
        number("withdrawn_by", empty=True),
        text("withdrawn_because"),
        moment("told_at"),
        to("script_versions", "script_id", "scripts", ondelete="CASCADE"),
        *(to("script_versions", who, "officers") for who in ("editor_id", "approver_id", "withdrawn_by")),
        key("script_versions"),
        sa.UniqueConstraint("script_id", "number", name=op.f("uq_script_versions_script_id_number")),
    )
    op.create_table(
        "script_signatures",
        number("version_id"),
        sa.Column("language", word("language", "sw", "kam", "dav", "en"), nullable=False),
        number("officer_id"),
        moment("at", empty=False),
        to("script_signatures", "version_id", "script_versions", ondelete="CASCADE"),
        to("script_signatures", "officer_id", "officers"),
        sa.PrimaryKeyConstraint("version_id", "language", name=op.f("pk_script_signatures")),
    )
    # A script as it stood is its first version: one segment, for nobody knows where one ended. A review was a
    # speaker's signature, for the language it was read in; that others sign its other languages, and somebody else
    # approves, is new.
    op.execute("""
        INSERT INTO script_versions (script_id, number, spoken, kept, missing, made_at, hands, editor_id, checks,
            withdrawn_because)
        SELECT id, 1, spoken, jsonb_build_array(jsonb_build_object('part', 'own', 'speeches', speeches,
                'short', '[]'::jsonb, 'priority', 0, 'title', '', 'cut', false, 'text', NULL, 'piece', NULL)),
            missing, drafted_at, CASE WHEN editor_id IS NULL THEN '{}' ELSE ARRAY[editor_id] END, editor_id,
            '{}', ''
        FROM scripts""")
    op.execute("""
        INSERT INTO script_signatures (version_id, language, officer_id, at)
        SELECT version.id, version.spoken, reviewer_id, reviewed_at
        FROM scripts JOIN script_versions version ON script_id = scripts.id
        WHERE reviewer_id IS NOT NULL AND reviewed_at IS NOT NULL""")
    for name in (
        "spoken", "speeches", "missing", "drafted_at", "state", "version", "editor_id", "reviewer_id", "reviewed_at"
    ):  # fmt: skip
        op.drop_column("scripts", name)


def _pieces() -> None:
    op.create_table(
        "radio_pieces",
        number("id"),
        text("county"),
        sa.Column("part", word("part", *PARTS), nullable=False),
        sa.Column("wordings", JSONB(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        moment("written_at", empty=False),
        sa.Column("hands", ARRAY(sa.BigInteger()), nullable=False),
        text("source"),
        number("asked"),
        moment("withdrawn_at"),
        sa.Column("peace", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_radio_pieces_days")),
        to("radio_pieces", "county", "areas", "slug"),
        key("radio_pieces"),
    )
    op.create_index(op.f("ix_radio_pieces_county"), "radio_pieces", ["county"])
    op.create_table(
        "pronunciations",
        number("id"),
        text("term"),
        text("said"),
        number("written_by", empty=True),
        to("pronunciations", "written_by", "officers"),
        key("pronunciations"),
        sa.UniqueConstraint("term", name=op.f("uq_pronunciations_term")),
    )
    for column, table in (("piece_id", "radio_pieces"), ("station_id", "stations")):
        op.add_column("replies", number(column, empty=True))
        op.create_foreign_key(op.f(f"fk_replies_{column}"), "replies", table, [column], ["id"])
        op.create_index(f"ix_replies_{column}", "replies", [column], postgresql_where=f"{column} IS NOT NULL")


def _links() -> None:
    op.create_table(
        "script_links",
        number("id"),
        number("script_id"),
        number("station_id"),
        number("made_by"),
        moment("made_at", empty=False),
        moment("expires_at", empty=False),
        moment("withdrawn_at"),
        number("withdrawn_by", empty=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_script_links_expiry")),
        to("script_links", "script_id", "scripts", ondelete="CASCADE"),
        to("script_links", "station_id", "stations"),
        to("script_links", "made_by", "officers"),
        to("script_links", "withdrawn_by", "officers"),
        key("script_links"),
    )
    op.create_index(op.f("ix_script_links_script_id"), "script_links", ["script_id"])
    op.create_table(
        "airings",
        number("id"),
        number("script_id"),
        number("version"),
        number("station_id"),
        moment("aired_at", empty=False),
        number("minutes"),
        moment("noted_at", empty=False),
        number("calls", empty=True),
        text("remarks"),
        number("noted_by", empty=True),
        number("link_id", empty=True),
        sa.CheckConstraint("minutes > 0 AND calls >= 0", name=op.f("ck_airings_counts")),
        to("airings", "script_id", "scripts", ondelete="CASCADE"),
        to("airings", "station_id", "stations"),
        to("airings", "noted_by", "officers"),
        to("airings", "link_id", "script_links"),
        key("airings"),
    )
    op.create_index(op.f("ix_airings_script_id"), "airings", ["script_id"])
    op.add_column("script_downloads", number("version", empty=True))
    op.execute("UPDATE script_downloads SET version = 1")
    op.alter_column("script_downloads", "version", nullable=False)
    for column in ("minutes", "link_id"):
        op.add_column("script_downloads", number(column, empty=True))
    op.alter_column("script_downloads", "officer_id", nullable=True)
    op.create_foreign_key(op.f("fk_script_downloads_link_id"), "script_downloads", "script_links", ["link_id"], ["id"])
    op.create_index(
        "ix_script_downloads_link_id", "script_downloads", ["link_id"], postgresql_where="link_id IS NOT NULL"
    )

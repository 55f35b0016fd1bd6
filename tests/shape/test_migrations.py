"""The history of the schema ends where the models are, CHECKs and partial indexes included."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from domain import db, migrations
from domain.officers import Grant
from domain.schema import metadata
from domain.script_versions import State
from domain.scripts import Script
from domain.stations import Station
from tests.lint_migrations import lint


def definitions(connection: Connection, schema: str) -> set[tuple[str, str]]:
    """Every constraint and index of our tables as PostgreSQL itself writes them."""
    constraints = """
        SELECT c.relname || '.' || k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema"""
    indexes = "SELECT tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = :schema"
    rows = [row for query in (constraints, indexes) for row in connection.execute(text(query), {"schema": schema})]
    return {
        (name, definition.replace(f"{schema}.", ""))
        for name, definition in rows
        if not name.startswith((migrations.FOREIGN_PREFIX, "alembic_version"))
    }


def test_the_history_ends_where_the_models_are(engine: Engine) -> None:
    def include(_: object, name: str | None, kind: str, *__: object) -> bool:
        return migrations.is_ours(name, kind)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": include, "compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_checks_and_partial_indexes_are_those_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE SCHEMA models"))
        connection.execute(text("SET search_path TO models"))
        metadata.create_all(connection)
        connection.execute(text("SET search_path TO public, models"))

        ours, theirs = definitions(connection, "public"), definitions(connection, "models")
        connection.rollback()

    assert ours == theirs


def test_the_job_engine_has_no_schema_change_that_our_history_lacks() -> None:
    """An update of the engine that brings a migration must enter our history as frozen text first."""
    import procrastinate.schema

    known = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
    folder = procrastinate.schema.migrations_path
    assert max(path.name for path in folder.iterdir() if path.suffix == ".sql") == known


def upgraded_to(server: str, version: str) -> Engine:
    """A database of its own that stands at an earlier version."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS mbiu_upgraded WITH (FORCE)")
        connection.execute("CREATE DATABASE mbiu_upgraded")
    engine = db.connect(make_url(server).set(database="mbiu_upgraded").render_as_string(hide_password=False))
    migrations.upgrade(engine, version)
    return engine


def test_reports_that_an_upgrade_finds_unfolded_are_shown_to_a_person(server: str) -> None:
    engine = upgraded_to(server, "0001")
    with engine.begin() as connection:
        for state, kind in (("new", "delivery"), ("waiting", "delivery"), ("done", "delivery"), ("new", "sms")):
            connection.execute(
                text(
                    "INSERT INTO inbox (provider, kind, external_id, received_at, body_sealed, state, note)"
                    " VALUES ('africastalking', :kind, CAST(:state AS text), now(), 'raw', CAST(:state AS text), '')"
                ),
                {"state": state, "kind": kind},
            )
    migrations.upgrade(engine)

    with engine.connect() as connection:
        states = connection.scalars(text("SELECT state FROM inbox ORDER BY id")).all()
        raw = connection.scalar(text("SELECT count(*) FROM inbox WHERE body_sealed IS NOT NULL"))
    engine.dispose()
    assert (states, raw) == (["flagged", "flagged", "done", "new"], 4)


OLD_RADIO = (
    """INSERT INTO areas (slug, level, name, display_name, lat, lon, population, iebc_code, position)
    SELECT slug, 'county', slug, slug, 0, 0, 1, slug, 1 FROM unnest(ARRAY['kitui', 'makueni']) AS slug""",
    """INSERT INTO officers (username, name, interface, on_duty, active, session_number)
    VALUES ('kioko', 'Kioko', 'en', false, true, 0)""",
    """INSERT INTO grants (officer_id, role, county, station) SELECT id, 'producer', county, station FROM officers,
        (VALUES ('kitui', 'Redio A'), ('makueni', ' redio a '), (NULL, 'Redio B'), ('kitui', ' '))
        AS old (county, station)""",
    """INSERT INTO scripts (week, county, language, spoken, speeches, missing, drafted_at, state, version, reviewer_id,
        reviewed_at)
    SELECT '2026-11-23', 'kitui', 'sw', 'sw', '[{"speaker": "Mtangazaji", "words": "Mvua.", "cue": "", "seconds": 0,
        "language": "sw", "bulletin": null, "source": ""}]', '{}', now(), 'reviewed', 1, id, now() FROM officers""",
)


def test_stations_that_were_names_and_scripts_that_were_reviewed_come_over(server: str) -> None:
    engine = upgraded_to(server, "0005")
    with engine.begin() as connection:
        for statement in OLD_RADIO:
            connection.exec_driver_sql(statement)
    migrations.upgrade(engine)

    with db.sessions(engine)() as session:
        held = {station.name.casefold(): sorted(station.counties) for station in session.scalars(select(Station))}
        granted = [grant.station_id is not None for grant in session.scalars(select(Grant).order_by(Grant.id))]
        [script] = session.scalars(select(Script))
    engine.dispose()
    assert held == {"redio a": ["kitui", "makueni"], "redio b": ["kitui", "makueni"]}
    assert granted == [True, True, True, False]
    assert (script.newest.state, [line.words for line in script.newest.lines]) == (State.SIGNED, ["Mvua."])


def test_a_migration_that_finds_a_table_in_use_gives_up_whole_and_is_run_again(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = upgraded_to(server, "0007")
    monkeypatch.setattr(migrations, "TIMEOUTS", migrations.TIMEOUTS.replace("5s", "100ms"))
    with engine.connect() as busy:
        busy.execute(text("LOCK TABLE officers IN ROW EXCLUSIVE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            migrations.upgrade(engine)
        busy.rollback()
        stands = busy.execute(text("SELECT version_num, to_regclass('departures') FROM alembic_version")).one()
    migrations.upgrade(engine)

    with engine.connect() as connection:
        timeout = connection.scalar(text("SHOW lock_timeout"))
    engine.dispose()
    assert (tuple(stands), timeout) == (("0007", None), "0")


def test_a_migration_that_waits_for_the_audit_holds_nothing_that_the_console_wants(server: str) -> None:
    engine = upgraded_to(server, "0007")
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'audit'::regclass")
    with ThreadPoolExecutor(1) as pool, engine.connect() as console:
        console.execute(text("LOCK TABLE audit IN ROW EXCLUSIVE MODE"))
        upgrading = pool.submit(migrations.upgrade, engine)
        while not console.scalar(waits):
            assert not upgrading.done()
        for table in ("officers", "replies", "referrals", "reveals", "bulletin_results"):
            console.execute(text(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE NOWAIT"))
        console.commit()
        upgrading.result(20)
        stands = console.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()

    assert stands == "0009"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("ALTER TABLE officers DROP COLUMN name", "ban-drop-column"),
        ("CREATE INDEX IF NOT EXISTS ix ON deliveries (state)", "require-concurrent-index-creation"),
        ("ALTER TABLE subscribers ADD COLUMN IF NOT EXISTS gone BOOLEAN NOT NULL", "adding-required-field"),
    ],
)
def test_a_migration_that_would_hold_up_the_telephones_is_refused(statement: str, fault: str) -> None:
    found = lint(f"{migrations.TIMEOUTS};\nBEGIN;\n{statement};\nCOMMIT;\n", "0009")

    assert found.returncode == 1
    assert fault in found.stdout

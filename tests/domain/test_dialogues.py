"""What a turn asks of the database, as PostgreSQL sees it."""

from datetime import UTC, datetime

from sqlalchemy import text

from domain import dialogues
from domain.dialogues import Asked
from domain.phones import Phone

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)

ENDED = text(
    "INSERT INTO dialogues (session_id, phone_lookup, updated_at, ended_at) SELECT n, '', :now, :now"
    " FROM generate_series(1, 3000) n"
)
KEPT = text(
    "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%(SELECT) AS nothing%'"
)


def test_what_each_turn_reads_is_planned_a_few_times_and_then_kept(session, vault):
    session.execute(ENDED, {"now": NOW})  # as most are: none of them with a number
    session.execute(text("ANALYZE dialogues"))

    for _ in range(20):
        dialogues.opened(session, vault, Asked("africastalking", "call", "call:1"), Phone("+254711000001"), NOW)

    generic, custom = session.execute(KEPT).one()
    assert generic > custom

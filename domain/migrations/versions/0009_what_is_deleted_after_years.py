"""What is deleted after years: outcomes, words, and lines of the audit

One statement a table, each a transaction of its own: a revision that holds one table of those in use and waits for the
next would be waited for in turn by whoever works at the console. Each may be said again, should a later one give up.
"""

from alembic import op

revision = "0009"
down_revision = "0008"

# A line of the audit may be deleted once it is seven years old, and is never changed: see `domain.kept_kinds`.
APPEND_ONLY = """
CREATE OR REPLACE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE OR REPLACE TRIGGER audit_kept_seven_years BEFORE DELETE ON audit
    FOR EACH ROW WHEN (OLD.at > now() - interval '2555 days') EXECUTE FUNCTION audit_is_append_only()"""
# The code before reads no empty one, for none is a year old; and saying it twice does no harm.
BOTH_LIVE_WITH_IT = "-- squawk-ignore ban-drop-not-null, prefer-robust-stmts\n"
# What became of a bulletin for each person is deleted after a year, as are words of messages and reports.
ONE_BY_ONE = (
    APPEND_ONLY,
    """ALTER TABLE bulletin_results ADD COLUMN IF NOT EXISTS forgotten_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN IF NOT EXISTS all_gone BOOLEAN DEFAULT false NOT NULL""",
    f"{BOTH_LIVE_WITH_IT}ALTER TABLE replies ALTER COLUMN body_sealed DROP NOT NULL",
    f"{BOTH_LIVE_WITH_IT}ALTER TABLE referrals ALTER COLUMN words_sealed DROP NOT NULL",
    f"{BOTH_LIVE_WITH_IT}ALTER TABLE reveals ALTER COLUMN reason_sealed DROP NOT NULL",
)


def upgrade() -> None:
    for statement in ONE_BY_ONE:
        with op.get_context().autocommit_block():
            op.execute(statement)

"""`python -m tests.lint_migrations`: read the SQL of every new migration for what would hold up a service that runs."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from alembic.script import ScriptDirectory

from domain.migrations import configuration, sql_of

ROOT = Path(__file__).parents[1]
# Made before any county ran the service: whoever installs it has empty tables, and nothing waits for a lock on those.
BEFORE_THE_FIRST_RELEASE = {f"000{n}" for n in range(1, 8)}


def revisions() -> Iterable[tuple[str, str]]:
    """Each revision that is read, with the one before it."""
    for script in ScriptDirectory.from_config(configuration()).walk_revisions():
        if script.revision not in BEFORE_THE_FIRST_RELEASE:
            yield script.revision, str(script.down_revision)


def lint(sql: str, name: str) -> subprocess.CompletedProcess[str]:
    """What squawk says of it; it exits with 1 when anything is wrong."""
    squawk = [str(Path(sys.executable).with_name("squawk")), "--config", str(ROOT / ".squawk.toml")]
    return subprocess.run([*squawk, "--stdin-filepath", name], input=sql, text=True, capture_output=True)


def main() -> None:
    faults = [done for revision, before in revisions() if (done := lint(sql_of(revision, before), revision)).returncode]
    for done in faults:
        print(done.stdout + done.stderr)  # noqa: T201  a program that prints
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

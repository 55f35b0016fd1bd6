"""The runbook of the night: every part is there and whole, and what it names as its proof exists."""

import re
from pathlib import Path

import pytest

from tests.crash.drills import DRILLS

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "operations.md").read_text()
PARTS = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n)*)", RUNBOOK, re.M))
# Alert rules and pages lead to these.
ANCHORS = {
    "database-away", "no-worker", "no-clock", "queue-too-old", "unknowns", "provider-failing", "receipts-late",
    "ussd-slow", "clock-skew", "balance-low", "spool-not-draining", "parked-job", "backup-too-old", "disk-low",
    "deploy", "provider-lying", "poisoned-callback", "lost-key", "web-down", "server-errors", "retention-late",
    "log-masked", "wrong-knocks", "numbers-unread",
}  # fmt: skip


def test_every_part_that_something_leads_to_is_there() -> None:
    assert sorted(name.lower().replace(" ", "-") for name in PARTS) == sorted(ANCHORS)
    assert set(re.findall(r"\]\(#([a-z-]+)\)", RUNBOOK)) == ANCHORS


def test_every_alert_leads_to_a_part() -> None:
    led = re.findall(r"docs/operations\.md#([a-z-]+)", (ROOT / "deploy" / "alerts.yml").read_text())

    assert len(led) > 20
    assert set(led) <= ANCHORS


@pytest.mark.parametrize("name", PARTS)
def test_each_says_what_is_seen_what_happens_what_to_do_and_what_shows_it(name: str) -> None:
    said = re.findall(r"^\*\*(.+?)\.\*\*", PARTS[name], re.M)

    assert said == ["What you see", "What the system does", "What you do", "Shown by"]


def test_the_tests_and_drills_it_names_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", RUNBOOK)
    missing = [
        f"{file}::{test}" for file, test in named
        if not (ROOT / file).exists() or (test and f"def {test}(" not in (ROOT / file).read_text())
    ]  # fmt: skip

    assert missing == []
    assert len(named) > 30
    drills = re.findall(r"`(?:python -m tests\.crash\.drills )?((?:database|disk|provider)-[a-z-]+)`", RUNBOOK)
    assert set(drills) == set(DRILLS)

"""The papers in `docs/data-protection` are those the service writes; `make papers` writes them anew."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from bot.data_papers import PAPERS, render
from bot.paper_words import STAYS
from domain import data_map, retention_periods
from schedules.retention_rules import rules

FOLDER = Path("docs/data-protection")


@pytest.mark.parametrize("paper", PAPERS)
def test_the_papers_in_the_docs_are_what_the_service_writes_today(app: Flask, paper: str) -> None:
    with app.app_context():
        written = render(paper, retention_periods.shipped(timedelta(days=90)))
    if os.environ.get("WRITE_PAPERS"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / paper).write_text(written)

    assert (FOLDER / paper).read_text() == written


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_names_only_tests_that_are_there(paper: str) -> None:
    named = [word for word in (FOLDER / paper).read_text().split("`") if word.startswith("tests/")]

    assert [name for name in named if not Path(name).exists()] == []


def test_whatever_is_kept_of_people_has_a_period_or_a_reason_why_it_has_none() -> None:
    periods = retention_periods.shipped(timedelta(days=90))
    forgotten = {due.table.__tablename__ for dues in rules(datetime.now(UTC), periods).values() for due in dues}
    whose = {held.table.name for held in data_map.read() if held.whose}

    assert whose - forgotten - {table for tables in STAYS for table in tables} == set()
    assert {table for tables in STAYS for table in tables} <= whose

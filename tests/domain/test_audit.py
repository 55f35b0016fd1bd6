"""The audit is append-only in the database itself."""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain import audit
from domain.audit import Asked, Place


@pytest.mark.parametrize("change", ["UPDATE audit SET what = 'nothing'", "DELETE FROM audit", "TRUNCATE audit"])
def test_a_line_once_written_stays(session: Session, now: datetime, change: str) -> None:
    audit.record(session, None, "approved", "bulletin 1", now=now, size=3)
    session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))
    session.rollback()

    assert [line.what for line in audit.history(session, "bulletin 1")] == ["approved"]


OF_REPORTS = re.compile("Incident|[Rr]estricted_?[Rr]eport|RestrictedKind|incident_exports")


class Anything:
    """Whatever a module has in hand where it writes: a report, a county, a file."""

    id = 12

    def __getattr__(self, name: str) -> "Anything":
        return self

    def __str__(self) -> str:
        return "kitui"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """(module, call) of every line of the audit written by a module that deals with reports."""
    for path in (each for folder in ("bot", "domain") for each in Path(folder).rglob("*.py")):
        if "audit.record(" in (code := path.read_text()) and OF_REPORTS.search(code):
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                    yield ".".join(path.with_suffix("").parts), node


def row(module: str, call: ast.Call) -> tuple[str, str]:
    """What is done and to what, as this call writes it."""
    what, code = call.args[2], ast.unparse(call.args[3])
    known = defaultdict(Anything, vars(importlib.import_module(module)) | {"about": "incident 12"})
    subject = eval(code, {}, known)  # noqa: S307  our own code
    return str(what.value if isinstance(what, ast.Constant) else "worked on it"), subject


# As earlier versions wrote them.
OLD = [("made an incident of it", "reply 4", {}), ("joined", "reply 4", {"incident": 12})]
REPORTS = OLD + [(*each, {}) for each in sorted({row(*found) for found in calls()})]


def test_administrators_learn_of_a_report_that_somebody_worked_on_one(session: Session, now: datetime) -> None:
    assert len(REPORTS) > 12
    for what, subject, detail in REPORTS:
        audit.record(session, None, what, subject, now=now, **detail)
    session.flush()

    lines = audit.trail(session, Asked(), most=99)
    assert [asdict(line) for line in lines if (line.what, line.subject) != ("worked on a report", "a report")] == []
    assert {(line.at.minute, line.coarse, *line.detail) for line in lines} == {(0, True)}
    for what, subject, _detail in REPORTS:
        for asked in (Asked(what=what), Asked(subject=subject)):
            assert audit.trail(session, asked, most=9) == [], "no question tells what is left out"
    assert audit.trail(session, Asked(subject="a report"), most=99) == lines


def test_no_order_tells_when_in_its_hour_a_report_was_worked_on(session: Session, now: datetime) -> None:
    """06:30: the report stands before what was done at 06:10, page by page too."""
    for minutes, subject in ((-90, "bulletin 1"), (-20, "bulletin 2"), (-10, "incident 1"), (0, "bulletin 3")):
        audit.record(session, None, "read", subject, now=now + timedelta(minutes=minutes))
    audit.record(session, None, "read", "incident 2", now=now + timedelta(minutes=10))
    session.flush()

    whole = audit.trail(session, Asked(), most=9)
    paged, after = list[audit.Line](), None
    while lines := audit.trail(session, Asked(), after=after, most=2):
        paged, after = paged + lines, Place.after(lines, after)

    assert [line.subject for line in whole] == ["bulletin 3", "bulletin 2", "a report", "a report", "bulletin 1"]
    assert paged == whole


def test_the_trail_goes_back_page_by_page_through_one_moment(session: Session, now: datetime) -> None:
    for number in range(5):
        audit.record(session, None, f"act {number}", "bulletin 1", now=now - timedelta(days=number // 2))
    session.flush()

    whole = audit.trail(session, Asked(), most=9)
    paged = audit.trail(session, Asked(), most=3)
    paged += audit.trail(session, Asked(), after=Place.after(paged, None), most=3)

    assert paged == whole
    assert [line.what for line in audit.trail(session, Asked(last=now.date() - timedelta(days=2)), most=9)] == ["act 4"]
    assert len(audit.trail(session, Asked(first=now.date()), most=9)) == 2

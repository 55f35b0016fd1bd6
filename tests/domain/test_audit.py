"""The audit is append-only in the database itself."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain import audit
from domain.audit import Asked


@pytest.mark.parametrize("change", ["UPDATE audit SET what = 'nothing'", "DELETE FROM audit", "TRUNCATE audit"])
def test_a_line_once_written_stays(session: Session, now: datetime, change: str) -> None:
    audit.record(session, None, "approved", "bulletin 1", now=now, size=3)
    session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))
    session.rollback()

    assert [line.what for line in audit.history(session, "bulletin 1")] == ["approved"]


REPORTS = [
    ("read", "incident 12", {}),
    ("asked to see a number", "incident 12", {"source": 1}),
    ("saw to it", "restricted report 3", {}),
    ("typed in", "restricted reports", {}),
    ("made an incident of it", "reply 4", {}),
    ("joined", "reply 4", {"incident": 12}),
    ("handed on as a report", "reply 4", {}),
]


@pytest.mark.parametrize(("what", "subject", "detail"), REPORTS)
def test_administrators_learn_of_a_report_that_somebody_worked_on_one(
    session: Session, now: datetime, what: str, subject: str, detail: dict[str, object]
) -> None:
    audit.record(session, None, what, subject, now=now, **detail)
    session.flush()

    (line,) = audit.trail(session, Asked(), most=9)
    assert (line.what, line.subject, line.detail) == ("worked on a report", "a report", {})
    assert (line.at.minute, line.coarse) == (0, True)
    for asked in (Asked(what=what), Asked(subject=subject)):
        assert audit.trail(session, asked, most=9) == [], "no question tells what is left out"
    assert len(audit.trail(session, Asked(subject="a report"), most=9)) == 1


def test_the_trail_goes_back_page_by_page_through_one_moment(session: Session, now: datetime) -> None:
    for number in range(5):
        audit.record(session, None, f"act {number}", "bulletin 1", now=now - timedelta(days=number // 2))
    session.flush()

    whole = audit.trail(session, Asked(), most=9)
    paged = audit.trail(session, Asked(), most=3)
    paged += audit.trail(session, Asked(), before=paged[-1].id, most=3)

    assert [line.id for line in paged] == [line.id for line in whole]
    assert [line.what for line in audit.trail(session, Asked(last=now.date() - timedelta(days=2)), most=9)] == ["act 4"]
    assert len(audit.trail(session, Asked(first=now.date()), most=9)) == 2

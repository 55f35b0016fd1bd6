"""The audit is append-only in the database itself."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain import audit


@pytest.mark.parametrize("change", ["UPDATE audit SET what = 'nothing'", "DELETE FROM audit", "TRUNCATE audit"])
def test_a_line_once_written_stays(session: Session, now: datetime, change: str) -> None:
    audit.record(session, None, "approved", "bulletin 1", now=now, size=3)
    session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))
    session.rollback()

    assert [line.what for line in audit.history(session, "bulletin 1")] == ["approved"]

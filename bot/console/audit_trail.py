"""Who did what, when and from where, for administrators."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.console.access import allow, current_officer, today
from bot.console.audit_details import in_words
from bot.console.devices import device_words
from bot.console.words import N_, _
from bot.grants import read_day
from bot.services import services, session
from domain import audit, officers
from domain.audit import Asked, Line, Place
from domain.hours import local
from domain.officer_sessions import OfficerSession
from domain.officers import Role
from messages.paper import cell

blueprint = Blueprint("audit_trail", __name__, url_prefix="/console/audit")

AT_ONCE = 50
MOST, CHUNK = 100_000, 2000  # lines of one export, and of one query
EARLIEST = date(2020, 1, 1)
SEARCHED = timedelta(days=90)  # by words, where no first day is chosen: no index helps, and all of it takes seconds
PLACE = "%Y%m%d%H%M%S%f"
COARSE = (N_("worked on a report"), N_("a report"))  # how `domain.audit` says it, to be translated


@dataclass(frozen=True, slots=True)
class Names:
    """What the people and browsers of some lines are called."""

    officers: dict[int, str]
    devices: dict[int, str]

    def who(self, officer_id: int | None) -> str:
        return self.officers.get(officer_id, f"{officer_id}") if officer_id else "Mbiu"

    def device(self, line: Line) -> str:
        """From which browser, where its row is still there."""
        kept = self.devices.get(line.session_id or 0, "")
        return device_words(kept) if kept else ""

    def subject(self, line: Line) -> str:
        """An officer is told by name; anything else as the audit calls it."""
        noun, _blank, number = line.subject.partition(" ")
        known = noun == "officer" and number.isdecimal() and self.officers.get(int(number))
        return f"{line.subject} ({known})" if known else line.subject


@blueprint.get("/")
@allow(Role.ADMIN)
def index() -> ResponseReturnValue:
    """Show what was done, the newest first."""
    asked, query, after = _asked(), _query(), _place(request.args.get("after", ""))
    found = audit.trail(session(), asked, after=after, most=AT_ONCE + 1)
    lines = found[:AT_ONCE]
    older = len(found) > AT_ONCE and Place.after(lines, after)
    return render_template(
        "audit_trail/index.html",
        lines=lines,
        names=_names(lines),
        in_words=in_words,
        asked=query,
        newest=url_for("audit_trail.index", **query) if "after" in request.args else "",
        older=url_for("audit_trail.index", **query, after=_words(older)) if older else "",
        file=url_for("audit_trail.export", **query),
        officers=[("", _("Everybody")), *((f"{one.id}", one.name) for one in officers.everybody(session()))],
        most=MOST,
        searched=SEARCHED.days,
        a_report=audit.A_REPORT,
    )


@blueprint.get("/audit.csv")
@allow(Role.ADMIN)
def export() -> ResponseReturnValue:
    """Hand over the lines that were asked for as a file; that it was done is a line itself."""
    asked, now = _asked(), services().now()
    audit.record(session(), current_officer().id, N_("exported the audit"), "audit", now=now, asked=_query())
    headers = {"Content-Disposition": f'attachment; filename="mbiu-audit-{today()}.csv"', "Cache-Control": "no-store"}
    return Response(stream_with_context(_written(asked)), mimetype="text/csv", headers=headers)


def _written(asked: Asked) -> Iterator[bytes]:
    """The file in pieces: the last line says so where there was more."""
    yield b"\xef\xbb\xbf" + _csv([["moment", "who", "in_the_place_of", "what", "subject", "detail", "from"]])
    after, written = None, 0
    while lines := audit.trail(session(), asked, after=after, most=min(CHUNK, MOST + 1 - written)):
        names = _names(lines)
        kept = lines[: MOST - written]
        yield _csv([_row(line, names) for line in kept])
        after, written = Place.after(lines, after), written + len(lines)
        session().expunge_all()
        if written > MOST:
            yield _csv([[_("More than %(most)s lines were asked for: choose fewer days.", most=MOST)]])
            return


def _csv(rows: list[list[str]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines).writerows([cell(each) for each in row] for row in rows)
    return lines.getvalue().encode()


def _row(line: Line, names: Names) -> list[str]:
    place = names.who(line.deputy_for) if line.deputy_for else ""
    detail = json.dumps(line.detail, ensure_ascii=False) if line.detail else ""
    at = f"{local(line.at):%Y-%m-%d %H:%M}"
    return [at, names.who(line.officer_id), place, line.what, names.subject(line), detail, names.device(line)]


def _names(lines: list[Line]) -> Names:
    sessions = {line.session_id for line in lines if line.session_id}
    browsers = session().scalars(select(OfficerSession).where(OfficerSession.id.in_(sessions))) if sessions else ()
    return Names(
        {officer.id: officer.name for officer in officers.everybody(session())},
        {one.id: one.device for one in browsers},
    )


def _words(place: Place) -> str:
    return f"{place.at.astimezone(UTC):{PLACE}}-{place.lines}"


def _place(words: str) -> Place | None:
    """What `_words` wrote; None for anything else."""
    moment, _dash, lines = words.partition("-")
    try:
        at = datetime.strptime(moment, PLACE).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Place(at, int(lines)) if lines.isdecimal() and len(lines) < 9 and at.year <= today().year else None


def _query() -> dict[str, Any]:
    """What was asked for, without what was left empty."""
    asked = {name: request.args.get(name, "").strip() for name in ("officer", "first", "last", "what", "subject")}
    return {name: value for name, value in asked.items() if value}


def _asked() -> Asked:
    query = _query()
    first, last = read_day(query.get("first", "")), read_day(query.get("last", ""))
    if query.get("what") and first is None:
        first = max(min(last or today(), today()), EARLIEST) - SEARCHED
    officer = query.get("officer", "")
    return Asked(
        officer_id=int(officer) if officer.isdecimal() and len(officer) < 19 else None,
        first=max(first, EARLIEST) if first else None,
        last=max(min(last, today()), EARLIEST) if last else None,
        what=query.get("what", ""),
        subject=query.get("subject", ""),
    )

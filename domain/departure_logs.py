"""The departures as files: they outlive the database, and are read when a backup brings back who left since.

One file for one life of the database: after a restore its ids begin again where the backup left them. A line is id,
print, what, day, and a sum over itself and the line before, under a key of the vault; one that a power cut tore off is
noticed and written anew. The last line of all is a mark: up to which moment the file is complete. Only the newest mark
is kept, for several would tell the hour at which somebody left.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain import folders
from domain.db import Base
from domain.departures import Departure, DepartureLine
from domain.hours import at_wall_time, local
from domain.vault import Purpose, Vault

MARK = "complete"
FORMAT = "mbiu-departures-1"
AT_ONCE = 10_000  # lines in one transaction and one fsync


class DepartureLog(Base):
    """The file that this life of the database is copied to: the newest row counts.

    `after` is the newest id that the life before left behind: what came up to it is in the files of that life.
    """

    __tablename__ = "departure_logs"

    name: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    after: Mapped[int]


_NEWEST_FIRST = select(DepartureLog).order_by(DepartureLog.begun_at.desc())


class Line(NamedTuple):
    """One act. In one file a larger id is a later act."""

    id: int
    print: bytes
    what: Departure
    on: date

    def __str__(self) -> str:
        return f"{self.id} {self.print.hex()} {self.what} {self.on.isoformat()}"

    @classmethod
    def read(cls, body: str) -> "Line":
        """Raises `ValueError`."""
        number, printed, what, on = body.split(" ")
        return cls(int(number), bytes.fromhex(printed), Departure(what), date.fromisoformat(on))


def current(session: Session) -> DepartureLog | None:
    """The log of this life of the database; None before the first copy."""
    return session.scalar(_NEWEST_FIRST.limit(1))


def before(session: Session, log: DepartureLog) -> DepartureLog | None:
    """That of the life that ended when this one began; None where it was copied nowhere."""
    return session.scalar(_NEWEST_FIRST.where(DepartureLog.name != log.name).limit(1))


def begin(session: Session, now: datetime) -> DepartureLog:
    """A new file from here on; the one that began at this very moment, where it did already.

    By a clock that is behind it begins right after the one before: the newest counts.
    """
    if begun := session.scalar(select(DepartureLog).where(DepartureLog.begun_at == now)):
        return begun
    last = current(session)
    begun_at = max(now, last.begun_at + timedelta(microseconds=1)) if last else now
    log = DepartureLog(name=token_hex(8), begun_at=begun_at, after=newest(session) if last else 0)
    session.add(log)
    session.flush()
    return log


def newest(session: Session) -> int:
    """The newest id; 0 of none."""
    return session.scalar(select(func.max(DepartureLine.id))) or 0


def newer(session: Session, than: int) -> list[Line]:
    """The next lines, complete up to the last of them: whoever writes one at this moment is waited for, or a smaller
    id could come later and be passed over. Raises `OperationalError` when that takes too long; ask again."""
    session.execute(text("SET LOCAL lock_timeout = '250ms'"))
    session.execute(text("LOCK TABLE departures IN SHARE MODE"))
    rows = select(DepartureLine).where(DepartureLine.id > than).order_by(DepartureLine.id).limit(AT_ONCE)
    return [Line(row.id, row.phone_lookup, row.what, local(row.on).date()) for row in session.scalars(rows)]


def stands(session: Session, line: Line) -> bool:
    """Whether this act, or the same of that number later, is known: where it is not, the database has gone back.

    No row is ever deleted, and an act that is done again has a larger id; so an id alone, given anew, tells nothing.
    """
    mine = (DepartureLine.phone_lookup == line.print, DepartureLine.what == line.what, DepartureLine.id >= line.id)
    return session.scalar(select(DepartureLine.id).where(*mine)) is not None


class End(NamedTuple):
    """Where a file ends: its length, that before the mark, the last line and the last sum."""

    size: int
    whole: int
    line: Line | None
    sum: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says. `until`: all who left before are in it, as far as its sums hold without a gap.

    `faults` are lines whose sum is wrong; `whole` the bytes before the mark or a torn end, with the sum there.
    """

    name: str
    begun_at: datetime
    until: datetime
    lines: Sequence[Line]
    faults: int
    whole: int
    sum: str


class LogFile:
    """The file of one log in one folder. Several processes may read it; only the clock that leads writes."""

    def __init__(self, folder: Path, log: DepartureLog, vault: Vault) -> None:
        self.path, self._log, self._vault = folder / f"{log.name}.log", log, vault
        self._end: End | None = None
        self.marked: datetime | None = None  # by ourselves

    def last(self) -> int:
        """The newest id that it needs no more. Raises `OSError`."""
        return line.id if (line := self.newest()) else self._log.after

    def newest(self) -> Line | None:
        """The last act in it; None where nobody has left yet. Raises `OSError`."""
        return self._known().line

    def append(self, lines: Sequence[Line], complete: datetime | None) -> None:
        """Write them down; when this returns, they survive a power cut. Raises `OSError`.

        `complete`: the moment up to which nobody's line is missing; None while more are to come. The folder is not
        made: where a share should be mounted and is not, they would lie on this very disk.
        """
        _, whole, last, total = self._known()
        written: list[str] = []
        bodies = map(str, lines)
        for body in bodies if whole else chain([f"{FORMAT} {self._log.name} {self._log.begun_at.isoformat()}"], bodies):
            total = _sum(self._vault, total, body)
            written.append(f"{body} {total}\n")
        kept, mark = "".join(written).encode(), b""
        if complete:
            body = f"{MARK} {complete.isoformat()}"
            mark = f"{body} {_sum(self._vault, total, body)}\n".encode()
        self._end = None
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(whole)
            file.seek(whole)
            file.write(kept + mark)
            file.flush()
            os.fsync(file.fileno())
            self._end = End(file.tell(), whole + len(kept), lines[-1] if lines else last, total)
        self.marked = complete
        if not whole:
            folders.sync(self.path.parent)

    def _known(self) -> End:
        size = self.path.stat().st_size if self.path.exists() else 0
        if self._end is None or self._end.size != size:
            found = read(self.path, self._vault) if size else None
            if found is None and b"\n" in (self.path.read_bytes() if size else b""):
                raise OSError("the first line of a file of departures was changed")  # never begun anew over it
            last = found.lines[-1] if found and found.lines else None
            self._end = End(size, found.whole, last, found.sum) if found else End(size, 0, None, "")
        return self._end


def read(path: Path, vault: Vault) -> Reading | None:
    """All that can be read of a file; None where its first line is not ours, sum and all. Raises `OSError`.

    A line whose sum is wrong is believed where it says that somebody left, and never that they came back.
    """
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    first, *rest = data[:whole].decode("ascii", "replace").splitlines() or [""]
    opening, _, total = first.rpartition(" ")
    if not opening.startswith(f"{FORMAT} ") or total != _sum(vault, "", opening):
        return None
    name, begun = opening.split(" ")[1:]
    begun_at = until = datetime.fromisoformat(begun)
    lines: list[Line] = []
    faults = 0
    for number, row in enumerate(rest):
        body, _, stated = row.rpartition(" ")
        wrong = stated != _sum(vault, total, body)
        faults += wrong
        if number == len(rest) - 1 and body.startswith(f"{MARK} "):
            whole -= len(row) + 1
            until = until if faults else datetime.fromisoformat(body.removeprefix(f"{MARK} "))
            break
        total = stated
        try:
            line = Line.read(body)
        except ValueError:
            continue
        if not wrong or line.what is not Departure.JOINED:
            lines.append(line)
        if not faults:
            until = max(until, at_wall_time(datetime.combine(line.on, time())))
    return Reading(name, begun_at, until, lines, faults, whole, total)


def readings(folders: Sequence[Path], vault: Vault) -> Iterator[tuple[Path, Reading | None]]:
    """Every file of every folder; the same log lies in several of them. None of what is not ours."""
    for folder in folders:
        for path in sorted(folder.glob("*.log")):
            yield path, read(path, vault)


def _sum(vault: Vault, before: str, body: str) -> str:
    return vault.lookup(f"{before} {body}", Purpose.DEPARTURES).hex()

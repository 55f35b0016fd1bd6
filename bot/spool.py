"""Where callbacks wait on disk while the database is away: sealed, one file each, there before they are acknowledged.

A file is named by its arrival and by nothing else. Two lanes: what people sent keeps its order, also towards what comes
when the database is back, for a STOP must not be acted on after the JOIN that followed it; reports have none to keep.
Several web servers have a spool each, and no order between them.
"""

import contextlib
import fcntl
import heapq
import itertools
import json
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain import folders
from domain.inbox import Kind
from domain.vault import Purpose, Unsealable, Vault

PEOPLE, REPORTS, ASIDE = "people", "reports", "aside"
LANES = {Kind.SMS: PEOPLE, Kind.OPTOUT: PEOPLE, Kind.DELIVERY: REPORTS, Kind.USSD_EVENT: REPORTS}
# The database may lie on this disk and would not come back on a full one. A day of reports stops at twice as much, so
# that there is still room for a STOP: at 4 kB a file, 1 GiB takes 260,000 texts.
LEAST_FREE = 1024**3  # bytes
AWAY = 1.0  # seconds in which nobody else tries a database that was just found away: each try may hang for 8
ABANDONED = 3600.0  # seconds after which a file nobody finished was left by a process that died; it was never answered
ASIDE_FOR = 180 * 86400.0  # seconds; no county chooses it: here each file waits for a key or a hand
NOT_SEEN = (0, 0)  # times of a file that lies aside since a clock that may be wrong

_counter = itertools.count()
_ARRIVAL = re.compile(r"\d+-\d+-\d+")


def _arrival() -> str:
    """Sorts in the order of arrival, over all threads and processes of one machine."""
    return f"{time.time_ns():020d}-{os.getpid():08d}-{next(_counter):08d}"


@dataclass(frozen=True, slots=True)
class Posted:
    """An authentic callback as it came: `received_at` stays the moment it first knocked, also when it is replayed."""

    provider: str
    kind: Kind
    body: bytes = field(repr=False)
    received_at: datetime
    arrival: str = field(default_factory=_arrival)


class NoRoom(OSError):
    """The disk is too full to take another callback."""


class Spool:
    """The folder, for any number of threads and processes at once. `free` tells the bytes left on its disk."""

    def __init__(
        self, folder: Path, vault: Vault, *, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    ) -> None:
        self.folder = folder
        self._vault = vault
        self._free = free
        self._away_until = 0.0

    def found_away(self) -> None:
        """Remember that the database was away just now."""
        self._away_until = time.monotonic() + AWAY

    def comes_first(self, kind: Kind) -> bool:
        """Whether a callback of this kind is not tried now: the database is away, or older ones of people wait.

        A call is one of people's, too: a STOP in it must not be overtaken by the JOIN that was texted before it.
        """
        of_people = kind is Kind.USSD or LANES[kind] == PEOPLE
        return time.monotonic() < self._away_until or (of_people and self.people_wait())

    def keep(self, posted: Posted) -> None:
        """Write it down; when this returns, it survives a power cut. Raises `OSError`, and then nothing may be kept."""
        lane = LANES[posted.kind]
        folder = self._folder(lane)
        if self._free(folder) < LEAST_FREE * (1 if lane == PEOPLE else 2):
            raise NoRoom
        _write(folder / posted.arrival, self._sealed(posted))

    def is_short(self) -> bool:
        """Whether it would soon take no more reports."""
        return self.free() < 2 * LEAST_FREE

    def waiting(self) -> int:
        """How many wait to be replayed."""
        return sum(1 for lane in (PEOPLE, REPORTS) for _ in self._names(lane))

    def people_wait(self) -> bool:
        """Whether anything of people waits."""
        return any(self._names(PEOPLE))

    def put_aside(self) -> int:
        """How many could not be replayed and wait for a person."""
        return sum(1 for _ in self._names(ASIDE))

    def free(self) -> int:
        """Room on its disk, or on the one it will be made on; 0 when that cannot be told."""
        folder = next((each for each in (self.folder, *self.folder.absolute().parents) if each.exists()), self.folder)
        try:
            return self._free(folder)
        except OSError:
            return 0

    def oldest(self, most: int) -> list[Path]:
        """The first ones to replay: those of people, and reports when there are none."""
        for lane in (PEOPLE, REPORTS):
            if names := heapq.nsmallest(most, self._names(lane)):
                return [self.folder / lane / name for name in names]
        return []

    def copies(self, most: int) -> list[tuple[str, bytes]]:
        """The first `most` of all that lies here, put aside or waiting, as lane and name, sealed as they are."""
        found = []
        names = [
            f"{lane}/{name}" for lane in (ASIDE, PEOPLE, REPORTS) for name in heapq.nsmallest(most, self._names(lane))
        ]
        for name in names[:most]:
            with contextlib.suppress(FileNotFoundError):  # replayed meanwhile: the database has it
                found.append((name, (self.folder / name).read_bytes()))
        return found

    def bring_back(self, copies: Iterable[tuple[str, bytes]]) -> None:
        """Put copies where they lay. What lies there is left alone; names that are not ours are passed over."""
        for name, body in copies:
            lane, _, arrival = name.partition("/")
            path = self._folder(lane if lane in (PEOPLE, REPORTS) else ASIDE) / arrival
            if _ARRIVAL.fullmatch(arrival) and not path.exists():
                _write(path, body)
                os.utime(path, NOT_SEEN)

    def read(self, path: Path) -> Posted:
        """A callback again. Raises `Unsealable` for a file that is cut, changed, or sealed under a lost key."""
        said = json.loads(self._vault.open(path.read_bytes(), Purpose.SPOOL, path.name))
        moment = datetime.fromisoformat(said["received_at"])
        return Posted(said["provider"], Kind(said["kind"]), said["body"].encode("latin-1"), moment, path.name)

    def aside(self) -> list[Path]:
        """All that was put aside."""
        return [self.folder / ASIDE / name for name in sorted(self._names(ASIDE))]

    def set_aside(self, path: Path) -> None:
        """Take a file out of the way of those behind it."""
        os.utime(path, NOT_SEEN)
        path.rename(self._folder(ASIDE) / path.name)

    def forget_aside(self) -> None:
        """Drop what was seen aside half a year ago; only while the clock on the wall is believed.

        The clock by which it came, or was put aside, may not have been.
        """
        for path in self.aside():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime == 0:
                    os.utime(path)
        self._forget(f"{ASIDE}/*", ASIDE_FOR)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other process replays, and none will for as long as the block lasts."""
        with (self._folder("") / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                self._forget("*/.*", ABANDONED)
                yield True

    def under_keys(self) -> Counter[bytes]:
        """How many files, also those put aside, begin with which tag of the vault's."""
        found: Counter[bytes] = Counter()
        for path in self._files():
            with contextlib.suppress(FileNotFoundError):  # brought back meanwhile
                found[path.read_bytes()[:4]] += 1
        return found

    def seal_anew(self) -> int:
        """Seal under the newest key what lies under older ones; only `alone`. What our keys do not open stays."""
        done = 0
        for path in list(self._files()):
            sealed, of, laid = path.read_bytes(), (Purpose.SPOOL, path.name), path.stat().st_mtime
            with contextlib.suppress(Unsealable):
                if not sealed.startswith(self._vault.newest):
                    _write(path, self._vault.seal(self._vault.open(sealed, *of), *of))
                    os.utime(path, (laid, laid))  # it is forgotten by its age
                    done += 1
        return done

    def _files(self) -> Iterator[Path]:
        return (self.folder / lane / name for lane in (PEOPLE, REPORTS, ASIDE) for name in self._names(lane))

    def _sealed(self, posted: Posted) -> bytes:
        said = {
            "provider": posted.provider,
            "kind": posted.kind,
            "received_at": posted.received_at.isoformat(),
            "body": posted.body.decode("latin-1"),  # every byte has a letter there
        }
        return self._vault.seal(json.dumps(said), Purpose.SPOOL, posted.arrival)

    def _names(self, lane: str) -> Iterator[str]:
        with contextlib.suppress(OSError), os.scandir(self.folder / lane) as entries:
            yield from (entry.name for entry in entries if not entry.name.startswith("."))

    def _folder(self, lane: str) -> Path:
        """The lane's folder, made on first use; that it is there must survive a power cut like what lies in it."""
        folder = self.folder / lane
        for path in (self.folder.parent, self.folder, folder):
            if not path.exists():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                folders.sync(path.parent)
        return folder

    def _forget(self, pattern: str, age: float) -> None:
        for path in self.folder.glob(pattern):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > age:
                    path.unlink()


def _write(final: Path, content: bytes) -> None:
    """Put a file there whole or not at all, in the place of one that is there; it survives a power cut."""
    draft = final.with_name(f".{final.name}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(final)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    folders.sync(final.parent)

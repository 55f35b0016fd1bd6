"""PostgreSQL's own programs for taking a database out and putting it back, as streams."""

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.embedded import NoPostgres, bundled_binaries

PIECE = 256 * 1024  # bytes


class DumpError(Exception):
    """One of the programs is missing or failed; the message is for whoever stands at the terminal."""


def program(name: str, at_least: int) -> tuple[str, int]:
    """Where the program lies and its major version: the oldest that knows a server of `at_least`.

    A newer one asks an older server for what it does not know. Raises `DumpError`.
    """
    found = {version: path for path in _everywhere(name) if (version := _version(path))}
    fitting = [version for version in sorted(found) if version >= at_least]
    if not fitting:
        had = f"only {name} {max(found)} is" if found else f"no {name} is"
        raise DumpError(f"The server is PostgreSQL {at_least} and {had} here: install postgresql-client-{at_least}.")
    return found[fitting[0]], fitting[0]


def _everywhere(name: str) -> Iterator[str]:
    """Those inside the wheel first: of two of one version the installed one is taken."""
    with contextlib.suppress(NoPostgres):
        for folder in sorted(bundled_binaries().parents[1].glob("pginstall*/bin")):
            yield str(folder / name)
    if on_path := shutil.which(name):
        yield on_path
    yield from (str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))


def _version(path: str) -> int | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)[.\d]*", said)
    return int(found[1]) if found else None


def _connection(url: str) -> tuple[str, dict[str, str]]:
    """What stands on the command line, which everybody on the machine can read, and what does not."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return make_conninfo(**parts), {"LC_ALL": "C", "HOME": str(Path.home()), **secret}  # type: ignore[arg-type]


class Running:
    """One of the programs at work. What it complains of goes to a file: a pipe nobody reads would fill up."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], *, reads: bool, writes: bool) -> None:
        self._name = Path(command[0]).name
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115  as long as the program
        self._process = subprocess.Popen(  # noqa: S603  our own programs with our own arguments
            command,
            env=environment,
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.PIPE if writes else subprocess.DEVNULL,
            stderr=self._said,
        )

    @property
    def takes(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101  as it was begun
        return self._process.stdin

    @property
    def gives(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout

    def pieces(self) -> Iterator[bytes]:
        """All that it writes. Raises `DumpError` where it fails."""
        while piece := self.gives.read(PIECE):
            yield piece
        self.end()

    def end(self) -> None:
        """Wait for it. Raises `DumpError` where it failed."""
        if self._process.wait():
            self._said.seek(0)
            lines = [line for line in self._said.read().splitlines() if "error" in line.lower() or "ERROR" in line]
            raise DumpError(f"{self._name} failed: {(lines or ['it did not say why'])[0][:300]}")

    def close(self) -> None:
        """End it now if it still runs."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()
        self._said.close()


def dump(url: str, path: str, snapshot: str) -> Iterator[bytes]:
    """The archive of what the snapshot sees. Raises `DumpError`."""
    target, environment = _connection(url)
    # What is sealed does not shrink: more effort than the least costs minutes and saves nothing.
    shape = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    running = Running([path, *shape, f"--dbname={target}"], environment, reads=False, writes=True)
    try:
        yield from running.pieces()
    finally:
        running.close()


def load(url: str, archive: Iterable[bytes], programs: tuple[str, str], *, before: str = "", after: str = "") -> None:
    """Put an archive back, with statements before and after it, all in one transaction: all of it or nothing.

    The transaction is our own, and its end the last words: psql's `--single-transaction` commits when its input ends,
    also because whoever fed it was killed. `programs` are pg_restore, which makes a script of the archive, and psql.
    Raises `DumpError`, and whatever the archive raises.
    """
    target, environment = _connection(url)
    quiet = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    with contextlib.ExitStack() as stack:
        script = Running(
            [programs[0], "--no-owner", "--no-privileges", "--file=-"], environment, reads=True, writes=True
        )
        stack.callback(script.close)
        into = Running([programs[1], *quiet, f"--dbname={target}"], environment, reads=True, writes=False)
        stack.callback(into.close)
        feeding = _Feeding(archive, script.takes)
        feeding.start()
        try:
            into.takes.write(f"BEGIN;\n{before}".encode())
            for piece in script.pieces():
                into.takes.write(piece)
            feeding.join()
            if feeding.fault is None:
                into.takes.write(f"{after}\nCOMMIT;\n".encode())
                into.takes.close()
        except BrokenPipeError:
            into.end()
            raise
        except DumpError:
            if feeding.fault is None:
                raise
        if feeding.fault:
            raise feeding.fault
        into.end()


class _Feeding(threading.Thread):
    """Hands an archive to the program that reads it, while somebody else takes what comes out."""

    def __init__(self, archive: Iterable[bytes], takes: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._archive, self._takes = archive, takes
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            for piece in self._archive:
                self._takes.write(piece)
            self._takes.close()
        except BrokenPipeError:  # it has read what it needs, or says itself what is wrong
            for _ in self._archive:
                pass  # the end of the archive still has to be proved
        except Exception as fault:
            self.fault = fault
            with contextlib.suppress(OSError):
                self._takes.close()

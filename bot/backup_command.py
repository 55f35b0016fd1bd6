"""`flask --app wsgi backup`: the whole service as one encrypted file, believed once it has come back."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from bot.services import commit, services, session
from domain import audit, backup_files, backups
from domain.backup_files import AnotherRuns, DoesNotComeBack, Waiting
from domain.backups import Backup
from domain.dumps import DumpError
from domain.embedded import NoPostgres, Postgres
from domain.sealed_files import BrokenFile

DAYS = 14
MOST_WAITING = 5000  # files of the spool: 20 MB; while more wait, the database was away until a moment ago


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="MBIU_DATA/backups unless told.")
@click.option(
    "--keep", default=DAYS, show_default=True, type=click.IntRange(1, 3650), help="Days of which one is kept."
)
@click.option("--no-verify", is_flag=True, help="Do not look whether it comes back; then no older file is removed.")
@click.option("--scratch-url", default="", help="The server it comes back to, where our own role may make no database.")
@with_appcontext
def backup(folder: Path | None, keep: int, scratch_url: str, *, no_verify: bool) -> None:
    """Write everything into one encrypted file, and see that it comes back. Exit code 1 when any of it fails.

    Only the keys in MBIU_KEYS open it: keep them elsewhere, or it is worth nothing.
    """
    folder = folder or services().settings.data / "backups"
    with telling():
        row = _begin()
    try:
        with telling(), backup_files.alone(services().settings.database_url):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(row, folder / row.name)
            if not no_verify:
                _verify(row, folder / row.name, scratch_url)
                _forget_old(folder, keep, row.name)
    except click.ClickException as fault:
        _keep_fault(row, fault.message)
        raise


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """What goes wrong is said in one line, and never with what was in the database; so is being told to end."""
    try:
        with _ending_in_order():
            yield
    except AnotherRuns:
        raise click.ClickException("A backup is being made at this moment.") from None
    except (DumpError, BrokenFile, DoesNotComeBack, NoPostgres) as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(
            f"The file cannot be written or read: {fault.strerror or type(fault).__name__}."
        ) from None
    except (OperationalError, psycopg.OperationalError):
        raise click.ClickException("The database is not there, or went away meanwhile.") from None
    except psycopg.Error as fault:
        raise click.ClickException(f"The database refused: {type(fault).__name__}.") from None


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """SIGTERM as an exception: what is half done is taken away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise click.ClickException("It was told to end, and nothing of it is left.")

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _begin() -> Backup:
    now = services().now()
    row = Backup(name=backup_files.file_name(now), begun_at=now)
    session().add(row)
    commit()
    return row


def _make(row: Backup, path: Path) -> None:
    here = services()
    waiting = [Waiting(*copy) for copy in here.spool.copies(MOST_WAITING)]
    row.rows = backup_files.make(here.settings.database_url, path, here.vault, row.begun_at, waiting)
    row.bytes, row.finished_at = path.stat().st_size, here.now()
    audit.record(session(), None, "made a backup", "service", now=here.now(), by="command line", file=row.name)
    commit()
    click.echo(f"{path}: {sum(row.rows.values())} rows, {row.bytes} bytes.")


def _verify(row: Backup, path: Path, scratch_url: str) -> None:
    here = services()
    with _scratch_server(scratch_url) as url:
        backup_files.verify(path, here.vault, url)
    row.verified_at = here.now()
    audit.record(session(), None, "saw a backup come back", "service", now=here.now(), by="command line", file=row.name)
    commit()
    click.echo("It came back into a database of its own, with as many rows in every table, and was dropped again.")


@contextlib.contextmanager
def _scratch_server(given: str) -> Iterator[str]:
    """The server the file comes back to: the one that is named, our own, or one that is started for it."""
    here = services()
    own = Postgres(here.settings.data / "scratch-postgres", durable=False)
    own.forget()  # whoever was killed left it
    if given or backup_files.may_create(here.settings.database_url):
        yield given or here.settings.database_url
        return
    try:
        own.start()
        yield own.url
    finally:
        own.forget()


def _forget_old(folder: Path, days: int, came_back: str) -> None:
    for old in backup_files.too_old(folder, backups.unverified(session()), days, came_back):
        old.unlink(missing_ok=True)
        click.echo(f"Removed: {old.name}")


def _keep_fault(row: Backup, fault: str) -> None:
    """For whoever looks at the console; where the database is away, the exit code has to do."""
    with contextlib.suppress(OperationalError):
        session().rollback()
        row.fault = fault
        commit()

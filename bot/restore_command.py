"""`flask --app wsgi restore`: a backup comes back, and is told who left since before anything may be sent."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from bot.backup_command import telling
from bot.replay import MOST_TRIES
from bot.services import commit, services, session
from domain import backup_files, departure_logs, departure_replay, lost_keys, migrations, restoring
from domain.backups import Restore
from domain.departure_replay import LAG, Since
from domain.restoring import Waiting
from domain.sealed_files import Header
from messages import filing

ITSELF = "the database server"
AT_WORK = "A worker or a clock is at work on it: stop them on every machine, wait a minute."
MINUTE = "%Y-%m-%d %H:%M"
REMEDY = (
    "Bring it there and run restore --finish: nothing is sent before. If it is lost: with --without-log whoever "
    "stopped or was deleted since and is not in it is written to again, against their word; tell the Data Commissioner."
)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Only read the file to its end; change nothing.")
@click.option("--replace", default="", help="The database's name, typed: all that is in it now is given up.")
@click.option("--without-log", is_flag=True, help="Go on although the files of who left are gone or old.")
@click.option("--finish", is_flag=True, help="Finish a restore that was broken off.")
@click.option(
    "--came-back-to", type=click.DateTime(), help="The database server itself went back to this moment (UTC)."
)
@with_appcontext
def restore(
    file: Path | None, came_back_to: datetime | None, replace: str, *, check: bool, without_log: bool, finish: bool
) -> None:
    """Bring FILE back into the database of DATABASE_URL. Stop the web, the workers and the clock before.

    Nothing is sent until it has been told who stopped or was erased since: by the files under MBIU_DATA/departures and
    MBIU_DEPARTURES_COPY. What was under way then waits for an officer.
    """
    if sum(map(bool, (file, finish, came_back_to))) != 1:
        raise click.UsageError("Name one file; or --finish; or --came-back-to.")
    with telling():
        if file:
            header = _prove(file)
            if check:
                return
            _bring_back(file, header, replace)
        elif came_back_to:
            then = came_back_to.replace(tzinfo=UTC)
            _went_back(then)
        _finish(without_log=without_log)


def _went_back(then: datetime) -> None:
    """Hold what is sent; where that is held already, the moment may be a corrected one."""
    here = services()
    with restoring.opened(here.settings.database_url) as connection:
        if restoring.somebody_works(connection, here.now()):
            raise click.ClickException(AT_WORK)
    held = restoring.unfinished(session())
    if held is None:
        session().add(Restore(backup_name=ITSELF, backup_of=then, restored_at=here.now()))
    elif held.backup_name == ITSELF:
        held.backup_of = then
    commit()


def _prove(file: Path) -> Header:
    header, rows = backup_files.prove(file, services().vault)
    click.echo(f"{file.name}: of {header.made_at:%Y-%m-%d %H:%M} UTC, whole, {sum(rows.values())} rows.")
    if not migrations.knows(header.revision):
        raise click.ClickException("A newer Mbiu made this file: install that one first.")
    return header


def _bring_back(file: Path, header: Header, replace: str) -> None:
    """All of it in one transaction, with the hold; should it fail, the database is as it was."""
    here = services()
    url = here.settings.database_url
    with restoring.opened(url) as connection:
        name, server = connection.info.dbname, connection.info.server_version // 10000
        click.echo(f"Into the database {name} on {connection.info.host}; data folder {here.settings.data.absolute()}.")
        empty = restoring.is_empty(connection)
        fresh, works = empty or restoring.only_prepared(connection), restoring.somebody_works(connection, here.now())
    if server < header.server:
        raise click.ClickException(f"It came from PostgreSQL {header.server} and this server is {server}: upgrade it.")
    if works:
        raise click.ClickException(AT_WORK)
    if not fresh and replace != name:
        raise click.ClickException(f"The database is not empty. To give up what is in it, say --replace {name}")
    hold = restoring.hold(file.name, header.made_at, here.now())
    found = backup_files.load(file, here.vault, url, before="" if empty else restoring.EMPTY, after=hold)
    here.spool.bring_back((each.name, each.body) for each in found.waiting)
    click.echo("All rows are back. Nothing may be sent yet.")


def _finish(*, without_log: bool) -> None:
    here = services()
    migrations.upgrade(session().get_bind())  # type: ignore[arg-type]
    held = restoring.unfinished(session())
    if held is None:
        raise click.ClickException("No restore waits to be finished here.")
    # Before anything is taken: a STOP of these minutes stands in the file of the life that begins here.
    life = departure_logs.begin(session(), held.restored_at)
    held.restored_at = life.begun_at  # by which --finish knows it again; to come, by a clock that is behind
    commit()
    _take_what_waits()
    now = here.now()
    since = departure_replay.since_backup(session(), here.vault, here.settings.departure_folders, life)
    _look_at(since, now, without_log=without_log)
    if since.fates and not without_log:
        _open_all()
    file = partial(filing.file_waiting, session(), here.vault, places=here.places, now=now)
    replayed = departure_replay.replay(session(), here.vault, since, now, file_waiting=file)
    held = session().merge(held)
    held.restored_at = min(held.restored_at, now)
    waiting = restoring.settle(session(), held, replayed, here.now())
    commit()
    click.echo(f"Since then {replayed.stopped} numbers had stopped and {replayed.erased} were deleted: they are out.")
    _tell(waiting)


def _take_what_waits() -> None:
    """What waited on disk may have come before any stop that the log knows of: it is taken before it, all of it.

    One that makes us stumble is put aside after `MOST_TRIES` rounds, so in as many there are always fewer.
    """
    spool, replay = services().spool, current_app.extensions["replay"]
    aside, fewest, idle = spool.put_aside(), spool.waiting(), 0
    replay.round()
    while spool.people_wait() and idle < MOST_TRIES:
        waiting = spool.waiting()
        fewest, idle = min(waiting, fewest), 0 if waiting < fewest else idle + 1
        replay.round()
    if more := spool.put_aside() - aside:
        click.echo(f"Texts on this machine's disk that could not be taken and are put aside: {more}.", err=True)
    if spool.people_wait():
        with spool.alone() as alone:
            why = "The database does not take the" if alone else "Another process is at the"
        what = "See that it can be written to" if alone else "Stop the web"
        raise click.ClickException(f"{why} texts that wait on this machine's disk. {what}, then run restore --finish.")


def _look_at(since: Since, now: datetime, *, without_log: bool) -> None:
    for path in since.strange:
        click.echo(f"{path} is not believed: our keys did not write it, or its beginning was changed.", err=True)
    for log in since.logs:
        click.echo(f"The log {log.name} (from {log.begun_at:{MINUTE}}) knows who left up to {log.until:{MINUTE}} UTC.")
    if since.faults:
        click.echo(f"Lines of the files of who left that were changed or torn: {since.faults}.", err=True)
    if without_log or (since.until and now - since.until <= LAG):
        return
    folders = " or ".join(str(folder) for folder in services().settings.departure_folders)
    if since.until is None:
        raise click.ClickException(f"The file of who left since is not in {folders}. {REMEDY}")
    raise click.ClickException(
        f"Who left after {since.until:{MINUTE}} UTC is not known from {folders}. Was the service down since then, "
        f"nobody could leave: run restore --finish --without-log. Else a newer copy is missing. {REMEDY}"
    )


def _open_all() -> None:
    """Whose number does not open is not found among those who left."""
    closed, _ = lost_keys.unreadable(session(), services().vault)
    if closed:
        raise click.ClickException(
            f"The numbers of {closed} subscribers do not open with MBIU_KEYS, so whether they left is not known. Put "
            "the missing key behind the others, or give it up with keys give-up; then run restore --finish."
        )


def _tell(waiting: Waiting) -> None:
    for ids, what in (
        (waiting.missed, "Their hour has passed; they may have been sent since, and wait for an officer"),
        (waiting.paused, "On their way then, now paused; an officer lets them go on or stops them"),
        (waiting.leave, "Approved for an hour to come, and leave by themselves: look whether they still hold"),
    ):
        if ids:
            click.echo(f"{what}: bulletins {', '.join(map(str, ids))}")
    if waiting.dates:
        click.echo(f"Dates of series that have passed and wait for an officer: {waiting.dates}")
    click.echo("Everybody is signed out. Start the web, the workers and the clock again.")

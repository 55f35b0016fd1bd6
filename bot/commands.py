"""What an operator types: `flask --app wsgi …`."""

from contextlib import suppress
from typing import BinaryIO

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup, with_appcontext

from bot import cast, crowd, sign_ins
from bot.backup_command import backup
from bot.data_papers import papers
from bot.grants import read_grant
from bot.kept_command import kept
from bot.key_commands import keys
from bot.outage_words import says_outages
from bot.ready_command import ready
from bot.restore_command import restore
from bot.services import commit, services, session, typed
from bot.station_commands import stations
from bot.subscriber_commands import subscribers
from bot.time_command import time_is_right
from bot.wording_commands import words
from domain import (
    area_files,
    audit,
    library_files,
    localities,
    locality_files,
    migrations,
    officers,
    second_factor_resets,
    senders,
    station_files,
)
from domain.areas import Gazetteer
from domain.officers import Officer, named
from domain.refusals import Refusal
from messages.compose import plain

areas = AppGroup("areas", help="Counties, constituencies and wards.")
staff = AppGroup("officers", help="Who may sign in.")


def register(app: Flask) -> None:
    """Add the commands."""
    told = (prepare, areas, staff, words, stations, subscribers, simulate, ready)
    for command in (*told, keys, kept, time_is_right, backup, restore, papers):
        app.cli.add_command(says_outages(command))


def are_running() -> bool:
    """Whether this process is `flask --app wsgi …`, and no server."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup)


@click.command()
@with_appcontext
def prepare() -> None:
    """Bring the database level, load the areas and print where the console is. Safe to run again."""
    here = services()
    migrations.upgrade(session().get_bind())  # type: ignore[arg-type]
    area_files.load_areas(session())
    library_files.load(session(), plain, here.now())
    station_files.load(session(), station_files.own(Gazetteer.read(session()), here.now()), here.now())
    settings = here.settings
    senders.register(
        session(),
        sender_id=settings.africastalking_sender_id,
        short_code=settings.africastalking_short_code,
        peace_sender_id=settings.africastalking_peace_sender_id,
        keyword=settings.africastalking_keyword,
    )
    if not settings.local:
        commit()
        click.echo(f"Ready. The console: {settings.public_base_url}/console/")
        click.echo(f"Nobody there yet? {typed('officers invite USERNAME NAME --role admin')}")
        return
    people = {officer.username: officer for officer in cast.seed(session(), here.vault, here.now())}
    cast.read_library(session(), people, here.now())
    click.echo("\n  Mbiu is ready.\n")
    click.echo(f"  The console:    {_link(people[cast.OPERATOR])}")
    click.echo("                  (signs in once, within 12 hours; then choose who you are)")
    if settings.simulated:
        click.echo(f"  The simulator:  {settings.public_base_url}/simulator/\n")
    commit()


@areas.command("load")
def load() -> None:
    """Bring the areas level with domain/data/areas.csv."""
    found = area_files.load_areas(session())
    commit()
    click.echo(f"{found} areas are known.")


@areas.command("load-places")
@click.argument("file", type=click.File("rb"))
@click.option("--county", default="", help="Load only this county; its rows need not name it.")
@click.option("--skip-bad", is_flag=True, help="Leave out the rows that are wrong, and say which.")
@click.option("--check", is_flag=True, help="Only read the file; change nothing.")
def load_places(file: BinaryIO, county: str, *, skip_bad: bool, check: bool) -> None:
    """Replace the villages, markets and schools of every county that FILE names.

    FILE is CSV with the columns place, ward, county and, where a county has two wards of one name, constituency; others
    are passed over. When a row is wrong nothing is loaded.
    """
    try:
        reading = locality_files.read(
            file.read(locality_files.MOST_BYTES + 1), Gazetteer.read(session()), county.strip()
        )
    except locality_files.BadFileError as fault:
        raise click.ClickException(str(fault)) from None
    for wrong in reading.faults:
        click.echo(wrong, err=True)
    if reading.faults and not skip_bad:
        raise click.ClickException(
            f"{len(reading.faults)} rows are wrong: nothing was loaded (--skip-bad loads the rest)."
        )
    if not reading.found:
        raise click.ClickException("There is no place in this file: nothing was changed.")
    passed = (len(reading.faults), "wrong"), (reading.elsewhere, "of other counties"), (reading.again, "said twice")
    click.echo(f"{len(reading.found)} places were read." + "".join(f" Rows {why}: {n}." for n, why in passed if n))
    if check:
        return
    localities.replace(session(), reading.counties, reading.found)
    audit.record(session(), None, "loaded places", " ".join(reading.counties), now=services().now(), by="command line")
    _count_places()
    commit()


@areas.command("places")
def count_places() -> None:
    """Count the places that each county has loaded."""
    _count_places()


def _count_places() -> None:
    known = Gazetteer.read(session())
    counted = localities.count(session())
    for county in known.counties:
        found, wards = counted.get(county.slug, (0, 0))
        click.echo(f"{county.name}: {found} places in {wards} of {len(known.wards([county.slug]))} wards")


@staff.command("invite")
@click.argument("username")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    help="A role, perhaps narrowed: approver,county=kitui,kind=drought. May be given several times.",
)
def invite(username: str, name: str, roles: tuple[str, ...]) -> None:
    """Open an account and print the link with which its owner chooses a password."""
    try:
        officer = officers.invite(session(), username, name)
        for asked in roles:
            officers.grant(officer, _grant(asked))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    _record("invited", officer)
    click.echo(_link(officer, invited=True))
    commit()


@staff.command("link")
@click.argument("username")
def link(username: str) -> None:
    """Print a new one-time link for somebody who cannot sign in."""
    officer = named(session(), username)
    if officer is None or not officer.active:
        raise click.ClickException("There is no open account of this user name.")
    _record("gave a sign-in link to", officer)
    click.echo(_link(officer))
    commit()


@staff.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Take off the second factor of somebody who lost it, where no two others can: see who it is first."""
    officer = named(session(), username)
    if officer is None or not second_factor_resets.carry_out(session(), officer.id, services().now()):
        raise click.ClickException("There is no officer of this user name with a second factor.")
    _record(second_factor_resets.RESET, officer)
    commit()
    click.echo(f"{officer.name} is signed out and sets up a new second factor after signing in.")


@click.command()
@click.option("--subscribers", "people", default=5000, show_default=True, type=click.IntRange(1, crowd.MOST))
@with_appcontext
def simulate(people: int) -> None:
    """Fill the counties with invented people, for a run with the simulated phone network only."""
    here = services()
    if not here.settings.simulated:
        raise click.ClickException("Only a local run with the simulated phone network takes invented people.")
    added = 0
    with click.progressbar(length=people, label="Inventing people") as bar:
        for new in crowd.fill(session(), here.vault, here.places, people, here.now()):
            commit()
            added += new
            bar.update(min(crowd.AT_ONCE, people - bar.pos))
    click.echo(f"{added} people joined; {people - added} were there already.")


def _grant(asked: str) -> officers.Grant:
    role, *narrowed = asked.split(",")
    pairs = [part.partition("=") for part in narrowed]
    with suppress(TypeError):
        return read_grant(session(), services().places, role, **{name: value for name, _, value in pairs})
    raise Refusal("A role may be narrowed by county, language, kind, station, starts_on and ends_on.")


def _link(officer: Officer, *, invited: bool = False) -> str:
    lives = sign_ins.INVITATION_LIVES if invited else sign_ins.LINK_LIVES
    token = sign_ins.new_link(session(), officer, services().now(), lives=lives)
    return sign_ins.address(services().settings.public_base_url, token)


def _record(what: str, officer: Officer) -> None:
    audit.record(session(), None, what, f"officer {officer.id}", now=services().now(), by="command line")

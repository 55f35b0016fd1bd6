"""`flask --app wsgi subscribers …`: people who agreed elsewhere are brought in from a file, as in the console."""

from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

import click
from flask.cli import AppGroup

from bot import list_files
from bot.services import commit, services, session
from domain import subscriber_imports
from domain.areas import Area
from domain.listed_people import Listed
from domain.refusals import Refusal
from domain.subscriber_imports import Consent, Evidence, File
from messages.jobs import defer_import

subscribers = AppGroup("subscribers", help="People who are warned.")


@subscribers.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--county", required=True, help="The county whose wards they live in.")
@click.option(
    "--evidence", required=True, type=click.Choice([kind.value for kind in Evidence]), help="How each of them agreed."
)
@click.option("--agreed-on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day, or the last of them.")
@click.option("--kept-by", required=True, help="Who keeps the paper or recording, and where.")
@click.option("--check", is_flag=True, help="Only read the file; change nothing.")
def bring(file: BinaryIO, county: str, evidence: str, agreed_on: datetime, kept_by: str, *, check: bool) -> None:
    """Let the people of FILE join, and greet each of them.

    FILE is CSV or .xlsx with the columns phone, ward and, as far as wanted, constituency, language, kind, gender, age;
    others are passed over. Rows that are wrong are named and left out. Nobody who is known or has left is touched.
    """
    consent = Consent(Evidence(evidence), agreed_on.date(), " ".join(kept_by.split()))
    data = file.read(list_files.MOST_BYTES + 1)
    try:
        consent.check(services().now())
        found = _county(county)
        listed = list_files.reading(data, found, services().places)
        _tell(listed)
        if not check:
            _let_join(listed, consent, File(found.slug, file.name, data))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def _county(name: str) -> Area:
    """By its name or slug. Raises `Refusal`."""
    places = services().places
    with suppress(StopIteration):
        return next(area for area in places.counties if name in (area.slug, area.name))
    raise Refusal("There is no such county here.")


def _tell(listed: Listed) -> None:
    for fault in listed.faults:
        click.echo(f"row {fault.row} {fault.masked}: {fault.refusal}", err=True)
    click.echo(f"Good rows: {len(listed.people)}. Passed by: {len(listed.faults)}.")


def _let_join(listed: Listed, consent: Consent, file: File) -> None:
    now = services().now()
    row = subscriber_imports.look(session(), services().vault, listed, consent, file, None, now)
    if earlier := subscriber_imports.before(session(), row):
        click.echo(f"This very file was brought before, as list {earlier.id}.")
    subscriber_imports.confirm(session(), row, None, now)
    defer_import(session(), row.id)
    commit()
    click.echo(f"They join as list {row.id}; nobody joins twice.")

"""`flask --app wsgi stations …`: the radio stations that are known beforehand."""

from typing import BinaryIO

import click
from flask.cli import AppGroup

from bot.services import commit, services, session
from domain import station_files
from domain.areas import Gazetteer
from domain.hours import local

stations = AppGroup("stations", help="Radio stations.")


@stations.command("load")
@click.argument("file", type=click.File("rb"), required=False)
def load(file: BinaryIO | None) -> None:
    """Put the stations of FILE on the list, or those that come with the service.

    FILE is CSV with the columns name, counties, languages and, as far as known, frequency, area, minutes, day, time,
    remarks, source; several counties or languages stand between semicolons. A station that is there already by its name
    stays as it is. When a row is wrong nothing is loaded.
    """
    now = services().now()
    data = file.read(station_files.MOST_BYTES + 1) if file else station_files.STATIONS_CSV.read_bytes()
    try:
        reading = station_files.read(data, Gazetteer.read(session()), local(now).date())
    except station_files.BadFileError as fault:
        raise click.ClickException(str(fault)) from None
    for wrong in reading.faults:
        click.echo(wrong, err=True)
    if reading.faults:
        raise click.ClickException("Nothing was loaded: correct what is wrong first.")
    added = station_files.load(session(), reading.found, now, by="command line")
    commit()
    click.echo(f"{added} stations were added; {len(reading.found) - added} were there already.")

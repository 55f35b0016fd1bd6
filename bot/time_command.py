"""`flask --app wsgi time-is-right`: somebody looked at a clock, and the service goes on with the time of the server."""

import click
from flask.cli import with_appcontext

from bot.services import commit, services, session
from domain import audit, wall_clock
from domain.hours import local


@click.command("time-is-right")
@click.option("--check", is_flag=True, help="Only say what time it is here, and whether it is in doubt.")
@with_appcontext
def time_is_right(*, check: bool) -> None:
    """Confirm the time of this machine, where the service holds back because it jumped."""
    now = services().now()
    doubt = wall_clock.doubt(session(), now)
    why = f"in doubt: {doubt}" if doubt else "not in doubt"
    click.echo(f"It is {local(now):%A %d %B %Y, %H:%M} in Nairobi by this machine; that is {why}.")
    if check:
        return
    if doubt is wall_clock.Doubt.APART:
        raise click.ClickException("This machine and the database differ by over a minute: set their clocks first.")
    wall_clock.believe(session(), now)
    audit.record(session(), None, "confirmed the time of the server", "service", now=now, by="command line")
    commit()
    click.echo("Confirmed: what waits goes on within seconds.")

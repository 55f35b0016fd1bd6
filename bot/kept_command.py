"""`flask --app wsgi kept`: what is kept, for how long, and how much was forgotten."""

from datetime import timedelta

import click
from flask import g
from flask.cli import with_appcontext

from bot.console.kept_words import DONE, KINDS, how_long
from bot.services import services, session
from domain import retention_periods
from domain.hours import local
from domain.kept_kinds import DAY, RULES, Kept
from domain.languages import Language


@click.command()
@with_appcontext
def kept() -> None:
    """Print every kind that is kept, its period, and the rows forgotten today, in 30 days and in a year."""
    g.interface = Language.ENGLISH
    on, reporters = local(services().now()).date(), timedelta(days=services().settings.reporter_days)
    chosen = retention_periods.chosen(session())
    sums = [retention_periods.forgotten(session(), on - timedelta(days=back)) for back in (0, 30, 365)]
    click.echo(f"{'':50} {'kept for':>12} {'today':>9} {'30 days':>9} {'a year':>9}  then")
    for kind, period in retention_periods.periods(session(), reporters, services().now()).items():
        counts = " ".join(f"{of.get(kind, 0):>9,}" for of in sums)
        mark = "*" if kind in chosen else " "
        then = DONE[RULES[kind].done]
        click.echo(f"{KINDS[kind].what:50}{mark}{how_long(period / DAY):>12} {counts}  {then}")
    total = " ".join(f"{sum(of.get(kind, 0) for kind in Kept):>9,}" for of in sums)
    click.echo(f"{'Together':63} {total}\n* chosen by the county, at /console/kept/")

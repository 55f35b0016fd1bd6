"""`flask --app wsgi ready`: the go-live page at the terminal, for whoever installs or upgrades."""

import click
from flask import current_app, g
from flask.cli import with_appcontext

from bot import readiness
from bot.console.go_live_words import STANDINGS, mend, must, parts
from bot.services import services, session
from domain.languages import Language
from domain.readiness import Line, missing


@click.command()
@with_appcontext
@click.pass_context
def ready(context: click.Context) -> None:
    """Say what is missing before Mbiu may go live; exit code 1 while something is."""
    g.interface = Language.ENGLISH
    found = readiness.lines(session(), services().newest_words(session()))
    for heading, lines in parts(found):
        click.echo(f"\n{heading}")
        for line in lines:
            _print(line)
    lacking = missing(found)
    click.echo(f"\n{lacking} missing or to look at again." if lacking else "\nMbiu may go live: nothing is missing.")
    if services().settings.local:
        click.echo("This is a try-out on one machine: nothing here reaches a real telephone.")
    context.exit(1 if lacking else 0)


def _print(line: Line) -> None:
    state, _tone = STANDINGS[line.standing]
    click.echo(f"  [{state.lower():^10}] {must(line)}")
    if not line.done:
        how = mend(line)
        page = current_app.url_map.bind("").build(how.endpoint, dict(how.values)) if how.endpoint else ""
        click.echo(" " * 15 + " ".join(filter(None, (how.words, how.command, page))))

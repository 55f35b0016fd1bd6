"""The papers for the Data Commissioner, made of the tables as they are: `flask --app wsgi papers FOLDER`."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import click
from flask import g, render_template
from flask.cli import with_appcontext

from bot.console.kept_words import DONE, KINDS, how_long
from bot.paper_words import ACTIVITIES, RISKS, STAYS
from bot.public.privacy import registration
from bot.services import services, session
from domain import data_map, retention_periods
from domain.data_map import Held
from domain.kept_kinds import DAY, RULES, Kept
from domain.languages import Language

PAPERS = ("data-map.md", "impact-assessment.md", "breach-runbook.md")
MADE = (
    "Made by `mbiu papers FOLDER` from the tables and settings. Copy it and fill in the copy: the next run writes this "
    "one anew."
)


def render(paper: str, periods: Mapping[Kept, timedelta]) -> str:
    """One of `PAPERS` as Markdown, with how long each kind is kept here."""
    g.interface = Language.ENGLISH
    kept = data_map.read()
    return (
        render_template(
            f"papers/{paper}",
            made=MADE,
            kept=kept,
            activities=[(activity, list(rows)) for activity, rows in groupby(kept, lambda one: one.activity)],
            personal=[one for one in kept if one.whose],
            words=ACTIVITIES,
            risks=RISKS,
            stays=STAYS,
            registration=registration(),
            settings=services().settings,
            rules=RULES,
            kinds=KINDS,
            done=DONE,
            periods={kind: how_long(period / DAY) for kind, period in periods.items()},
            whose=_whose,
            names=_names,
        )
        + "\n"
    )


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def papers(folder: Path) -> None:
    """Write the data map, the impact assessment and the breach runbook, as this service is set up, into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    reporters = timedelta(days=services().settings.reporter_days)
    periods = retention_periods.periods(session(), reporters, services().now())
    for paper in PAPERS:
        (folder / paper).write_text(render(paper, periods), encoding="utf-8")
        click.echo(folder / paper)


def _whose(rows: Iterable[Held]) -> str:
    return ", ".join(dict.fromkeys(one for kept in rows for one in kept.whose.split(", ") if one))


def _names(rows: Iterable[Held]) -> str:
    return ", ".join(f"`{kept.table.name}`" for kept in rows)

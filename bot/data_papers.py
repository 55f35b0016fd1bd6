"""The papers for the Data Commissioner, made of the tables as they are: `flask --app wsgi papers FOLDER`."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import click
from flask import render_template
from flask.cli import with_appcontext

from bot.paper_words import ACTIVITIES, RISKS
from domain import data_map
from domain.data_map import Kept

PAPERS = ("data-map.md", "impact-assessment.md", "breach-runbook.md")
SHIPPED = "Made by `flask --app wsgi papers FOLDER` from the tables and settings; write nothing into it by hand."


def render(paper: str) -> str:
    """One of `PAPERS` as Markdown."""
    kept = data_map.read()
    return render_template(
        f"papers/{paper}",
        made=SHIPPED,
        kept=kept,
        activities=[(activity, list(rows)) for activity, rows in groupby(kept, lambda one: one.activity)],
        personal=[one for one in kept if one.whose],
        words=ACTIVITIES,
        risks=RISKS,
        whose=_whose,
        names=_names,
    ) + "\n"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def papers(folder: Path) -> None:
    """Write the data map, the impact assessment and the breach runbook, as this service is set up, into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for paper in PAPERS:
        (folder / paper).write_text(render(paper), encoding="utf-8")
        click.echo(folder / paper)


def _whose(rows: Iterable[Kept]) -> str:
    return ", ".join(dict.fromkeys(one for kept in rows for one in kept.whose.split(", ") if one))


def _names(rows: Iterable[Kept]) -> str:
    return ", ".join(f"`{kept.table.name}`" for kept in rows)

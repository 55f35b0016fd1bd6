"""What a command says when the database is away, or a file cannot be had: one line in place of a trace."""

import copy
from typing import Any

import click
from psycopg import Error as DriverError
from sqlalchemy.exc import SQLAlchemyError

from domain import outages
from domain.outages import Outage

WORDS = {
    Outage.AWAY: "The database does not answer",
    Outage.CROWDED: "The database has no place for another connection",
    Outage.ONLY_READS: "The database only reads: DATABASE_URL names a standby, or it was told so",
    Outage.FULL: "The disk of the database is full",
}


def says_outages(command: click.Command) -> click.Command:
    """The same command, or group of them, for one application."""
    plain = copy.copy(command)

    def invoke(context: click.Context) -> Any:
        try:
            return command.invoke(context)
        except (SQLAlchemyError, DriverError) as fault:
            outage = outages.of(fault)
            if outage is None:
                raise
            raise click.ClickException(
                f"{WORDS[outage]}: nothing was done. See docs/operations.md, database-away."
            ) from None
        except OSError as fault:
            if not fault.filename:
                raise
            raise click.ClickException(f"{fault.filename}: {fault.strerror}.") from None

    plain.invoke = invoke  # type: ignore[assignment, method-assign]
    return plain

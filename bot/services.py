"""What every door needs, put together once by `create_app` and handed to the request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from flask import current_app, g
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.confidences import Confidences
from bot.fresh import Fresh
from bot.overdone import Overdone
from bot.spool import Spool
from domain import wordings
from domain.areas import Gazetteer
from domain.editions import Held
from domain.vault import Vault
from messages.catalog import Catalog
from settings import Settings


@dataclass(frozen=True)
class Services:
    """`now` is the clock on the wall, which a test replaces; `files` is what the sentences under `locales/` say."""

    settings: Settings
    sessions: sessionmaker[Session]
    vault: Vault
    files: Catalog
    spool: Spool
    now: Callable[[], datetime]
    confidences: Confidences = field(default_factory=Confidences)
    overdone: Overdone = field(default_factory=Overdone)

    @cached_property
    def reports(self) -> Engine:
        """The same database, where each statement is committed by itself: one trip to it for one row, not three."""
        engine: Engine = self.sessions.kw["bind"]
        return engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def places(self) -> Gazetteer:
        """The areas and the places in them, as the database has them."""
        return self._places()

    @cached_property
    def _places(self) -> Fresh[Gazetteer]:
        return Fresh(self.sessions, Held.PLACES, Gazetteer.read)

    @property
    def catalog(self) -> Catalog:
        """What people read on their phones: the files, and over them what speakers signed in the console."""
        return self._catalog()

    @cached_property
    def _catalog(self) -> Fresh[Catalog]:
        return Fresh(self.sessions, Held.WORDS, self.newest_words, until_known=self.files)

    def newest_words(self, session: Session) -> Catalog:
        """The words as the ledger has them in this very transaction; what phones hear may be two seconds older."""
        return self.files.overlaid(wordings.ledger(session))


def services() -> Services:
    """The services of the application that handles this request."""
    found: Services = current_app.extensions["mbiu"]
    return found


def typed(command: str) -> str:
    """How a command of ours is typed on this machine: `deploy/mbiu` stands on those it was installed on."""
    return f"flask --app wsgi {command}" if services().settings.local else f"mbiu {command}"


def session() -> Session:
    """This request's session: one request is one transaction, committed by its edge before the answer leaves."""
    if "session" not in g:
        g.session = services().sessions()
    found: Session = g.session
    return found


def commit() -> None:
    """Make what this request did so far durable; an edge calls it, nothing below does.

    `g.commits` stays where its answer was lost: only then can nobody say whether it was kept.
    """
    if "session" in g and g.session.in_transaction():
        g.session.flush()
        g.commits = True
        g.session.commit()
        g.commits = False


def let_go() -> None:
    """Part with the session and its connection, of which something broke; the next look at it is on another."""
    found: Session | None = g.pop("session", None)
    if found is not None:
        found.invalidate()


def close(_: BaseException | None = None) -> None:
    """Give the connection back; what was not committed is undone."""
    found: Session | None = g.pop("session", None)
    if found is not None:
        found.close()

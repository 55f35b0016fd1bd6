"""Whether the service may go live, from everything this process knows: for the page, for Home and for the terminal."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from bot.health import signs
from bot.services import services
from domain import backups, readiness, readiness_facts, sealed_files
from domain.languages import Language
from domain.readiness import Line
from messages.catalog import TRANSLATED, Catalog, Risk
from messages.providers.networks import OPERATORS


def lines(session: Session, catalog: Catalog) -> list[Line]:
    """Every line of what must be true. `catalog`: the words as they count now."""
    now = services().now()
    facts = readiness_facts.gather(
        session,
        services().places,
        now,
        unsigned={language: _unsigned(catalog, language) for language in TRANSLATED},
        alive={sign.process: sign.alive for sign in signs(session, now)},
        operators=OPERATORS,
        backed_up=_backed_up(session, now),
    )
    return readiness.lines(facts, now)


def _backed_up(session: Session, now: datetime) -> bool:
    """Whether a backup of the last two days came back and, where its file is on this machine, today's keys open it."""
    here = services()
    if (name := backups.verified_lately(session, now)) is None:
        return False
    path = here.settings.data / "backups" / name
    with suppress(OSError):
        return sealed_files.opens(path, here.vault)
    return True  # it lies elsewhere


def _unsigned(catalog: Catalog, language: Language) -> int:
    """Sentences that warn, ask for consent or speak of safety, and that no speaker stands for."""
    return sum(entry.risk is Risk.A and not entry.signed for entry in catalog.entries[language].values())

"""Whether the service may go live, from everything this process knows: for the page, for Home and for the terminal."""

from sqlalchemy.orm import Session

from bot.health import signs
from bot.services import services
from domain import readiness, readiness_facts
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
    )
    return readiness.lines(facts, now)


def _unsigned(catalog: Catalog, language: Language) -> int:
    """Sentences that warn, ask for consent or speak of safety, and that no speaker stands for."""
    return sum(entry.risk is Risk.A and not entry.signed for entry in catalog.entries[language].values())

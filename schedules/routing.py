"""temporary"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from messages.providers.base import Fault, Outcome, Provider, Result
from schedules.crew import Crew


@dataclass(frozen=True)
class Route:
    provider: Provider
    sender: str | None
    block_key: str


def choose(session: Session, crew: Crew, turn: int, name: str | None) -> Route | None:
    p = crew.providers[turn % len(crew.providers)]
    first = p is crew.providers[0]
    return Route(p, name if first else None, (name or "") if first else p.name)


def wait_for_turn(crew: Crew, route: Route, parts: int) -> float:
    return 0.0


def heard(crew: Crew, route: Route, results: Sequence[Result], now: datetime) -> None:
    pass


def next_turn(turn: int, results: Sequence[Result]) -> int:
    return turn + any(r.outcome is Outcome.NOT_SENT and r.fault is not Fault.THROTTLED for r in results)

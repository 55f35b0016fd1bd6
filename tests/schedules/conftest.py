"""A crew whose provider is a network in memory, and a clock that stands where the test puts it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, sessionmaker

from domain.areas import Gazetteer
from domain.phones import Phone
from domain.vault import Vault
from messages.providers.base import Fault, Outcome, Result, Standing
from schedules import spool_first
from schedules.crew import Crew


@dataclass
class MemoryNetwork:
    """A provider that keeps what it was given and answers as it is told, per number or for all."""

    name: str = "africastalking"
    calls: list[tuple[str, list[str], str | None]] = field(default_factory=list)
    answers: dict[str, Outcome] = field(default_factory=dict)
    otherwise: Outcome = Outcome.ACCEPTED
    fault: Fault | None = None
    during: Callable[[], None] = lambda: None
    says: Standing = field(default_factory=lambda: Standing(True))
    asked: int = 0

    def send(self, text: str, phones: Sequence[Phone], sender: str | None) -> list[Result]:
        self.calls.append((text, [phone.e164 for phone in phones], sender))
        self.during()
        return [self._answer(phone) for phone in phones]

    def standing(self) -> Standing:
        self.asked += 1
        return self.says

    def _answer(self, phone: Phone) -> Result:
        outcome = self.answers.get(phone.e164, self.otherwise)
        if outcome is Outcome.ACCEPTED:
            return Result(phone, outcome, provider_id=f"ATXid_{phone.e164[-4:]}", cost=Decimal("0.8"))
        return Result(phone, outcome, fault=self.fault, reason=outcome.value)

    @property
    def reached(self) -> list[str]:
        """Every number that was ever handed over, in order."""
        return [number for _, numbers, _ in self.calls for number in numbers]


@dataclass
class WallClock:
    """What time it is said to be."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def network() -> MemoryNetwork:
    return MemoryNetwork()


@pytest.fixture
def clock(now: datetime) -> WallClock:
    return WallClock(now)


@pytest.fixture(autouse=True)
def no_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of the tests may have started a second ago; whoever tests what that means sets it back."""
    monkeypatch.setattr(spool_first, "SECONDS", 0.0)


@pytest.fixture
def crew(
    sessions: sessionmaker[Session], vault: Vault, places: Gazetteer, network: MemoryNetwork, clock: WallClock
) -> Crew:
    return Crew(
        sessions=sessions,
        vault=vault,
        places=places,
        providers=(network,),
        batch_size=2,
        ussd_code="*384*1234#",
        now=clock,
    )

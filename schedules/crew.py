"""What every job needs, put together once when a worker or a clock starts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from domain.areas import Gazetteer
from domain.phones import Phone
from domain.vault import Vault
from messages.providers.base import Provider, Result


@dataclass(frozen=True)
class Crew:
    """`providers` in the order of preference: the next is tried only where the last certainly took nothing.

    `batch_size` is the most numbers one call carries; `ussd_code` is what radio scripts tell people to dial.
    `now` is the clock on the wall, which a test replaces. `sms_price` is KES for one part; `pace` is the most parts a
    second by provider's name, over all workers, without limit for one that is not named. `hook_base` is the address of
    our own hooks with its token, where what a lost webhook missed is handed in; None where nothing is fetched.
    """

    sessions: sessionmaker[Session]
    vault: Vault
    places: Gazetteer
    providers: tuple[Provider, ...]
    batch_size: int
    ussd_code: str
    now: Callable[[], datetime]
    sms_price: Decimal = Decimal("0.8")
    pace: Mapping[str, float] = field(default_factory=dict)
    hook_base: str | None = None

    def provider(self, attempt: int) -> Provider:
        """Who carries this attempt, counted from 1."""
        return self.providers[(attempt - 1) % len(self.providers)]

    def sender(self, attempt: int, name: str | None) -> str | None:
        """What this attempt goes out as: a name is registered with the first provider and means nothing to the next."""
        return name if self.provider(attempt) is self.providers[0] else None

    def block_key(self, attempt: int, name: str | None) -> str:
        """What a block of this attempt's sender is remembered under."""
        provider = self.provider(attempt)
        return (name or "") if provider is self.providers[0] else provider.name

    def send(self, attempt: int, text: str, phones: Sequence[Phone], name: str | None) -> list[Result]:
        """Carry one text to these numbers; holds no transaction."""
        return self.provider(attempt).send(text, phones, self.sender(attempt, name))

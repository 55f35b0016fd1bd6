"""What every job needs, put together once when a worker or a clock starts."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from domain.areas import Gazetteer
from domain.vault import Vault
from messages.catalog import Catalog
from messages.providers.africas_talking_voice import AfricasTalkingVoice
from messages.providers.base import Provider
from messages.providers.failover import Health
from schedules.spool_first import LastOutage
from settings import LOCALES


@dataclass(frozen=True)
class Crew:
    """`providers` in the order of preference: the next is tried only where the last certainly took nothing.

    `batch_size` is the most numbers one call carries; `ussd_code` is what radio scripts tell people to dial.
    `now` is the clock on the wall, which a test replaces. `sms_price` is KES for one part; `pace` is the most parts a
    second by provider's name, over all workers, without limit for one that is not named. `hook_base` is the address of
    our own hooks with its token, where what a lost webhook missed is handed in; None where nothing is fetched.
    `reporter_kept` is how long after closing a reporter's number stays. `departure_folders` are where who left is
    written down beside the database.
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
    hook_base: str | None = field(default=None, repr=False)  # a token is in it
    voice: AfricasTalkingVoice | None = None  # the line that calls sources; without it nobody is called
    reporter_kept: timedelta = timedelta(days=90)
    departure_folders: tuple[Path, ...] = ()
    catalog: Catalog = field(
        default_factory=lambda: Catalog.load(LOCALES), repr=False
    )  # the one place they get it from
    outage: LastOutage = field(default_factory=LastOutage, repr=False)
    health: dict[str, Health] = field(default_factory=lambda: defaultdict(Health))  # what this process saw of each

"""What the go-live page looks at, fetched: counts and accounts only, never a report and never a number."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import confirmations, roster, second_factors
from domain.areas import Gazetteer
from domain.hours import local
from domain.languages import Language
from domain.officers import Officer
from domain.readiness import Facts
from domain.senders import Sender

HOUR = timedelta(hours=1)


def gather(
    session: Session,
    places: Gazetteer,
    now: datetime,
    *,
    unsigned: Mapping[Language, int],
    alive: Mapping[str, bool],
    operators: Sequence[str],
    backed_up: bool,
) -> Facts:
    """Everything `readiness.lines` asks for; what other packages know is handed in."""
    counties = [county.slug for county in places.counties]
    return Facts(
        senders={sender.use: sender for sender in session.scalars(select(Sender))},
        officers=session.scalars(select(Officer).where(Officer.active).order_by(Officer.name)).all(),
        with_second_factor=second_factors.having(session),
        gaps={county: _gaps(session, county, now) for county in counties},
        unzoned={county: _unzoned(places, county) for county in counties},
        unsigned=unsigned,
        alive=alive,
        operators=operators,
        backed_up=backed_up,
        said={what: told[0] for what, told in confirmations.histories(session).items()},
    )


def _gaps(session: Session, county: str, now: datetime) -> int:
    """Hours of the seven days from today, begun ones included, in which nobody is on the roster; not what is over."""
    found = [gap for gap in roster.gaps(session, county, local(now).date()) if gap.ends > now]
    return sum(ceil((gap.ends - max(gap.begins, now)) / HOUR) for gap in found)


def _unzoned(places: Gazetteer, county: str) -> int:
    return sum(places[ward].livelihood_zone is None for ward in places.wards([county]))

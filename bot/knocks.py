"""What happens after a wrong knock: it is counted in the database, and past a limit costs us nothing more.

What is right is never asked how many wrong ones came from the same address: an office, a mobile network and a provider
each have one address for all. So there is no look beforehand, and a right link, token or signature always opens.
"""

import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import TooManyRequests

from bot.services import services
from bot.visitors import site
from domain import wrong_knocks
from domain.wrong_knocks import MOST, WINDOW, Door

log = logging.getLogger(__name__)


def wrong(door: Door) -> None:
    """Count a wrong knock of this request's visitor. Raises `TooManyRequests` past the limit, where links are tried.

    Elsewhere whoever is wrong meets the same nothing as before: a limit that answers would tell that there is a door.
    """
    here = services()
    now, address = here.now(), site()
    if not (here.overdone.holds(door, address, now) or here.overdone.is_away(now)):
        _count(door, address, now)
    if door is Door.LINK and here.overdone.holds(door, address, now):
        raise TooManyRequests(retry_after=wrong_knocks.left(now))


def _count(door: Door, address: bytes, now: datetime) -> None:
    """By itself and at once: the request is refused, and what it began is undone."""
    here = services()
    try:
        with here.reports.connect() as connection:
            times = connection.scalar(wrong_knocks.counting(door, address, now)) or 0
    except SQLAlchemyError as fault:
        log.warning("Wrong knocks are not counted: %s", type(fault).__name__)
        here.overdone.found_away(now)
        return
    if times > MOST[door]:
        here.overdone.add(door, address, now)
    if times == MOST[door] + 1:  # one of all processes sees it
        log.warning("More than %s wrong knocks from one address within %s: %s", MOST[door], WINDOW, door)

"""Once a season each subscriber is asked whether to stay: a few every minute, in daylight, while no bulletin leaves."""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from domain import budgets, conversations, seasons, wordings
from domain.areas import county_of
from domain.bulletins import Bulletin
from domain.conversations import Ask, Question
from domain.hours import Window, local
from domain.life_cycle import State
from domain.moments import day
from domain.phones import Phone
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.subscribers import Subscriber
from domain.texts import Reason
from domain.vault import Unsealable
from messages import outbox
from messages.season import stay_or_leave
from messages.segments import segment
from schedules import routing
from schedules.crew import Crew

log = logging.getLogger(__name__)

# Narrower than the hours of bulletins: this can wait until nobody eats or sleeps.
DAYLIGHT = Window(8, 18)
# About 2,000 an hour: if half of them answer at once that is a text in four seconds, which one web process does not
# notice, and a county of 200,000 people is through in ten days.
A_MINUTE = 33
LOOKED_AT = 500  # people in a minute at most, also where most of them cannot be asked today
# A day's money is for warnings first: only this part of it may go to questions, whatever else was spent.
SHARE = Decimal("0.5")


@dataclass
class Round:
    """One walk through the subscribers, in the order of their ids, begun anew every day.

    What is remembered here is only how far it came: whom it asked is in the database, so a clock that died asks nobody
    twice. Whoever cannot be asked today, for another question stands open or their county has spent its money, is met
    again tomorrow.
    """

    on: date = date.min
    after: int = 0
    spent: set[str] = field(default_factory=set)

    def ask_to_stay(self, crew: Crew) -> int:
        """Ask the next few, if this is an hour for it; returns how many were asked."""
        now = crew.now()
        if not seasons.is_asked(now) or not DAYLIGHT.holds(now):
            return 0
        if self.on != local(now).date():
            self.on, self.after, self.spent = local(now).date(), 0, set()
        with crew.sessions() as session:
            if _is_busy(session, crew):
                return 0
            people = seasons.to_ask(session, now, after=self.after, not_of=self.spent, most=LOOKED_AT)
        asked = 0
        for person in people:
            if asked == A_MINUTE:
                break
            self.after = person.id
            asked += self._ask(crew, person, now)
        return asked

    def _ask(self, crew: Crew, person: Subscriber, now: datetime) -> bool:
        """One person in one transaction: the text, the question, the money and the mark, or nothing of them."""
        county = county_of(person.wards[0])
        if county in self.spent:
            return False
        try:
            phone = SUBSCRIBER_PHONE.phone(crew.vault, person)
        except Unsealable:
            log.error("the number of subscriber %d cannot be opened with our keys", person.id)
            return False
        with crew.sessions.begin() as session:
            return self._put(session, crew, person.id, phone, county, now)

    def _put(self, session: Session, crew: Crew, person_id: int, phone: Phone, county: str, now: datetime) -> bool:
        # The conversation first, as whoever texts holds it before anything else.
        if not conversations.is_free(session, crew.vault, phone, now):
            return False
        person = seasons.hold(session, person_id, now)
        if person is None:
            return False
        words, spoken = stay_or_leave(crew.catalog.overlaid(wordings.ledger(session)), person.language)
        if not _pay(session, county, len(segment(words).parts) * crew.sms_price, now):
            self.spent.add(county)
            return False
        conversations.ask(session, crew.vault, phone, Question(Ask.STAY, language=spoken), now)
        outbox.queue(session, crew.vault, phone, words, reason=Reason.SEASON, now=now)
        person.asked_to_stay = day(now)
        return True


def _is_busy(session: Session, crew: Crew) -> bool:
    """Whether a bulletin is on its way, or nothing would leave."""
    sending = session.scalar(select(exists().where(Bulletin.state == State.SENDING)))
    return bool(sending) or routing.choose(session, crew, 0, None) is None


def _pay(session: Session, county: str, kes: Decimal, now: datetime) -> bool:
    """Take the price out of the county's day, while as much of it is left as warnings may still need."""
    limit = budgets.budgets(session).get(county)
    if limit is not None and budgets.left(session, county, now) - kes < limit * (1 - SHARE):
        return False
    return budgets.reserve(session, county, kes, now)

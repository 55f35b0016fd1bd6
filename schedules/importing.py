"""A list of people joins: some at a time, each time with their greetings in one transaction, safe to be run again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain import joining_lists, subscriber_imports, wordings
from domain.areas import Gazetteer
from domain.hours import DAY, open_after
from domain.listed_people import Listed, Person
from domain.subscriber_imports import State, SubscriberImport
from messages import outbox
from messages.welcome import welcome
from schedules.crew import Crew

# In one transaction, and greeted in one minute: at that pace the largest list is greeted within four hours of daylight,
# and no reply, warning or other bulletin waits for it.
AT_ONCE = 100
Greeting = Callable[[Person], str]


def join_import(crew: Crew, list_id: int) -> None:
    """Go on where the list stands until all its people have joined, or somebody took it back."""
    with crew.sessions.begin() as session:
        greeting = _greeting(session, crew)
    listed: Listed | None = None
    more = True
    while more:
        with crew.sessions.begin() as session:
            row = subscriber_imports.held(session, list_id)
            if row is None or row.state is not State.JOINING:
                return
            listed = listed or Listed.opened(crew.vault, row.rows_sealed or b"", row.id)  # fetched once: megabytes
            _join(session, crew, row, listed.people[row.done : row.done + AT_ONCE], greeting)
            more = row.state is State.JOINING


def _join(session: Session, crew: Crew, row: SubscriberImport, people: list[Person], greeting: Greeting) -> None:
    now = crew.now()
    at = _greeted_at(row, now)
    joined = joining_lists.bring_in(session, crew.vault, row, people, now)
    outbox.queue_welcomes(session, crew.vault, [(person.phone, greeting(person)) for person in joined], at=at)
    if row.done >= row.people:
        row.finish(now)


def _greeted_at(row: SubscriberImport, now: datetime) -> datetime:
    """In daylight, a minute after those before them: whoever wakes for a greeting leaves."""
    return open_after(max(row.started_at or now, now), timedelta(minutes=row.done // AT_ONCE), DAY)


def _greeting(session: Session, crew: Crew) -> Greeting:
    """What each is told, in the words that are signed now."""
    catalog, places = crew.catalog.overlaid(wordings.ledger(session)), Gazetteer.wards_now(session)
    return lambda person: welcome(catalog, person.language, places.called(person.ward))

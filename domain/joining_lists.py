"""The people of a list join, and leave again where it is taken back. Whoever is known is touched by neither."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time

from sqlalchemy import ARRAY, LargeBinary, any_, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain import departures, invitations, subscriber_imports, subscribers
from domain.hours import at_wall_time
from domain.invitations import Leaver
from domain.listed_people import Person
from domain.moments import day
from domain.refusals import Refusal
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.subscriber_imports import State, SubscriberImport
from domain.subscribers import NOTICE_VERSION, Channel, Subscriber
from domain.texts import Reason, SingleText
from domain.texts import State as TextState
from domain.vault import Purpose, Unsealable, Vault


def bring_in(
    session: Session, vault: Vault, row: SubscriberImport, people: Sequence[Person], now: datetime
) -> list[Person]:
    """Join the next people of a held list: those of them who are strangers at this moment, who are returned.

    Held, their numbers are deleted either before this looks, which then finds that they refused, or after it is over.
    """
    invitations.hold(session, vault, [person.phone for person in people])
    leavers = {vault.lookup(person.phone, Purpose.LEAVER): person for person in people}
    stopped = session.scalars(select(Leaver.phone_lookup).where(Leaver.phone_lookup.in_(leavers)))
    free = set(people) - {leavers[lookup] for lookup in stopped}
    hidden = [(*subscribers.hidden(vault, person.phone), person) for person in free]
    fresh = {lookup: (sealed, person) for sealed, lookup, person in hidden}
    # In one order, so that two lists that name the same people wait for each other and never both.
    rows = [_subscriber(row, sealed, lookup, person, now) for lookup, (sealed, person) in sorted(fresh.items())]
    new = insert(Subscriber).on_conflict_do_nothing(index_elements=[Subscriber.phone_lookup])
    added = set(session.scalars(new.returning(Subscriber.phone_lookup), rows)) if rows else set()
    row.done += len(people)
    return [person for lookup, (_, person) in fresh.items() if lookup in added]


def _subscriber(
    row: SubscriberImport, sealed: bytes, lookup: bytes, person: Person, now: datetime
) -> dict[str, object]:
    return {
        "phone_sealed": sealed,
        "phone_lookup": lookup,
        "wards": [person.ward],
        "language": person.language,
        "kind": person.kind,
        "gender": person.gender,
        "age_band": person.age_band,
        "notice_version": NOTICE_VERSION,
        "consent_channel": Channel.CONSOLE,
        "consented_at": at_wall_time(datetime.combine(row.agreed_on, time())),
        "joined_at": day(now),
        "import_id": row.id,
    }


def take_back(session: Session, vault: Vault, row: SubscriberImport, officer_id: int | None, now: datetime) -> None:
    """Whom a held list brought in leaves, but for those who have dialled, written or joined by themselves since.

    A list that is still joining stops. Greetings that wait are not sent. Raises `Refusal`.
    """
    if not row.may_be_taken_back(now):
        raise Refusal("This list cannot be taken back: nobody joined by it, or more than seven days ago.")
    silent = (Subscriber.import_id == row.id, Subscriber.heard_in.is_(None), Subscriber.left_at.is_(None))
    leave = update(Subscriber).where(*silent).values(left_at=day(now))
    leave = leave.returning(Subscriber.phone_sealed, Subscriber.phone_lookup)
    gone = session.execute(leave, execution_options={"synchronize_session": False})
    phones = []
    for each in gone:
        with suppress(Unsealable):  # under a lost key: they leave with the others, and nobody could write to them
            phones.append(SUBSCRIBER_PHONE.phone(vault, each))
    departures.note_stopped(session, vault, phones, now)
    lookups = [vault.lookup(phone, Purpose.TEXT) for phone in phones]
    theirs = SingleText.phone_lookup == any_(literal(lookups, ARRAY(LargeBinary)))  # one value, however many they are
    waiting = (SingleText.reason == Reason.WELCOME, SingleText.state == TextState.QUEUED, theirs)
    blank = {"phone_sealed": None, "phone_lookup": None, "body_sealed": None}
    session.execute(update(SingleText).where(*waiting).values(state=TextState.NOT_SENT, settled_at=now, **blank))
    row.state, row.rows_sealed, row.finished_at = State.TAKEN_BACK, None, row.finished_at or now
    subscriber_imports.record(session, officer_id, "took a list of people back", row, now)

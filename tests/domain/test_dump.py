"""A dump of the database as PostgreSQL makes it, in hands that have no key: no number, no word that anybody wrote."""

import subprocess
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import inbox, listed_people, replies, station_changes, timeline, unsent_forms
from domain.areas import Gazetteer
from domain.embedded import binaries
from domain.incidents import Incident
from domain.listed_people import Listed
from domain.officers import Officer
from domain.phones import Phone
from domain.referrals import Referral
from domain.schema import metadata
from domain.sealed_columns import CALLBACK_ANSWER, REFERRAL_ANSWER, SEALED_COLUMNS
from domain.stations import Station
from domain.subscriber_imports import SubscriberImport
from domain.vault import Purpose, Vault
from tests.domain.test_erasure import leave_traces
from tests.exposure import spellings
from tests.make import ENDAU, make_factor, next_phone
from tests.one_of_each import one_of_each

SECRET = "Wanjala alikimbilia mlimani"  # what people and officers wrote; `mark` is what is public or an officer's name


def fill(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> list[Phone]:
    """Put something into every sealed column; the numbers that were used."""
    phones = [next_phone() for _ in range(4)]
    leave_traces(session, vault, places, now, phones[0])
    one_of_each(session, vault, places, now, ENDAU, "tangazo")
    officer = session.scalars(select(Officer).where(Officer.username == "of-kitui")).one()
    incident = session.scalars(select(Incident).order_by(Incident.id)).first()
    assert incident is not None
    timeline.note(session, vault, incident, officer, SECRET, now)
    reply = replies.keep(
        session, vault, phones[1], SECRET, subscriber=None, language=officer.interface, county=None,
        bulletin_id=None, now=now,
    )  # fmt: skip
    replies.answer(reply, vault, officer, SECRET, now)
    station_changes.set_phone(session.scalars(select(Station)).first(), vault, phones[2])  # type: ignore[arg-type]
    case = session.scalars(select(Referral)).one()
    case.answer_sealed = vault.seal(SECRET, *REFERRAL_ANSWER.of(case))
    brought = session.scalars(select(SubscriberImport)).one()
    person = listed_people.Person(phones[3], ENDAU, officer.interface)
    brought.rows_sealed = Listed([person], []).sealed(vault, brought.id)
    make_factor(session, vault, officer, now)
    unsent_forms.keep(session, vault, officer.id, "/console/inbox/1", [("words", SECRET)], now, device="Firefox")
    told = {"provider": "africastalking", "kind": inbox.Kind.SMS, "external_id": "m9", "now": now}
    callback, _ = inbox.receive(session, vault, body=f"from={phones[1].e164}&text={SECRET}".encode(), **told)  # type: ignore[arg-type]
    callback.answer_sealed = vault.seal(SECRET, *CALLBACK_ANSWER.of(callback))
    inbox.settle(session, callback)
    session.commit()
    return phones


def test_a_dump_says_nothing_of_anybody_without_the_keys(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, database_url: str
) -> None:
    phones = fill(session, vault, places, now)
    for column in SEALED_COLUMNS:
        value = metadata.tables[column.table].c[column.column]
        assert session.scalar(select(func.count(value))), f"nothing stands in {value}"

    command = [binaries() / "pg_dump", "--no-owner", database_url]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert "tangazo" in dumped
    spelled = {spelling for phone in phones for spelling in spellings(phone)}
    said = ["Wanjala", "mlimani", "Ugomvi kisimani", "Asante", "Karibu."]
    said += [word.encode().hex() for word in said]
    assert [each for each in (*spelled, *said) if each in dumped] == []
    lookups = [vault.lookup(phones[0], purpose).hex() for purpose in Purpose]
    assert len({lookup for lookup in lookups if lookup in dumped}) > 5, "the person is in many tables"
    assert len(set(lookups)) == len(Purpose), "and under another name in each"

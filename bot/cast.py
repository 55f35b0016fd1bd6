"""The invented people of a local run, one for each thing an officer does, so that one person can try them all."""

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.hours import local
from domain.languages import Language
from domain.library import LibraryEntry
from domain.officers import Grant, Officer, Role, grant, set_phone
from domain.peace_checks import OF_TEXT
from domain.phones import Phone
from domain.programmes import LISTENS_TO
from domain.stations import SPOKEN, Station
from domain.vault import Vault

STATION = "Radio Tala"
OPERATOR = "kilonzo"  # whom the link printed by `make run` is for
DUTY_PHONE = Phone.parse("+254711990001")
PHONES = {
    "wanza": DUTY_PHONE,
    "mutua": Phone.parse("+254711990002"),
    "nduku": Phone.parse("+254711990003"),
    "saida": Phone.parse("+254711990004"),
    "mghoi": Phone.parse("+254711990005"),
}

CAST: dict[str, tuple[str, list[dict[str, str]]]] = {
    "mwende": ("Mwende Musyoka", [{"role": Role.OFFICER}]),
    "kioko": ("Kioko Mutua", [{"role": Role.REVIEWER, "language": Language.SWAHILI}]),
    "mutheu": ("Mutheu Nzioka", [{"role": Role.REVIEWER, "language": Language.KAMBA}]),
    "mwakio": ("Mwakio Mwadime", [{"role": Role.REVIEWER, "language": Language.TAITA}]),
    "nyambura": ("Nyambura Kariuki", [{"role": Role.APPROVER}]),
    "jumaa": ("Jumaa Bakari", [{"role": Role.APPROVER}]),
    "wanza": ("Wanza Kilonzi", [{"role": Role.PEACE}]),
    "mutua": ("Mutua Kimeu", [{"role": Role.PEACE}]),
    "nduku": ("Nduku Mwikali", [{"role": Role.LEAD}]),
    "saida": ("Saida Omar", [{"role": Role.PROTECTION}]),
    "mghoi": ("Mghoi Mwamburi", [{"role": Role.PRODUCER}]),
    OPERATOR: ("Kilonzo Ndeti", [{"role": Role.ADMIN}]),
}


def seed(session: Session, vault: Vault, now: datetime) -> list[Officer]:
    """The cast, in the order a bulletin meets them; those who are there already are left as they are."""
    found = session.scalars(select(Officer).where(Officer.username.in_(CAST)))
    there = {officer.username: officer for officer in found}
    fresh = {username: _make(session, username) for username in CAST if username not in there}
    session.add_all(fresh.values())
    session.flush()
    for username, officer in fresh.items():
        if username in PHONES:
            set_phone(officer, vault, PHONES[username].e164)
        audit.record(session, None, "joined the local cast", f"officer {officer.id}", now=now)
    return [(there | fresh)[username] for username in CAST]


# What they have read of the library, so that a first bulletin and a first series can be tried.
READ = ("alert-everybody", "alert-farmers", "water-turns", "rumour-ask")


def read_library(session: Session, people: dict[str, Officer], now: datetime) -> None:
    """The cast signs and approves a few texts as they came with the service; what was changed since is left alone."""
    for entry in session.scalars(select(LibraryEntry).where(LibraryEntry.key.in_(READ))):
        version = entry.newest
        if entry.withdrawn_at or version.author_id or version.hands or version.approved_at:
            continue
        for text in version.texts:
            if text.language is Language.SWAHILI and not text.signed:  # as left by an earlier version
                text.sign(people["kioko"], now, local(now).date())
        version.approve(people["nyambura"], now, seen=version.fingerprint(), checks=OF_TEXT)
        audit.record(session, people["nyambura"].id, "approved it", f"library {entry.id}", now=now)


def _make(session: Session, username: str) -> Officer:
    name, grants = CAST[username]
    officer = Officer(username=username, name=name)
    for given in grants:
        station = {"station_id": _station(session).id} if given["role"] is Role.PRODUCER else {}
        grant(officer, Grant(**given, **station))  # type: ignore[arg-type]
    officer.on_duty = username == "wanza"
    return officer


def _station(session: Session) -> Station:
    """An invented station that is heard everywhere and speaks everything."""
    found = session.scalar(select(Station).where(Station.name == STATION))
    if found is None:
        found = Station(
            name=STATION, counties=list(LISTENS_TO), languages=list(SPOKEN), area="Tala", minutes=15, airs_on=1,
            airs_at=time(19, 30), remarks="Invented, for trying things out.",
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found

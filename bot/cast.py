"""The invented people of a local run, one for each thing an officer does, so that one person can try them all."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain import audit
from domain.languages import Language
from domain.officers import Grant, Officer, Role, grant, named, set_phone
from domain.phones import Phone
from domain.vault import Vault

OPERATOR = "kilonzo"  # whom the link printed by `make run` is for
DUTY_PHONE = Phone.parse("+254711990001")

CAST: dict[str, tuple[str, list[dict[str, str]]]] = {
    "mwende": ("Mwende Musyoka", [{"role": Role.OFFICER}]),
    "kioko": ("Kioko Mutua", [{"role": Role.REVIEWER, "language": Language.SWAHILI}]),
    "mutheu": ("Mutheu Nzioka", [{"role": Role.REVIEWER, "language": Language.KAMBA}]),
    "mwakio": ("Mwakio Mwadime", [{"role": Role.REVIEWER, "language": Language.TAITA}]),
    "nyambura": ("Nyambura Kariuki", [{"role": Role.APPROVER}]),
    "jumaa": ("Jumaa Bakari", [{"role": Role.APPROVER}]),
    "wanza": ("Wanza Kilonzi", [{"role": Role.PEACE}]),
    "mghoi": ("Mghoi Mwamburi", [{"role": Role.PRODUCER, "station": "Radio Tala"}]),
    OPERATOR: ("Kilonzo Ndeti", [{"role": Role.ADMIN}]),
}


def seed(session: Session, vault: Vault, now: datetime) -> list[Officer]:
    """The cast, in the order a bulletin meets them; those who are there already are left as they are."""
    return [named(session, username) or _make(session, vault, username, now) for username in CAST]


def _make(session: Session, vault: Vault, username: str, now: datetime) -> Officer:
    name, grants = CAST[username]
    officer = Officer(username=username, name=name)
    for given in grants:
        grant(officer, Grant(**given))  # type: ignore[arg-type]
    if username == "wanza":
        set_phone(officer, vault, DUTY_PHONE.e164)
        officer.on_duty = True
    session.add(officer)
    session.flush()
    audit.record(session, None, "joined the local cast", f"officer {officer.id}", now=now)
    return officer

"""What our doors promise to a knock: how it is answered, and where it is found afterwards."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.phones import NotAKenyanNumber, Phone
from domain.vault import Purpose, Vault
from tests.fuzz.visits import AT, LARGEST, Asked, fields

KINDS = {"sms": "sms", "ussd": "ussd", "ussd-events": "ussd_event", "optout": "optout"}


def fault(asked: Asked, status: int, body: bytes) -> str | None:
    """What is wrong with this answer; None when it is as promised."""
    what = f"{asked.method} {asked.door} of {len(asked.body)} bytes ({asked.content_type!r}): {status}"
    if status >= 500:
        return what
    if len(asked.body) > LARGEST:
        return None if status in (404, 413) else what
    if not asked.authentic:
        return None if status in (400, 404, 413) else what
    if status != 200:
        return what
    if asked.door == f"{AT}/ussd" and not body.startswith((b"CON ", b"END ")):
        return f"{what}, and its screen is none"
    return None


@dataclass
class Kept:
    """What was answered 200 and must be found; `missing` names what is not."""

    vault: Vault
    asked: list[Asked] = field(default_factory=list)

    def note(self, asked: Asked, status: int) -> None:
        if asked.authentic and status == 200 and not asked.door.endswith("voice"):
            self.asked.append(asked)

    def missing(self, session: Session) -> list[str]:
        """Each is in the inbox under its id, or the print of what it was; a delivery report among the receipts."""
        rows = session.execute(text("SELECT provider, kind, external_id FROM inbox"))
        inbox = {(provider, kind, name) for provider, kind, name in rows}
        receipts = {
            (provider, name) for provider, name in session.execute(text("SELECT provider, provider_id FROM receipts"))
        }
        return [f"lost: {one.door} of {len(one.body)} bytes: {one.body[:200]!r}" for one in set(self.asked)
                if not (self._found(one, inbox) or self._is_receipt(one, receipts))]  # fmt: skip

    def _found(self, asked: Asked, inbox: set[tuple[str, str, str]]) -> bool:
        provider, _, door = asked.door.partition("/")
        kind = "delivery" if door in ("delivery", "status") else KINDS[door]
        named = {*self._names(kind, fields(asked.body)), hashlib.sha256(asked.body).hexdigest()}
        return any((provider, kind, name) in inbox for name in named)

    def _names(self, kind: str, form: dict[str, str]) -> Iterable[str]:
        def said(name: str) -> str:
            return form.get(name, "").replace("\x00", "")

        match kind:
            case "sms":
                yield from (said("id").strip(), said("MessageSid").strip())
            case "ussd":
                yield f"{said('sessionId').strip()}:{self.vault.lookup(said('text'), Purpose.DIALOGUE).hex()}"
            case "ussd_event":
                yield said("sessionId").strip()
            case "optout":
                try:
                    number = Phone.parse(said("phoneNumber"))
                except NotAKenyanNumber:
                    return
                yield f"{said('senderId').strip()}:{self.vault.lookup(number, Purpose.INBOX).hex()}"

    def _is_receipt(self, asked: Asked, receipts: set[tuple[str, str]]) -> bool:
        form = fields(asked.body)
        named = (form.get("id", ""), form.get("MessageSid", ""))
        return any((asked.door.partition("/")[0], name.replace("\x00", "").strip()) in receipts for name in named)


def stumbles(session: Session) -> list[str]:
    """What was kept and answered, but only because a stumble is caught: each is a fault of ours."""
    # A turn that does not follow from the one before it is answered so on purpose.
    query = (
        "SELECT DISTINCT kind || ': ' || note FROM inbox WHERE note LIKE '%stumble%' AND note NOT LIKE '%LostSession'"
    )
    return list(session.scalars(text(query)))

"""Every column that is sealed, for what, and which row it is bound to: a value opens nowhere but where it was sealed.

A row is known by what is in it when it is sealed and never changes: another unique column, or its own id, drawn ahead
(`domain.db.next_id`). Lookups that are blanked in time are none.
"""

from dataclasses import dataclass

from domain.phones import Phone
from domain.vault import Purpose, Vault


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One of them. `key`: the columns of the same row that tell it from all others."""

    table: str
    column: str
    purpose: Purpose
    key: tuple[str, ...] = ("id",)

    def at(self, *key: str | int | bytes) -> tuple[Purpose, bytes]:
        """How the vault seals and opens it in the row with this key: its purpose, and the row."""
        if len(key) != len(self.key) or None in key:
            raise TypeError(f"a row of {self.table} is known by {', '.join(self.key)}")
        # PostgreSQL keeps no zero byte in a text, and bytes stand alone: no two rows are written alike.
        parts = [part if isinstance(part, bytes) else str(part).encode() for part in key]
        return self.purpose, b"\0".join([f"{self.table}.{self.column}".encode(), *parts])

    def of(self, row: object) -> tuple[Purpose, bytes]:
        """The same for a row of the table as it was read."""
        return self.at(*(getattr(row, name) for name in self.key))

    def open(self, vault: Vault, row: object) -> str:
        """What is kept in this row. Raises `Unsealable`, as where nothing is."""
        return vault.open(getattr(row, self.column) or b"", *self.of(row))

    def read(self, vault: Vault, row: object) -> str:
        """The same; "" where nothing is kept."""
        return "" if getattr(row, self.column) is None else self.open(vault, row)

    def phone(self, vault: Vault, row: object) -> Phone:
        """The number kept in this row. Raises `Unsealable`, as where there is none."""
        return Phone(self.open(vault, row))


SUBSCRIBER_PHONE = SealedColumn("subscribers", "phone_sealed", Purpose.SUBSCRIBER, ("phone_lookup",))
LIST_ROWS = SealedColumn("subscriber_imports", "rows_sealed", Purpose.IMPORT)
TEXT_PHONE = SealedColumn("texts", "phone_sealed", Purpose.TEXT)
TEXT_BODY = SealedColumn("texts", "body_sealed", Purpose.TEXT)
REPLY_PHONE = SealedColumn("replies", "phone_sealed", Purpose.REPLY)
REPLY_BODY = SealedColumn("replies", "body_sealed", Purpose.REPLY)
REPLY_ANSWER = SealedColumn("replies", "answer_sealed", Purpose.REPLY)
FURTHER_WORDS = SealedColumn("further_answers", "words_sealed", Purpose.REPLY)
REPORTER_PHONE = SealedColumn("reporters", "phone_sealed", Purpose.REPORTER, ("sighting_id",))
SIGHTING_WORDS = SealedColumn("sightings", "words_sealed", Purpose.INCIDENT)
SIGHTING_PLACE = SealedColumn("sightings", "place_sealed", Purpose.INCIDENT)
STEP_WORDS = SealedColumn("incident_steps", "words_sealed", Purpose.INCIDENT)
REFERRAL_WORDS = SealedColumn("referrals", "words_sealed", Purpose.INCIDENT, ("case_number",))
REFERRAL_ANSWER = SealedColumn("referrals", "answer_sealed", Purpose.INCIDENT, ("case_number",))
REVEAL_REASON = SealedColumn("reveals", "reason_sealed", Purpose.INCIDENT)
RECEIPT_PHONE = SealedColumn("receipts", "phone_sealed", Purpose.RECEIPT, ("provider", "provider_id"))
CALLBACK_BODY = SealedColumn("inbox", "body_sealed", Purpose.INBOX, ("provider", "kind", "external_id"))
CALLBACK_ANSWER = SealedColumn("inbox", "answer_sealed", Purpose.INBOX, ("provider", "kind", "external_id"))
DIALOGUE_STATE = SealedColumn("dialogues", "state_sealed", Purpose.DIALOGUE, ("session_id",))
DIALOGUE_SEEN = SealedColumn("dialogues", "seen_sealed", Purpose.DIALOGUE, ("session_id",))
DIALOGUE_DRAFT = SealedColumn("dialogues", "draft_sealed", Purpose.DIALOGUE, ("session_id",))
QUESTION = SealedColumn("conversations", "question_sealed", Purpose.CONVERSATION, ("phone_lookup",))
OFFICER_PHONE = SealedColumn("officers", "phone_sealed", Purpose.OFFICER)
STATION_PHONE = SealedColumn("stations", "phone_sealed", Purpose.OFFICER)
RESPONDER_PHONE = SealedColumn("responders", "phone_sealed", Purpose.RESPONDER)
FACTOR_SECRET = SealedColumn("second_factors", "secret_sealed", Purpose.SECOND_FACTOR, ("officer_id",))
FORM_FIELDS = SealedColumn("unsent_forms", "fields_sealed", Purpose.UNSENT_FORM)

SEALED_COLUMNS = tuple(each for each in list(globals().values()) if isinstance(each, SealedColumn))

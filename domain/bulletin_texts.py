"""The words of a bulletin in one language and form, and the name of the speaker who signed them."""

import hashlib
import json
import unicodedata
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.languages import Language
from domain.officers import Officer, Role
from domain.refusals import Refusal


class Form(StrEnum):
    SMS = "sms"
    RADIO = "radio"


class BulletinText(Base):
    """`body` keeps the language's own letters; `plain` is the form for phones without ĩ and ũ, signed with it."""

    __tablename__ = "bulletin_texts"
    __table_args__ = (UniqueConstraint("bulletin_id", "language", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), init=False)
    language: Mapped[Language]
    body: Mapped[str]
    plain: Mapped[str]
    writer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    writers: Mapped[list[int]] = mapped_column(default_factory=list)  # everybody who ever wrote in it
    form: Mapped[Form] = mapped_column(default=Form.SMS)
    send_plain: Mapped[bool] = mapped_column(default=False)
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    signed_hash: Mapped[str | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def outgoing(self) -> str:
        """What an SMS carries: the officer's choice between the two signed forms."""
        return self.plain if self.send_plain else self.body

    @property
    def signed(self) -> bool:
        """Whether a signature stands on exactly these words."""
        return self.signed_hash is not None and self.signed_hash == self.fingerprint()

    def fingerprint(self) -> str:
        """A hash of everything a signature stands for."""
        words = [self.language, self.form, self.body, self.plain, self.send_plain]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()

    def written_by(self, officer: Officer) -> bool:
        """Whether this officer wrote any version of it: who did cannot sign the last one either."""
        return officer.id == self.writer_id or officer.id in self.writers

    def write(self, officer: Officer, body: str, plain: str, *, send_plain: bool) -> None:
        """Change the words. A signature on other words is void; who changes them can no longer sign them."""
        body, plain = (unicodedata.normalize("NFC", words).strip() for words in (body, plain))
        if (body, plain, send_plain) == (self.body, self.plain, self.send_plain):
            return
        self.body, self.plain, self.send_plain = body, plain, send_plain
        self.writers = sorted({*self.writers, self.writer_id, officer.id})
        self.writer_id = officer.id
        self.signer_id = self.signed_hash = self.signed_at = None

    def sign(self, officer: Officer, now: datetime, on: date) -> None:
        """Put a speaker's name to these words."""
        if not self.body.strip():
            raise Refusal("There is nothing to sign: the text is empty.")
        if self.written_by(officer):
            raise Refusal("You wrote this text: another speaker must sign it.")
        if not officer.may(Role.REVIEWER, on, language=self.language):
            raise Refusal("You do not sign texts in this language.")
        self.signer_id, self.signed_at, self.signed_hash = officer.id, now, self.fingerprint()

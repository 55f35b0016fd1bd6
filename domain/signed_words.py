"""Words in one language, and the name of the speaker who stands for exactly these."""

import hashlib
import json
import unicodedata
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from domain.languages import Language
from domain.officers import Officer, Role
from domain.refusals import Refusal


class Form(StrEnum):
    """What a text is for. The last two are prepared and signed with a warning, so that taking it back needs no wait."""

    SMS = "sms"
    INTERMEDIARY = "intermediary"  # longer, for those who pass it on; without one they get the SMS
    RADIO = "radio"
    CANCEL = "cancel"  # the SMS that takes the warning back
    ALL_CLEAR = "all_clear"  # the SMS that says it is over


PREPARED = (Form.CANCEL, Form.ALL_CLEAR)
# Letters. Twilio takes no longer message; read aloud, 20,000 fill more than any weekly programme has.
LONGEST_SMS, LONGEST_RADIO = 1600, 20_000


def check_length(language: Language, form: Form, body: str) -> None:
    """Refuse a text longer than its form can carry."""
    most = LONGEST_RADIO if form is Form.RADIO else LONGEST_SMS
    if len(body) > most:
        raise Refusal(
            "The %(language)s text (%(form)s) is too long: at most %(most)s letters.",
            language=language.own_name,
            form=form.value.replace("_", " "),
            most=most,
        )


class SignedWords(MappedAsDataclass, eq=False, kw_only=True):
    """`body` keeps the language's own letters; `plain` is the form for phones without ĩ and ũ, signed with it.

    No writer: the words came with the service.
    """

    language: Mapped[Language]
    body: Mapped[str]
    plain: Mapped[str]
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
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
        before = [self.writer_id] if self.writer_id else []
        self.writers = sorted({*self.writers, *before, officer.id})
        self.writer_id = officer.id
        self.signer_id = self.signed_hash = self.signed_at = None

    def sign(self, officer: Officer, now: datetime, on: date) -> None:
        """Put a speaker's name to these words."""
        if not self.body.strip():
            raise Refusal("There is nothing to sign: the text is empty.")
        if self.written_by(officer):
            raise Refusal("You wrote this text: another speaker must sign it.")
        if self.signed:
            raise Refusal("Another speaker signed this text while you read it.")
        if not officer.may(Role.REVIEWER, on, language=self.language):
            raise Refusal("You do not sign texts in this language.")
        self.signer_id, self.signed_at, self.signed_hash = officer.id, now, self.fingerprint()

    def carry(self, signed: "SignedWords") -> None:
        """Take over the name under `signed`: the same words for another use, or filled with digits alone.

        Only for a caller that has made sure of that; raises `Refusal` where nobody stands for `signed`.
        """
        if not signed.signed:
            raise Refusal("No speaker has signed these words.")
        self.signer_id, self.signed_at, self.signed_hash = signed.signer_id, signed.signed_at, self.fingerprint()

"""The ledger of what speakers signed: who put a name to which words of which sentence, when. Rows are only added."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.languages import Language


class Wording(Base):
    """One signature. The newest of a sentence counts, for as long as its English source is still the same.

    `fingerprint` binds source, text and plain form (`messages.catalog.fingerprint`).
    """

    __tablename__ = "wordings"
    __table_args__ = (Index("ix_wordings_sentence", "language", "msgid", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    language: Mapped[Language]
    msgid: Mapped[str]
    text: Mapped[str]  # Kamba with its tildes
    plain: Mapped[str]  # as phones show it: a text of its own that the speaker signed
    fingerprint: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))  # none: came with an imported file
    signer: Mapped[str]  # the name as it was that day
    dialect: Mapped[str]
    signed_at: Mapped[datetime]

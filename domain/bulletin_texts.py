"""The words of a bulletin in one language and form, and the name of the speaker who signed them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.signed_words import SignedWords


class BulletinText(SignedWords, Base):
    """One for each language and form of a bulletin."""

    __tablename__ = "bulletin_texts"
    __table_args__ = (UniqueConstraint("bulletin_id", "language", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), init=False)

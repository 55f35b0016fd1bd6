"""The words of a library version in one language and form, and the name of the speaker who signed them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.signed_words import SignedWords


class LibraryText(SignedWords, Base):
    """One for each language and form of a version; `{placeholders}` in it are filled where it is used."""

    __tablename__ = "library_texts"
    __table_args__ = (UniqueConstraint("version_id", "language", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("library_versions.id", ondelete="CASCADE"), init=False)

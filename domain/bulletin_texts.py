"""The words of a bulletin in one language and form, and the name of the speaker who signed them."""

import re
from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.signed_words import PREPARED, Form, SignedWords

# A placeholder nobody filled in, whole or broken; people's texts have no braces.
LEFTOVER = re.compile(r"\{[^{}\s]*\}?|\}")
DAY = "{date}"  # the one that stands in prepared words until they leave: nobody knows the day yet


class BulletinText(SignedWords, Base):
    """One for each language and form of a bulletin."""

    __tablename__ = "bulletin_texts"
    __table_args__ = (UniqueConstraint("bulletin_id", "language", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"), init=False)

    @property
    def left(self) -> list[str]:
        """The placeholders that somebody must still fill in."""
        stands = DAY if self.form in PREPARED else None
        return [found for found in LEFTOVER.findall(self.body) if found != stands]


def dated(text: str, form: Form, on: date) -> str:
    """A text of this form as it reads on a day, in digits as bulletins write it."""
    return text.replace(DAY, f"{on:%d/%m/%Y}") if form in PREPARED else text

"""The name of a speaker under one version of a script, for one of the languages spoken in it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base
from domain.languages import Language


class ScriptSignature(Base):
    """All that is said in this language, shorter forms included, is fit to be read aloud."""

    __tablename__ = "script_signatures"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("script_versions.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    language: Mapped[Language] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime]

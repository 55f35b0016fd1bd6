"""How names and terms are said, for presenters who never heard them."""

import unicodedata

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.officers import Officer
from domain.redaction import without_numbers
from domain.refusals import Refusal

LONGEST_TERM, LONGEST_SAID = 60, 120  # letters: one line of the list at the front of a script
# Two people writing at once take turns, or one term could stand twice in two cases.
ONE_AT_A_TIME = func.pg_advisory_xact_lock(func.hashtext("mbiu pronunciations"))


class Pronunciation(Base):
    """One name or term as somebody who knows says it: "Mwingi: MWI-ngi". The same in every county and language."""

    __tablename__ = "pronunciations"
    __table_args__ = (UniqueConstraint("term"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    term: Mapped[str]
    said: Mapped[str]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)


def everything(session: Session) -> list[Pronunciation]:
    """All that was written, in the order of letters."""
    return list(session.scalars(select(Pronunciation).order_by(func.lower(Pronunciation.term))))


def known(session: Session) -> dict[str, str]:
    """How each term is said."""
    return {one.term: one.said for one in everything(session)}


def add(session: Session, officer: Officer, term: str, said: str) -> Pronunciation:
    """Write how a term is said. Raises `Refusal` where it cannot stand in a list, or stands there in any case."""
    term, said = _term(term), _said(said)
    _only_once(session, term)
    one = Pronunciation(term=term, said=said, written_by=officer.id)
    session.add(one)
    session.flush()
    return one


def change(session: Session, one: Pronunciation, officer: Officer, term: str, said: str) -> None:
    """Write it otherwise. Raises `Refusal` as `add` does."""
    term, said = _term(term), _said(said)
    _only_once(session, term, but=one.id)
    one.term, one.said, one.written_by = term, said, officer.id
    session.flush()


def _only_once(session: Session, term: str, but: int = 0) -> None:
    session.execute(select(ONE_AT_A_TIME))
    same = select(Pronunciation.term).where(func.lower(Pronunciation.term) == func.lower(term), Pronunciation.id != but)
    if there := session.scalar(same):
        raise Refusal("%(term)s is in the list already: change it there.", term=there)


def _term(typed: str) -> str:
    term = _line(typed)
    if not any(map(str.isalpha, term)) or len(term) > LONGEST_TERM:
        raise Refusal("A name or term has 1 to %(most)s letters.", most=LONGEST_TERM)
    return term


def _said(typed: str) -> str:
    said = _line(typed)
    if not any(map(str.isalpha, said)) or len(said) > LONGEST_SAID:
        raise Refusal("Write how it is said, in 1 to %(most)s letters.", most=LONGEST_SAID)
    return said


def _line(typed: str) -> str:
    """One line that any file can carry: signs nobody sees are left out, and one apostrophe stands for all."""
    line = " ".join(unicodedata.normalize("NFC", typed).replace("’", "'").split())
    line = "".join(filter(str.isprintable, line)).strip()
    if without_numbers(line) != line:
        raise Refusal("The number of a phone or of an identity card stands in it: stations get this list.")
    return line

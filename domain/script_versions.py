"""One wording of a script, which never changes: an edit is the next one. Who signed it, who approved it, and whether
it was withdrawn."""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import segments
from domain.db import Base, words
from domain.languages import Language
from domain.officers import Officer
from domain.refusals import Refusal
from domain.script_signatures import ScriptSignature
from domain.segments import Part, Segment, Speech

MAY_BE_OF_PEACE = (Part.PEACE, Part.GOOD_NEWS, Part.OWN)


class State(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"  # by a speaker of every language in it
    APPROVED = "approved"  # producers get it
    WITHDRAWN = "withdrawn"  # it was approved, and must not be read any more


class ScriptVersion(Base):
    """`segments` are the fields of `domain.segments.Segment`; `spoken` is the language it is read in.

    `missing` names what could not be had in the script's own language: "bulletin 12", "text 3", "piece 5",
    "standing" for our own sentences, or "peace" where no peace text of the library may be used. `hands` is everybody
    who wrote a piece in it or edited it: none of them signs or approves it. For the words of bulletins and of the
    library those stand who signed and approved them there.
    No editor: it was drafted by the service.
    """

    __tablename__ = "script_versions"
    __table_args__ = (UniqueConstraint("script_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    script_id: Mapped[int] = mapped_column(ForeignKey("scripts.id", ondelete="CASCADE"), init=False)
    number: Mapped[int]
    spoken: Mapped[Language] = mapped_column(words(Language, "spoken"))
    kept: Mapped[list[dict[str, Any]]]
    missing: Mapped[list[str]]
    made_at: Mapped[datetime]
    hands: Mapped[list[int]] = mapped_column(default_factory=list)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    signatures: Mapped[list[ScriptSignature]] = relationship(
        default_factory=list, lazy="selectin", cascade="all, delete-orphan", order_by=ScriptSignature.language
    )
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    checks: Mapped[list[str]] = mapped_column(default_factory=list)  # of conflict sensitivity, where peace is spoken of
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)  # none: the service
    withdrawn_because: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None] = mapped_column(default=None)  # when producers were told that it is withdrawn

    @property
    def state(self) -> State:
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.approved_at is not None:
            return State.APPROVED
        return State.DRAFT if self.unsigned else State.SIGNED

    @cached_property
    def segments(self) -> list[Segment]:
        """Read once: a version never changes."""
        return segments.read(self.kept)

    @property
    def lines(self) -> list[Speech]:
        """What goes to air, in order."""
        return segments.lines(self.segments)

    @property
    def languages(self) -> list[Language]:
        """Those spoken in it: a speaker of each puts their name to it."""
        return segments.languages_in(self.segments) or [self.spoken]

    @property
    def unsigned(self) -> list[Language]:
        """Those of them that no speaker has signed."""
        return [language for language in self.languages if self.signed_in(language) is None]

    def signed_in(self, language: Language) -> ScriptSignature | None:
        return next((signature for signature in self.signatures if signature.language is language), None)

    @property
    def sources(self) -> list[str]:
        """Where the words come from, each once, in order."""
        return list(dict.fromkeys(speech.source for speech in self.lines if speech.source))

    @property
    def bulletins(self) -> set[int]:
        """The bulletins whose words are in it."""
        return {number for segment in self.segments if not segment.cut for number in segment.bulletins}

    @property
    def approvals(self) -> set[tuple[int, str]]:
        """Those bulletins, each with the approval its words were taken under."""
        lines = (line for of in self.segments if not of.cut for line in (*of.speeches, *of.short))
        return {(line.bulletin, line.approval) for line in lines if line.bulletin and line.approval}

    @property
    def texts(self) -> set[int]:
        """The versions in the library whose words are in it."""
        return {segment.text for segment in self.segments if segment.text is not None and not segment.cut}

    @property
    def pieces(self) -> dict[int, set[str]]:
        """The officers' pieces whose words are in it, each with the fingerprints they were taken under."""
        found: dict[int, set[str]] = {}
        for segment in self.segments:
            if segment.piece is not None and not segment.cut:
                found.setdefault(segment.piece, set()).add(segment.piece_print)
        return found

    @property
    def speaks_of_peace(self) -> bool:
        """Whether who approves it answers for peace too: it has a peace text, or good news or a segment of an officer's
        own, which may be of peace and are read against the same questions; or words that speak of it anywhere else."""
        told = (segment for segment in self.segments if not segment.cut)
        return any(segment.peace or segment.part in MAY_BE_OF_PEACE for segment in told)

    def fingerprint(self) -> str:
        """What a signer and an approver stand for."""
        bound = [self.script_id, self.number, self.spoken, self.kept]
        return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()


def new_version(
    number: int,
    language: Language,
    of: Iterable[Segment],
    *,
    missing: Collection[str],
    hands: Collection[int],
    now: datetime,
    editor: Officer | None = None,
) -> ScriptVersion:
    """A version of these segments, for a script in this language."""
    made = list(of)
    return ScriptVersion(
        number=number,
        spoken=segments.spoken_in(language, segments.lines(made)),
        kept=segments.rows(made),
        missing=list(missing),
        made_at=now,
        hands=sorted({*hands, *([editor.id] if editor else [])}),
        editor_id=editor.id if editor else None,
    )


def check_other_hands(version: ScriptVersion, officer: Officer) -> None:
    """Refuse who wrote in it."""
    if officer.id in version.hands:
        raise Refusal("You wrote in this script: somebody else must stand for it.")


def still_missing(before: ScriptVersion, after: Iterable[Segment], anew: Collection[str] = ()) -> list[str]:
    """What is missing once `before` was corrected to `after`: what went out of it is missed no more."""
    made = list(after)
    left = _parts(before.segments) - _parts(made)
    if any(segment.part is Part.PEACE and not segment.cut for segment in made):
        left.add("peace")
    return list(dict.fromkeys(what for what in (*before.missing, *anew) if what not in left))


def _parts(of: Iterable[Segment]) -> set[str]:
    """What segments are made of, as `missing` names it."""
    found: set[str] = set()
    for segment in of:
        found |= {f"bulletin {number}" for number in segment.bulletins}
        found |= {f"text {segment.text}"} if segment.text is not None else set()
        found |= {f"piece {segment.piece}"} if segment.piece is not None else set()
    return found

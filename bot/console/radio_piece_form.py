"""The form a piece for the radio is written in: what was typed, kept as typed, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from werkzeug.datastructures import MultiDict

from domain.languages import Language
from domain.radio_piece_drafting import Content, usual_days
from domain.radio_pieces import RadioPiece, Wording
from domain.refusals import Refusal
from domain.segments import Part
from messages.compose import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceForm:
    """`words` and `questions` as typed. `seen` is the fingerprint of what was looked at, `shown` the doubts that were
    shown and `sure` whether the officer ticked that they had looked at each."""

    part: Part
    starts_on: str
    ends_on: str
    source: str = ""
    words: Mapping[Language, str] = field(default_factory=dict)
    questions: Mapping[Language, str] = field(default_factory=dict)
    seen: str = ""
    shown: frozenset[str] = frozenset()
    sure: bool = False

    @classmethod
    def blank(cls, part: Part, today: date) -> "PieceForm":
        starts_on, ends_on = usual_days(part, today)
        return cls(part=part, starts_on=str(starts_on), ends_on=str(ends_on))

    @classmethod
    def of(cls, piece: RadioPiece) -> "PieceForm":
        """A piece as it stands."""
        worded = {language: piece.wording(language) for language in piece.languages}
        return cls(
            part=piece.part,
            starts_on=str(piece.starts_on),
            ends_on=str(piece.ends_on),
            source=piece.source,
            words={language: wording.words for language, wording in worded.items() if wording},
            questions={language: wording.question for language, wording in worded.items() if wording},
            seen=piece.fingerprint(),
        )

    @classmethod
    def read(cls, part: Part, posted: MultiDict[str, str]) -> "PieceForm":
        """What was posted; nothing is judged yet."""
        return cls(
            part=part,
            **{name: posted.get(name, "").strip() for name in ("starts_on", "ends_on", "source", "seen")},
            words={language: posted.get(f"words_{language}", "") for language in Language},
            questions={language: posted.get(f"question_{language}", "") for language in Language},
            shown=frozenset(posted.getlist("shown")),
            sure="sure" in posted,
        )

    def wording(self, language: Language) -> Wording:
        """One language with its typing put right; only answers have a question."""
        question = self.questions.get(language, "") if self.part is Part.ANSWER else ""
        return Wording(normalise(self.words.get(language, "")), " ".join(normalise(question).split()))

    @property
    def wordings(self) -> dict[Language, Wording]:
        """The languages in which anything is written."""
        worded = {language: self.wording(language) for language in Language}
        return {language: wording for language, wording in worded.items() if wording.words or wording.question}

    def content(self) -> Content:
        """What it means. Raises `Refusal` for a day that is none."""
        try:
            days = [date.fromisoformat(day) for day in (self.starts_on, self.ends_on)]
        except ValueError:
            raise Refusal("Give the day as 2026-11-24.") from None
        return Content(
            starts_on=days[0], ends_on=days[1], source=" ".join(normalise(self.source).split()), wordings=self.wordings
        )

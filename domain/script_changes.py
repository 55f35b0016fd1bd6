"""What changed between two versions of a script: segment by segment, line by line, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from domain.segments import Segment, Speech

MOST_COMPARED = 500  # words of one line: the time grows with their square


class Mark(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of either version: what of it stands in both, and what was added or taken out.

    `mark` is of the whole line; SAME with marked parts: its words changed.
    """

    mark: Mark
    parts: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One segment as it was and as it is; None: it does not stand there. `old` and `new` are its places from 0.

    `lines` and `short` (those of its shorter form) hold what is unchanged too.
    """

    before: Segment | None
    after: Segment | None
    old: int | None
    new: int | None
    moved: bool
    lines: tuple[Line, ...]
    short: tuple[Line, ...]

    @property
    def reworded(self) -> bool:
        return any(mark is not Mark.SAME for line in (*self.lines, *self.short) for mark, _ in line.parts)

    @property
    def same(self) -> bool:
        """Whether nothing of it changed."""
        return self.before is not None and self.before == self.after and not self.moved


def changes(old: Sequence[Segment], new: Sequence[Segment]) -> list[Change]:
    """Every segment of `new` in its order, and those that are gone where they stood."""
    pairs = _pairs(old, new)
    moved = _moved(pairs)
    found = [_change(old, new, pairs.get(place), place, place in moved) for place in range(len(new))]
    for gone in sorted(set(range(len(old))) - set(pairs.values())):
        after = [at for at, other in enumerate(found) if other.old is not None and other.old < gone]
        found.insert(after[-1] + 1 if after else 0, _change(old, new, gone, None, False))
    return found


def _change(old: Sequence[Segment], new: Sequence[Segment], was: int | None, place: int | None, moved: bool) -> Change:
    before = old[was] if was is not None else None
    after = new[place] if place is not None else None
    lines, short = (
        tuple(_lines(*([_line(speech) for speech in speeches] for speeches in both)))
        for both in zip(_speeches(before), _speeches(after), strict=True)
    )
    return Change(before, after, was, place, moved, lines, short)


def _speeches(segment: Segment | None) -> tuple[Sequence[Speech], Sequence[Speech]]:
    return (segment.speeches, segment.short) if segment else ((), ())


def _line(speech: Speech) -> str:
    """A speech as it is compared: everything a presenter or the studio sees of it."""
    seconds = f"({speech.seconds} s)" if speech.seconds else ""
    named = f"{speech.speaker}:" if speech.speaker else ""
    cue = f"[{speech.cue}]" if speech.cue else ""
    return " ".join(filter(None, (named, cue, seconds, speech.words)))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (_whole(Mark.SAME, line) for line in old[i:j])
        elif kind == "replace" and j - i == m - k:
            yield from (_reworded(*lines) for lines in zip(old[i:j], new[k:m], strict=True))
        else:
            yield from (_whole(Mark.REMOVED, line) for line in old[i:j])
            yield from (_whole(Mark.ADDED, line) for line in new[k:m])


def _whole(mark: Mark, line: str) -> Line:
    return Line(mark, ((mark, line),))


def _reworded(old: str, new: str) -> Line:
    was, now = (re.findall(r"\s*\S+", line) for line in (old, new))
    if max(len(was), len(now)) > MOST_COMPARED:
        return Line(Mark.SAME, ((Mark.REMOVED, old), (Mark.ADDED, new)))
    parts: list[tuple[Mark, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append((Mark.SAME, "".join(was[i:j])))
        else:
            parts += [(Mark.REMOVED, "".join(was[i:j])), (Mark.ADDED, "".join(now[k:m]))]
    return Line(Mark.SAME, tuple((mark, words) for mark, words in parts if words))


def _pairs(old: Sequence[Segment], new: Sequence[Segment]) -> dict[int, int]:
    """For each place of `new` the place of the same segment in `old`: the very same first, then what it is made of."""
    pairs: dict[int, int] = {}
    for key in (_said, _made_of, lambda segment: segment.part):
        free = [place for place in range(len(old)) if place not in pairs.values()]
        for place, segment in enumerate(new):
            if (
                place not in pairs
                and (was := next((at for at in free if key(old[at]) == key(segment)), None)) is not None
            ):
                pairs[place] = was
                free.remove(was)
    return pairs


def _said(segment: Segment) -> Segment:
    return replace(segment, cut=False)


def _made_of(segment: Segment) -> tuple[object, ...]:
    return segment.part, frozenset(segment.bulletins), segment.text, segment.piece, segment.title


def _moved(pairs: dict[int, int]) -> set[int]:
    """The places of `new` that left the order of the rest: the fewest that explain it."""
    order = [pairs[place] for place in sorted(pairs)]
    stays = _longest_rising(order)
    return {place for place in pairs if pairs[place] not in stays}


def _longest_rising(numbers: Iterable[int]) -> set[int]:
    best: list[list[int]] = []
    for number in numbers:
        best.append([*_longest(run for run in best if run[-1] < number), number])
    return set(_longest(best))


def _longest(runs: Iterable[list[int]]) -> list[int]:
    return max(runs, key=lambda run: len(run), default=[])

"""What an officer typed into a script: numbers and code words are refused, names and words of conflict looked at twice.

What stands in the version that is corrected, or was taken in, has been looked at where it was written: it is let be.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.console import radio_piece_doubts
from bot.console.radio_piece_doubts import Shown
from bot.console.script_form import ScriptForm
from bot.services import services
from domain.radio_piece_drafting import check_sayable
from domain.refusals import Refusal
from domain.segments import Segment

Origins = Mapping[str, Segment]


def found(form: ScriptForm, origins: Origins) -> list[Shown]:
    """What there is to look at; nothing while the form cannot be read."""
    try:
        segments = form.segments(origins)
    except Refusal:
        return []
    return radio_piece_doubts.found_in(_typed(segments, origins.values()))


def check(form: ScriptForm, segments: Sequence[Segment], origins: Origins) -> list[str]:
    """What was looked at, for the audit: as what, never the words. Refuses what must not be said, or was not ticked."""
    texts = _typed(segments, origins.values())
    for text in texts:
        check_sayable(text, services().places)
    return radio_piece_doubts.looked_at(radio_piece_doubts.found_in(texts), form.ticked)


def marked(segments: Sequence[Segment], origins: Origins) -> list[Segment]:
    """The segments, those marked as of peace whose words speak of it and do not stand in this part of the programme."""
    return [replace(segment, peace=segment.peace or _of_peace(segment, origins.values())) for segment in segments]


def _of_peace(segment: Segment, origins: Collection[Segment]) -> bool:
    alike = [origin for origin in origins if origin.part is segment.part]
    return bool(radio_piece_doubts.of_conflict(_typed([segment], alike)))


def _typed(segments: Sequence[Segment], origins: Collection[Segment]) -> list[str]:
    """Every text that stands in none of the origins, once."""
    standing = {text for origin in origins for text in _texts(origin)}
    return list(dict.fromkeys(text for segment in segments for text in _texts(segment) if text not in standing))


def _texts(segment: Segment) -> Iterator[str]:
    yield segment.title
    for speech in (*segment.speeches, *segment.short):
        yield from (speech.words, speech.speaker, speech.cue)

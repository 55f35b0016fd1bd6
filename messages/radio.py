"""A week's script for one county and language: what was gathered for it, in the order of a programme.

It never draws on conflict reports: a local incident is not broadcast. What has no signed text in the language of the
script is spoken in Swahili, and the draft says what is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.bulletins import Bulletin, Kind
from domain.segments import Part, Segment, Speech
from messages import radio_bulletins, radio_figures, radio_frame, radio_peace, radio_pieces
from messages.radio_bulletins import announced_as
from messages.radio_material import Material
from messages.radio_sentences import PRESENTER, READER
from messages.radio_studio import Studio
from messages.radio_timing import USUAL
from messages.spoken_numbers import spoken

# In `missing`: our own sentences have no signed form in this language; no peace message is approved.
STANDING, PEACE = "standing", "peace"


@dataclass(frozen=True, slots=True)
class Draft:
    """What `domain.scripts.Script` keeps of a draft."""

    segments: list[Segment]
    missing: list[str]
    hands: list[int] = field(default_factory=list)


def draft(studio: Studio, material: Material) -> Draft:
    """The script, from what was gathered (`messages.radio_material`)."""
    segments = [segment for segment in _programme(studio, material) if segment is not None]
    taken = {segment.piece for segment in segments}
    hands = {hand for piece in material.pieces if piece.id in taken for hand in piece.hands}
    missing = list(dict.fromkeys(_missing(studio, material, segments)))
    return Draft([finished(studio, segment) for segment in segments], missing, sorted(hands))


def _programme(studio: Studio, material: Material) -> Iterator[Segment | None]:
    peace = _peace(studio, material)
    yield radio_frame.opening(studio)
    yield radio_bulletins.headlines(studio, material.bulletins, material.peace if peace else None)
    yield from (radio_bulletins.read_out(studio, bulletin) for bulletin in material.bulletins)
    yield from _of_the_month(studio, material)
    yield peace
    yield from radio_pieces.of_part(studio, material.pieces, Part.ANSWER)
    yield from radio_pieces.of_part(studio, material.pieces, Part.GOOD_NEWS)
    yield radio_frame.listeners(studio, material.heard)
    yield radio_frame.help_lines(studio)
    yield radio_frame.codes(studio)
    yield radio_frame.call_in(studio)
    yield radio_frame.closing(studio)


def _of_the_month(studio: Studio, material: Material) -> Iterator[Segment | None]:
    """The record, the season and the market. Without a warning, what holds in every season comes first."""
    droughts = [bulletin for bulletin in material.bulletins if announced_as(bulletin) is Kind.DROUGHT]
    season = radio_pieces.of_part(studio, material.pieces, Part.SEASON)
    declared = {bulletin.phase for bulletin in droughts} | {record.phase for record in material.records}
    advice = radio_frame.advice(studio, declared, no_drought=not droughts, season_told=bool(season))
    if not droughts:
        yield advice
    yield radio_figures.declared(studio, material.records)
    yield from season
    if droughts:
        yield advice
    yield from radio_pieces.of_part(studio, material.pieces, Part.MARKET)
    yield radio_figures.at_market(studio, material.records)


def _peace(studio: Studio, material: Material) -> Segment | None:
    if isinstance(material.peace, Bulletin):
        return radio_bulletins.read_out(studio, material.peace)
    return radio_peace.read_out(studio, material.peace) if material.peace else None


def _missing(studio: Studio, material: Material, segments: Sequence[Segment]) -> Iterator[str]:
    """What could not be had in the script's own language, and what is not in it for want of any."""
    read = [segment for segment in segments if segment.part is Part.BULLETIN]
    own = {number for segment in read if as_wanted(studio, segment) for number in segment.bulletins}
    yield from (f"bulletin {bulletin.id}" for bulletin in material.bulletins if bulletin.id not in own)
    for segment in segments:
        if segment.part is Part.PEACE and not as_wanted(studio, segment):
            yield from (f"bulletin {number}" for number in segment.bulletins)
            if not segment.bulletins:
                yield f"text {segment.text}"
    taken = {segment.piece for segment in segments}
    for piece in sorted(material.pieces, key=lambda piece: piece.id):
        language = radio_pieces.spoken_in(studio, piece)
        if language is None or (piece.id in taken and language is not studio.language):
            yield f"piece {piece.id}"
    if any(speech.language is not studio.language for segment in segments for speech in _ours(segment)):
        yield STANDING
    if not any(segment.part is Part.PEACE for segment in segments):
        yield PEACE


def as_wanted(studio: Studio, segment: Segment) -> bool:
    """Whether the signed words are in the language they were looked for in: peace is neutral Swahili at a border."""
    wanted = studio.peace_language if segment.part is Part.PEACE else studio.language
    return all(speech.language is wanted for speech in segment.speeches if speech.speaker == READER)


def _ours(segment: Segment) -> list[Speech]:
    """Our own sentences in it: not the words of a bulletin, a text or a piece."""
    told = [speech for speech in segment.speeches if speech.speaker == PRESENTER]
    return told[:1] if segment.piece is not None else told


def finished(studio: Studio, segment: Segment) -> Segment:
    """A segment as it is kept: with its figures as they are said, and its shorter form only where that is shorter."""
    said = replace(
        segment,
        speeches=tuple(_said(studio, speech) for speech in segment.speeches),
        short=tuple(_said(studio, speech) for speech in segment.short),
    )
    return said if USUAL.of(said, short=True) < USUAL.of(said) else replace(said, short=())


def _said(studio: Studio, speech: Speech) -> Speech:
    codes = [studio.short_code] if studio.short_code else []
    return replace(speech, words=spoken(speech.words, speech.language, codes))

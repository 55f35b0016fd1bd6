"""What the buttons beside a segment and a line do to a form, without a script of ours in the browser."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.console.script_form import ScriptForm
from bot.console.script_rows import Block, Row
from domain.segments import Part, Segment
from messages.radio_offers import REPLACED, Replacement
from messages.spoken_numbers import spoken

Item = TypeVar("Item")
COUNT = "count"  # only shows the times again


def press(form: ScriptForm, wish: str, chosen: Sequence[str], offers: Mapping[str, Replacement]) -> ScriptForm:
    """Do what a button asks: `up 3` of a segment, `out 3.1` of a line in it. `chosen` is the offer picked at each.

    Raises `ValueError`, `KeyError` or `IndexError` for one that is not ours.
    """
    name, _, where = wish.partition(" ")
    if name == COUNT:
        return form
    place, _, line = where.partition(".")
    blocks, at = list(form.blocks), _place(place, len(form.blocks))
    if name in ("up", "down"):
        blocks = _moved(blocks, at, name)
    elif name == "below":
        blocks.insert(at + 1, Block(rows=(_beside(blocks[at].rows[-1:]),), open=True))
    elif name == "swap":
        blocks[at] = _swapped(blocks[at], offers[chosen[at]])
    elif line:
        blocks[at] = _with_line(blocks[at], name, int(line))
    else:
        blocks[at] = replace(SEGMENT_ACTS[name](blocks[at]), open=True)
    return replace(form, blocks=tuple(blocks))


def offered(block: Block, offers: Mapping[str, Replacement], standing: Collection[Segment] = ()) -> list[Replacement]:
    """What may take a segment's place: others of its part; in an officer's own, any. Not what says the same as one of
    those `standing` in the script: other words of the same bulletin are offered."""
    if block.part not in (*REPLACED, Part.OWN):
        return []
    said = [_said(segment) for segment in standing]
    alike = (offer for offer in offers.values() if block.part in (offer.segment.part, Part.OWN))
    return [offer for offer in alike if _said(offer.segment) not in said]


def _said(segment: Segment) -> list[str]:
    return [speech.words for speech in segment.speeches]


SEGMENT_ACTS: dict[str, Callable[[Block], Block]] = {
    "cut": lambda block: replace(block, cut=True),
    "back": lambda block: replace(block, cut=False),
    "line": lambda block: replace(block, rows=(*block.rows, _beside(block.rows[-1:]))),
    "short": lambda block: replace(block, short=(*block.short, _beside(block.lines[-1:]))),
    "spell": lambda block: replace(block, rows=_spelt(block.rows), short=_spelt(block.short)),
}


def _place(text: str, most: int) -> int:
    place = int(text)
    if not 0 <= place < most:
        raise ValueError
    return place


def _moved(items: Sequence[Item], place: int, name: str) -> list[Item]:
    moved = list(items)
    item = moved.pop(place)
    moved.insert(max(0, place + (-1 if name == "up" else 1)), item)
    return moved


def _beside(rows: Sequence[Row]) -> Row:
    """An empty line, spoken by whoever speaks in these."""
    return Row(speaker=rows[0].speaker, language=rows[0].language) if rows else Row()


def _swapped(block: Block, offer: Replacement) -> Block:
    if offer not in offered(block, {offer.key: offer}):
        raise ValueError
    return replace(Block.of(offer.segment, offer.key), cut=block.cut, open=True)


def _with_line(block: Block, name: str, line: int) -> Block:
    """Move, add or take out one line; those of the shorter form are counted on."""
    at = _place(str(line), len(block.lines))
    if at < len(block.rows):
        return replace(block, rows=_changed(block.rows, name, at), open=True)
    return replace(block, short=_changed(block.short, name, at - len(block.rows)), open=True)


def _changed(rows: Sequence[Row], name: str, at: int) -> tuple[Row, ...]:
    if name in ("up-line", "down-line"):
        return tuple(_moved(rows, at, name.removesuffix("-line")))
    if name == "add":
        return (*rows[: at + 1], _beside(rows[at : at + 1]), *rows[at + 1 :])
    if name == "out":
        return (*rows[:at], *rows[at + 1 :])
    raise ValueError


def _spelt(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(replace(row, words=spoken(row.words, row.language)) for row in rows)

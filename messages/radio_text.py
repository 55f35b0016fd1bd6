"""A script as plain text, for WhatsApp and teleprompters."""

from collections.abc import Iterable

from messages.radio_document import Block, Line, Sheet


def as_text(sheet: Sheet) -> bytes:
    """UTF-8, with the line ends that every Notepad shows. What is not approved says so at both ends."""
    said, stamp = sheet.labels, f"*** {sheet.status} ***"
    parts = [
        stamp,
        sheet.title.upper(),
        _pairs(sheet.facts),
        *_list(said.sources, sheet.sources),
        *_list(said.needs, sheet.needs),
        *(part for heading, notes in sheet.notes for part in _list(heading, notes)),
        *_list(said.rundown, map(_entry, sheet.blocks)),
        _pairs([(said.duration, sheet.lasts), *sheet.cuts]),
        *_list(said.pronunciation, (f"{term}: {heard}" for term, heard in sheet.pronunciations)),
        *_list(said.helplines, (f"{label}: {number}" for label, number in sheet.helplines)),
        said.script.upper(),
        *(part for block in sheet.blocks for part in _block(block)),
        stamp,
    ]
    return ("\n\n".join(parts) + "\n").replace("\n", "\r\n").encode()


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in pairs)


def _list(heading: str, texts: Iterable[str]) -> list[str]:
    """A heading over its entries; nothing where there are none."""
    found = [f"- {text}" for text in texts]
    return ["\n".join((heading.upper(), *found))] if found else []


def _entry(block: Block) -> str:
    times = f"{block.number}. {block.name} ({block.span}), {block.start}, {block.lasts}"
    return "; ".join(filter(None, (times, block.mark)))


def _block(block: Block) -> Iterable[str]:
    yield "== " + "; ".join(filter(None, (f"{block.number}. {block.name}, {block.start}", block.mark))) + " =="
    yield from map(_line, block.lines)


def _line(line: Line) -> str:
    speaker, cue = line.speaker and f"{line.speaker}:", line.cue and f"[{line.cue}]"
    return "\n".join((" ".join(filter(None, (f"{line.number}. ({line.time})", speaker, cue))), *line.rows))

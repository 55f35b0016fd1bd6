"""The sentences of one language as a `.po` file: ours under `locales/`, and those that reviewers carry away and back.

Beside what gettext knows, a translator's comment `# plain: …` holds the form for phones where it is not simply the text
without its marks, and `# ledger: 12` in the head of the file says at which line of the ledger it was exported.
"""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel.messages import pofile
from babel.messages.catalog import Catalog as PoFile
from babel.messages.catalog import Message

from messages.compose import ascii_screen

_NOTE = re.compile(r"[a-z]+: ")  # begins a note; what follows on the next lines belongs to it
_PLAIN = "plain: "
# Babel would drop the first and last letter of a text whose quotes are not there.
_LINE = re.compile(r'(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\.)*")?')
_LEDGER = re.compile(r"^# ledger: (\d{1,18})$", re.MULTILINE)


class BrokenFile(ValueError):
    """A file that cannot be read as .po. `line` is where, 0 where that is not known."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of a file. `about` is the comment extracted from the code, `notes` are those of translators."""

    text: str
    plain: str
    fuzzy: bool = False
    about: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceFile:
    """A whole file. `ledger` is the line it was exported at, None where it does not say."""

    language: str
    ledger: int | None
    written: dict[str, Written]
    strangers: tuple[str, ...] = field(default=())  # entries that are not one plain sentence: plurals, contexts


@lru_cache(maxsize=8)
def parse(text: str) -> SentenceFile:
    """Read a file; the same once in a process, for it takes a twentieth of a second. Raises `BrokenFile`."""
    catalog = _parsed(text)
    ours: list[Message] = []
    others: list[Message] = []
    for message in (message for message in catalog if message.id):
        (ours if isinstance(message.id, str) and message.context is None else others).append(message)
    mark = _LEDGER.search(catalog.header_comment)
    return SentenceFile(
        language=catalog.locale_identifier or "",
        ledger=int(mark[1]) if mark else None,
        written={str(message.id): _written(message) for message in ours},
        strangers=tuple(_named(message) for message in others),
    )


def export(text: str, said: Mapping[str, Written], ledger: int) -> str:
    """The file `text` with the words, plain forms and fuzzy marks of `said` in it, and the line of the ledger."""
    catalog = _parsed(text)
    catalog.header_comment = _marked(catalog.header_comment, ledger)
    for message in catalog:
        written = said.get(message.id) if isinstance(message.id, str) and message.id else None
        if written is not None:
            message.string = written.text
            message.flags.discard("fuzzy")
            message.flags |= {"fuzzy"} if written.fuzzy else set()
            message.user_comments = _with_plain(message.user_comments, written)
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=0, include_lineno=False, ignore_obsolete=True)
    return out.getvalue().decode()


def _parsed(text: str) -> PoFile:
    for number, line in enumerate(text.split("\n"), start=1):
        if not _LINE.fullmatch(line.strip()):
            raise BrokenFile("neither a comment nor a text in quotes", number)
    try:
        return pofile.read_po(io.StringIO(text), abort_invalid=True)
    except pofile.PoFileError as error:
        raise BrokenFile(str(error), (error.lineno or 0) + 1) from None
    except (ValueError, LookupError, TypeError) as error:  # a head that names no language, a date that is none
        raise BrokenFile(str(error)) from None


def _written(message: Message) -> Written:
    text, notes = str(message.string), _notes(message.user_comments)
    plain = next((note.removeprefix(_PLAIN) for note in notes if note.startswith(_PLAIN)), "")
    return Written(
        text=text,
        plain=plain or ascii_screen(text),
        fuzzy=message.fuzzy,
        about=" ".join(message.auto_comments),
        notes=tuple(note for note in notes if not note.startswith(_PLAIN)),
    )


def _named(message: Message) -> str:
    return message.id if isinstance(message.id, str) else " / ".join(message.id)


def _notes(lines: Iterable[str]) -> list[str]:
    """The translators' comments, each joined to one line."""
    notes: list[str] = []
    for line in lines:
        if notes and not _NOTE.match(line):
            notes[-1] = f"{notes[-1]} {line}"
        else:
            notes.append(line)
    return notes


def _with_plain(lines: list[str], written: Written) -> list[str]:
    """The comment lines with the plain form among them where a speaker chose another than the usual one."""
    kept, inside = [], False
    for line in lines:
        inside = line.startswith(_PLAIN) or (inside and not _NOTE.match(line))
        if not inside:
            kept.append(line)
    return kept if written.plain == ascii_screen(written.text) else [*kept, f"{_PLAIN}{written.plain}"]


def _marked(head: str, ledger: int) -> str:
    bare = _LEDGER.sub("", head).rstrip("\n")
    lines = [line for line in bare.split("\n") if line.strip("# \n")]
    return "\n".join([*lines, f"# ledger: {ledger}", "#"])

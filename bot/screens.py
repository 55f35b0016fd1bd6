"""How a question fits a telephone's screen: pages of at most 140 letters, cut between words, with keys to move."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

# Safaricom shows 160 letters and may count the leading `CON `; Airtel shows 184. 140 is safe on all of them.
BUDGET = 140
MORE_KEY = "9"
BACK_KEY = "0"


@dataclass(frozen=True, slots=True)
class Screen:
    """What the phone shows, and whether the session is over with it."""

    text: str
    ends: bool


@dataclass(frozen=True, slots=True)
class View:
    """One question before it is cut into pages.

    The title repeats on every page; `text` runs over as many pages as it takes; `items` are (value, label), numbered
    from 1; `foot` stands below them. `back` is the label of key 0, empty for none. `optional`: that key gives no answer
    and goes on. `free`: whatever else is typed is the answer. `search`: letters typed are those of a place. `ends`: the
    session is over with the last page, so that hanging up costs no key.
    """

    title: str = ""
    text: str = ""
    items: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    back: str = ""
    optional: bool = False
    free: bool = False
    search: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One screenful: its lines, what each numbered key means, and whether there is more to show."""

    lines: tuple[str, ...]
    keys: dict[str, str]
    more: bool

    def text(self, hint: str = "") -> str:
        return "\n".join((hint, *self.lines) if hint else self.lines)


def pages(view: View, more: str, hint: str) -> list[Page]:
    """Every page of a view, in order. `more` labels the key to the next page.

    Room is kept for the hint that a wrong key brings, so that nothing shifts under the thumb.
    """
    title = [view.title] if view.title else []
    back = [f"{BACK_KEY} {view.back}"] if view.back else []
    foot = [view.foot] if view.foot else []
    if view.ends and _length([*title, view.text, *foot]) <= BUDGET:  # whole: there is no key to press, nor to mistake
        hint, back = "", []
    onward = f"{MORE_KEY} {more}"
    room = BUDGET - _length([hint, *title, *foot, *back])
    numbers = (number for number in itertools.count(1) if str(number) != MORE_KEY)  # which turns the page
    numbered = zip(numbers, view.items, strict=False)
    items = {f"{number} {label}": (str(number), value) for number, (value, label) in numbered}
    if _length([view.text, *items]) > room:
        room -= _length([onward])
    parts = _fill([*_cut(view.text, room), *items], room)
    last = len(parts) - 1
    return [
        Page(
            lines=(
                *title,
                *part,
                *foot,
                *([onward] if number < last else []),
                *(back if number < last or not view.ends else []),
            ),
            keys=dict(items[line] for line in part if line in items),
            more=number < last,
        )
        for number, part in enumerate(parts)
    ]


def _length(lines: Iterable[str]) -> int:
    """Letters these lines take among others: each brings its line break."""
    return sum(len(line) + 1 for line in lines if line)


def _fill(lines: list[str], room: int) -> list[list[str]]:
    """The lines dealt out to pages, as many to each as there is room for."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if parts[-1] and _length([*parts[-1], line]) > room:
            parts.append([])
        parts[-1].append(line)
    return parts


def _cut(text: str, room: int) -> list[str]:
    """The text in pieces for one page each, broken between lines or words; nothing for no text."""
    pieces = []
    while len(text) >= room:
        line, word = text.rfind("\n", room // 2, room), text.rfind(" ", 0, room)
        at = line if line > 0 else word if word > 0 else room - 1
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*pieces, text] if text else pieces

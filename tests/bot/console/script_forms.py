"""The form a script is corrected in, as a browser would send it back."""

import re
from html import unescape

OF_SEGMENT = ("origin", "title", "priority", "cut", "open", "size", "short", "offer")
OF_LINE = ("was", "speaker", "cue", "words", "seconds", "language")
Fields = dict[str, list[str]]


def fields(page: str) -> Fields:
    """Every field of the form in a page."""
    form = page[page.index('class="script"') :]
    found: Fields = {name: [] for name in ("version", "base", *OF_SEGMENT, *OF_LINE)}
    for tag, body in re.findall(
        r"(<input [^>]*>|<textarea [^>]*>\n(?:.*?)</textarea>|<select.*?</select>)()", form, re.S
    ):
        name = re.search(r'name="([^"]+)"', tag)
        if name and name[1] in found:
            found[name[1]].append(unescape(_value(tag)) + body)
    return found


def _value(tag: str) -> str:
    if tag.startswith("<textarea"):
        return tag[tag.index("\n") + 1 : tag.rindex("</textarea>")]
    if tag.startswith("<select"):
        chosen = re.search(r'value="([^"]*)" selected', tag) or re.search(r'value="([^"]*)"', tag)
        return chosen[1] if chosen else ""
    value = re.search(r' value="([^"]*)"', tag)
    return value[1] if value else ""


def at(form: Fields, words: str) -> int:
    """The place of the line that says this among all lines."""
    return next(place for place, said in enumerate(form["words"]) if words in said)

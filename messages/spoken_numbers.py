"""Figures as they are said: in Swahili as words, elsewhere as digits.

A figure is changed only where all of it can be understood; anything else (12/7, A3, 1 500, -0.5, the 3 of "wiki ya 3")
stays in digits, and `left` names it for a note. In Swahili the last word of a number agrees with what is counted, so a
count of something whose class is not known here stays too. Kamba, Taita and English keep all their digits: there
numbers agree with the noun as well, and no source gives all the forms.
"""

import re
from collections.abc import Callable, Collection
from datetime import date

from domain import helplines
from domain.languages import Language
from messages import swahili_numerals as say

HELPLINES = frozenset(
    (*helplines.POLICE, *helplines.RED_CROSS, *helplines.SEXUAL_VIOLENCE, *helplines.CHILDREN, *helplines.PEACE_SMS)
)
DIALLED = ("piga", "simu", "nambari", "namba", "sms")  # three digits and more behind these are a code
ABOUT = ("ya", "karibu", "takriban", "kama", "wapatao")  # behind these, a helpline's number may be a count
MONTHS = (
    "Januari", "Februari", "Machi", "Aprili", "Mei", "Juni",
    "Julai", "Agosti", "Septemba", "Oktoba", "Novemba", "Desemba",
)  # fmt: skip
UNITS = {"km": "kilomita", "kg": "kilo", "mm": "milimita", "cm": "sentimita", "lita": "lita"}

# What is counted in scripts, by the class of `CONCORDS` its number agrees with; "": the number stays as in counting.
_BY_CLASS = {
    "wa": "watu watoto wanawake wanaume wazee wakulima wafugaji wanafunzi wasikilizaji "
    "mbuzi ng'ombe kondoo ngamia punda kuku ndovu",
    "mi": "miezi miaka mifuko mito miti misimu mikutano",
    "ma": "maswali majibu mabwawa malambo maeneo magunia madebe",
    "vi": "vijiji visima vituo vipindi vikundi",
    "": "siku wiki saa dakika sekunde mara tarehe asilimia shilingi nukta kaunti wadi nyumba familia kaya shule "
    "kilomita mita milimita sentimita lita kilo tani ekari hekta mia elfu laki milioni bilioni",
}
COUNTED = {noun: concord for concord, nouns in _BY_CLASS.items() for noun in nouns.split()}

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,6})(?:\.\d{1,4})?"
_FIRST, _SECOND = rf"(?P<first>{_NUMBER})", rf"(?P<second>{_NUMBER})"
_BLANK = "[ \u00a0]"
_TO = rf"{_BLANK}?[-–]{_BLANK}?"
_RANGE = rf"{_FIRST}(?:{_TO}{_SECOND})?"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_MONEY, _UNIT = r"(?:kes|kshs?|shs?)", "|".join(UNITS)
_PARTS_OF_DAY = "|".join({name for _, name in say.PARTS_OF_DAY} | {"alasiri"})

InWords = Callable[[re.Match[str], str], str | None]


def spoken(words: str, language: Language, codes: Collection[str] = ()) -> str:
    """`words` with every figure as a presenter says it, where we know how. `codes`: more numbers to be dictated.

    What comes out is not changed by another turn.
    """
    if language is not Language.SWAHILI:
        return words
    dictated = HELPLINES.union(codes)
    while (said := _said(words, dictated)) != words:  # a figure may become clear once its neighbour is in words
        words = said
    return words


def left(words: str, language: Language, codes: Collection[str] = ()) -> list[str]:
    """The figures that stay in digits, each once: a presenter wants a note on them."""
    tokens = re.findall(r"\S*[0-9]\S*", spoken(words, language, codes))
    return list(dict.fromkeys(token.strip(".,;:!?…()[]\"“”‘’'«»") for token in tokens))


def _said(words: str, dictated: Collection[str]) -> str:
    for pattern, in_words in _KINDS:
        words = _replaced(pattern, in_words, words)
    return _replaced(_COUNT, lambda match, before: _count(match, before, dictated), words)


def _replaced(pattern: re.Pattern[str], in_words: InWords, words: str) -> str:
    return pattern.sub(lambda match: in_words(match, _word_before(match)) or match[0], words)


def _word_before(match: re.Match[str]) -> str:
    """The word a figure stands directly behind, in small letters; "" where there is none.

    A colon between the two parts them, unless that word is counted ("Mbuzi: 3") and the figure no helpline's.
    """
    near = match.string[max(0, match.start() - 40) : match.start()].lower().replace("’", "'")
    found = re.search(rf"([^\W\d_][\w']*)(:?){_BLANK}+\Z", near)
    if not found or (found[2] and (found[1] not in COUNTED or match[0].split()[0] in HELPLINES)):
        return ""
    return found[1]


def _dialled(match: re.Match[str], _: str) -> str:
    return say.digit_by_digit(match[0])


def _telephone(match: re.Match[str], _: str) -> str:
    """A number as it is dialled in the country."""
    return say.digit_by_digit(re.sub(r"\A\+254", "0", match[0]))


def _date(match: re.Match[str], before: str) -> str | None:
    try:
        on = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return _once("tarehe", before) + say.day(on)


def _date_by_name(match: re.Match[str], before: str) -> str | None:
    if not 1 <= int(match["day"]) <= 31:
        return None
    year = f", {say.year(int(match['year']))}" if match["year"] else ""
    return f"{_once('tarehe', before)}{say.cardinal(int(match['day']))} {match['month']}{year}"


def _month(match: re.Match[str], _: str) -> str | None:
    number = int(match["month"])
    return f"{match['named']}{say.month(number)}" if 1 <= number <= 12 else None


def _hours(match: re.Match[str], before: str) -> str | None:
    """Hours of the clock. "saa 10:30", or one that its part of the day does not fit, may be Swahili hours already."""
    last, part = int((match["second"] or match["first"])[:2]), match["part"]
    if say.part_of_day(last) != part if part else before == "saa" and 10 <= last <= 12:
        return None
    first = _hour(match["first"], bare=bool(part) and not match["second"])
    then = f" hadi saa {_hour(match['second'], bare=bool(part))}" if match["second"] else ""
    return _once("saa", before) + first + then


def _hour(written: str, *, bare: bool) -> str:
    of_day, minute = map(int, written.split(":"))
    return say.hour(of_day, minute) + ("" if bare else f" {say.part_of_day(of_day)}")


def _percent(match: re.Match[str], before: str) -> str | None:
    return _behind("asilimia", match, before)


def _measure(match: re.Match[str], before: str) -> str | None:
    unit = UNITS.get(match["unit"].lower())  # none: a letter that only counts as another case of ours
    return unit and _behind(unit, match, before)


def _money(match: re.Match[str], before: str) -> str | None:
    whole, _, cents = match["first"].partition(".")
    if len(cents) != 2 or match["second"]:
        return _behind("shilingi", match, before)
    return _once("shilingi", before) + _number(whole) + (f" na senti {say.cardinal(int(cents))}" if int(cents) else "")


def _behind(word: str, match: re.Match[str], before: str) -> str | None:
    """The number or the range behind what it is of, as Swahili has it."""
    second = match["second"]
    if second and _value(second) <= _value(match["first"]):
        return None
    return _once(word, before) + _number(match["first"]) + (f" hadi {_number(second)}" if second else "")


def _once(word: str, before: str) -> str:
    return "" if before == word else f"{word} "


def _count(match: re.Match[str], before: str, dictated: Collection[str]) -> str | None:
    """A number alone, or two of them: 3-5, 999 au 112."""
    first, by, second = match["first"], match["by"], match["second"]
    said = [_counted(number, before, dictated) for number in (first, second) if number]
    if None in said or (by and not by.strip().isalpha() and _value(second) <= _value(first)):
        return None
    joined = by if by and by.strip().isalpha() else " hadi "
    return joined.join(filter(None, said))


def _counted(written: str, before: str, dictated: Collection[str]) -> str | None:
    if written.isdigit() and before not in COUNTED:
        if written in dictated and before in ABOUT:
            return None
        if _is_code(written, before, dictated):
            return say.digit_by_digit(written)
        if 1900 <= int(written) < 2100:
            return say.year(int(written))
    if "." in written:
        return _number(written)
    value = int(_value(written))
    unclear = before and before not in COUNTED and say.agrees(value)
    return None if unclear else say.agreeing(value, COUNTED.get(before, ""))


def _is_code(written: str, before: str, dictated: Collection[str]) -> bool:
    """Whether it is dictated: what begins with 0, a helpline, a number behind "piga", a short code behind "kwa"."""
    return (
        (written[0] == "0" and len(written) > 1)
        or written in dictated
        or (before in DIALLED and len(written) >= 3)
        or (before == "kwa" and len(written) == 5)
    )


def _value(written: str) -> float:
    return float(written.replace(",", ""))


def _number(written: str) -> str:
    """A number as in counting, with what stands behind its point."""
    whole, _, fraction = written.replace(",", "").partition(".")
    return say.decimal(int(whole), fraction) if fraction else say.cardinal(int(whole))


def _figure(pattern: str) -> re.Pattern[str]:
    """A figure is a whole word, or some: a blank or an opening sign before it, a blank or what ends a clause behind."""
    guarded = rf"(?<![^\s(\[\"“«])(?:{pattern})(?=[.,;:!?…)\]\"”»]*(?:\s|\Z))"
    return re.compile(guarded.replace(r"\d", "[0-9]"), re.IGNORECASE)


_KINDS: tuple[tuple[re.Pattern[str], InWords], ...] = (
    (_figure(r"\*#?\d[0-9*#]{0,30}#"), _dialled),
    (_figure(rf"(?:\+254|0\d)(?:(?:{_BLANK}|-)?\d){{7,9}}"), _telephone),
    (_figure(r"(?P<day>\d{1,2})(?P<by>[/.-])(?P<month>\d{1,2})(?P=by)(?P<year>[12]\d{3})"), _date),
    (_figure(rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)})(?: (?P<year>[12]\d{{3}}))?"), _date_by_name),
    (_figure(rf"(?P<named>mwezi wa{_BLANK})(?P<month>\d{{1,2}})"), _month),
    (_figure(rf"(?P<first>{_CLOCK})(?:{_TO}(?P<second>{_CLOCK}))?(?=(?: (?P<part>{_PARTS_OF_DAY})\b)?)"), _hours),
    (_figure(rf"{_FIRST}(?:%?{_TO}{_SECOND})?{_BLANK}?%"), _percent),
    (_figure(rf"{_MONEY}\.?{_BLANK}?{_RANGE}(?:/=|/-)?(?!{_BLANK}(?:milioni|bilioni))"), _money),
    (_figure(rf"{_RANGE}(?:/=|/-|{_BLANK}?(?:kes|kshs?))"), _money),
    (_figure(rf"{_RANGE}{_BLANK}?(?P<unit>{_UNIT})(?!{_BLANK}\d)"), _measure),
    (_figure(rf"(?P<unit>{_UNIT}){_BLANK}?{_RANGE}(?!{_BLANK}\d)"), _measure),
)  # fmt: skip
_COUNT = _figure(
    rf"(?<!\d{_BLANK}){_FIRST}(?:(?P<by>{_TO}|{_BLANK}(?:hadi|mpaka|au|na){_BLANK}){_SECOND})?"
    rf"(?!{_BLANK}(?:\d|milioni|bilioni|elfu|laki))"
)

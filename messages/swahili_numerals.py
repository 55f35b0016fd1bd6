"""Numbers, days and hours in Swahili words.

The numerals are those of Unicode CLDR (`common/rbnf/sw.xml`, %spellout-cardinal: "elfu moja, mia tano", with the comma
that tells 10,001 from 11,000). Babel does not read those rules, and what does brings all of ICU with it (41 MB).
"""

from datetime import date

ONES = ("sifuri", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa")
TENS = ("", "kumi", "ishirini", "thelathini", "arobaini", "hamsini", "sitini", "sabini", "themanini", "tisini")
SIGNS = {"*": "nyota", "#": "reli"}  # as they are called on a telephone

# The last word of a number agrees with what is counted, from 1 to 5 and with 8; 6, 7, 9 and the tens never change.
# By the class of the noun: persons and animals, and the nouns whose plurals begin in mi-, ma- and vi-.
CONCORDS = {
    "wa": {1: "mmoja", 2: "wawili", 3: "watatu", 4: "wanne", 5: "watano", 8: "wanane"},
    "mi": {1: "mmoja", 2: "miwili", 3: "mitatu", 4: "minne", 5: "mitano", 8: "minane"},
    "ma": {1: "moja", 2: "mawili", 3: "matatu", 4: "manne", 5: "matano", 8: "manane"},
    "vi": {1: "kimoja", 2: "viwili", 3: "vitatu", 4: "vinne", 5: "vitano", 8: "vinane"},
}

# Parts of the day, each from its hour, after CLDR's for Swahili; but six in the morning is announced as "asubuhi".
PARTS_OF_DAY = ((19, "usiku"), (16, "jioni"), (12, "mchana"), (6, "asubuhi"), (4, "alfajiri"), (0, "usiku"))
_PAST = {0: "", 15: " na robo", 30: " na nusu"}


def cardinal(number: int) -> str:
    """A number as it is counted: "mia moja na ishirini na tatu". From 0 to 999,999,999."""
    if number < 10:
        return ONES[number]
    if number < 100:
        return _joined(TENS[number // 10], number % 10, " na ")
    if number < 1000:
        return _joined(f"mia {ONES[number // 100]}", number % 100, " na ")
    size, word = (1000, "elfu") if number < 1_000_000 else (1_000_000, "milioni")
    return _joined(f"{word} {cardinal(number // size)}", number % size, ", ")


def agreeing(number: int, concord: str) -> str:
    """The same for what is counted: "ishirini na watatu". `concord` is one of `CONCORDS`, or "" where none is needed.

    >>> agreeing(23, "wa")
    'ishirini na watatu'
    """
    words = cardinal(number)
    said = CONCORDS.get(concord, {}).get(number % 10)
    return words[: len(words) - len(ONES[number % 10])] + said if said else words


def agrees(number: int) -> bool:
    """Whether its last word changes with what is counted."""
    return number % 10 in CONCORDS["wa"]


def digit_by_digit(code: str) -> str:
    """A code or a telephone number as it is dictated: "moja, moja, tisa, tano"; what has no name is passed over."""
    return ", ".join(SIGNS.get(sign) or ONES[int(sign)] for sign in code if sign in SIGNS or sign.isdecimal())


def decimal(whole: int, fraction: str) -> str:
    """6.5: "sita nukta tano"; what stands behind the point is read digit by digit."""
    return " ".join([cardinal(whole), "nukta", *(ONES[int(digit)] for digit in fraction)])


def year(number: int) -> str:
    """2026: "elfu mbili ishirini na sita"; 2007: "elfu mbili na saba"."""
    thousands, comma, rest = cardinal(number).partition(", ")
    return f"{thousands} {rest}" if " " in rest else f"{thousands} na {rest}" if comma else thousands


def day(on: date) -> str:
    """24/11/2026 after the word "tarehe"; a month by its number, as it is written."""
    return f"{cardinal(on.day)} mwezi wa {month(on.month)}, {year(on.year)}"


def month(number: int) -> str:
    """The months after "mwezi wa" have no other names in speech: "kwanza", "pili", "tatu"."""
    return {1: "kwanza", 2: "pili"}.get(number) or cardinal(number)


def hour(of_day: int, minute: int) -> str:
    """06:00, without "saa" before it and the part of the day behind: "kumi na mbili".

    Swahili hours are counted from sunrise and from sunset, so they are six behind those of the clock.
    """
    return cardinal((of_day - 6) % 12 or 12) + _PAST.get(minute, f" na dakika {cardinal(minute)}")


def part_of_day(of_day: int) -> str:
    """What an hour of the clock belongs to, without which a Swahili hour may be either of two."""
    return next(name for begins, name in PARTS_OF_DAY if of_day >= begins)


def _joined(head: str, rest: int, by: str) -> str:
    return f"{head}{by}{cardinal(rest)}" if rest else head

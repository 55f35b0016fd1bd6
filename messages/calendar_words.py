"""Days, months and lists as a language writes them, from CLDR: nothing here is translated by us."""

from collections.abc import Iterable
from datetime import date

from babel.dates import format_date, get_day_names, get_month_names
from babel.lists import format_list

from domain.languages import Language


def weekday(number: int, language: Language) -> str:
    """Its name; 0 is Monday."""
    return str(get_day_names("wide", locale=_locale(language))[number])


def month(number: int, language: Language) -> str:
    """Its name; 1 is January."""
    return str(get_month_names("wide", locale=_locale(language))[number])


def long_date(day: date, language: Language) -> str:
    """18 December 2026"""
    return format_date(day, "long", locale=_locale(language))


def listed(words: Iterable[str], language: Language) -> str:
    """October, November and December"""
    return format_list(list(words), locale=_locale(language))


def _locale(language: Language) -> str:
    return f"{language.value}_KE"

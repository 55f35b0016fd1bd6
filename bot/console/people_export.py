"""The people of a search as a file for planning: pseudonymous, and nobody told from two others."""

import csv
from collections.abc import Iterator
from enum import Enum

from flask import Response, request
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.bulletin_results import AGES, GENDERS
from bot.console.people_search import asked_for, held_wards
from bot.console.people_words import KINDS, STANDINGS
from bot.console.words import _, language_name
from bot.services import services, session
from domain import audit, subscriber_exports
from domain.languages import Language
from domain.officers import Role
from domain.subscriber_exports import Export
from domain.subscriber_search import Search
from messages.paper import cell

MARK = "\ufeff"  # tells a spreadsheet that the file is UTF-8


@allow(Role.OFFICER)
def export() -> ResponseReturnValue:
    """Give the file, a row for each person; the audit keeps that, with how many."""
    asked, described = asked_for(), bool(request.form.get("described"))
    search = Search(tuple(held_wards())) if described else asked.search
    found = subscriber_exports.export(session(), search, services().now(), described=described)
    audit.record(
        session(),
        current_officer().id,
        "exported subscribers",
        "subscribers",
        now=services().now(),
        rows=found.rows,
        left_out=found.left_out,
        asked={} if described else asked.query,
        described=described,
    )
    answer = Response(_lines(found, _header(), _words()), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="mbiu-subscribers-{today():%Y-%m-%d}.csv"'
    return answer


def _header() -> list[str]:
    area = (_("County"), _("Constituency"), _("Ward"))
    return [_("Row"), *area, _("Language"), _("Kind"), _("Joined in"), _("State"), _("Gender"), _("Age")]


def _words() -> dict[str, str]:
    """What each value is called; made now, for a file is written when this request is over."""
    places = services().places.areas
    return {
        **{slug: area.name for slug, area in places.items()},
        **{language.value: language_name(language) for language in Language},
        **{kind.value: _(words) for kind, words in KINDS.items()},
        **{standing.value: _(words) for standing, (words, _tone) in STANDINGS.items()},
        **{told.value: _(words) for told, words in (*GENDERS.items(), *AGES.items()) if isinstance(told, Enum)},
    }


class Echo:
    """A file that hands back at once what is written to it."""

    @staticmethod
    def write(text: str) -> str:
        return text


def _lines(found: Export, header: list[str], words: dict[str, str]) -> Iterator[str]:
    """The file, piece by piece; no cell of it is run by a spreadsheet."""
    writer = csv.writer(Echo())
    yield MARK + str(writer.writerow(header))
    for values, names in found.pseudonymous():
        told = [cell(words.get(value, value)) for value in values]
        yield "".join(str(writer.writerow([name, *told])) for name in names)

"""A county's situation as a paper: the headings, the facts and the tables, in the language of whoever asks."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.console import incident_words as say
from bot.console.bulletin_results import VEILS
from bot.console.bulletin_words import PHASES, TRENDS
from bot.console.words import MONTHS, N_, _, area_name, count, day, interface
from bot.services import session
from domain import drought_records, veils
from domain.languages import Language
from domain.referrals import Answer
from domain.situations import Became, Counts, Period, Situation
from domain.taxonomy import Kind
from domain.triage import Level
from domain.veils import FEWEST, TOGETHER, Veil
from messages.paper import Paper, Part

TITLES = {Period.WEEK: N_("Situation of the week"), Period.MONTH: N_("Situation of the month")}
BECAME = {
    Became.UNVERIFIED: N_("Not verified yet"),
    Became.CONFIRMED: N_("Confirmed"),
    Became.CANNOT_TELL: N_("Cannot be told"),
    Became.FALSE: N_("Not true"),
}
ANSWERS = {
    Answer.WAITING: N_("No answer yet"),
    Answer.ON_IT: N_("On it"),
    Answer.CANNOT: N_("Cannot"),
    Answer.FOUND: N_("Went and told what they found"),
    Answer.SILENT: N_("Did not answer in time"),
    Answer.WITHDRAWN: N_("Withdrawn by us"),
}


def paper(situation: Situation, period: Period, now: datetime) -> Paper:
    """All that the page, the documents and the table say."""
    title = f"{_(TITLES[period])}: {area_name(situation.county)}"
    return Paper(
        title=title,
        head=f"Mbiu · {area_name(situation.county)} · {span(situation.first, situation.after, period)}",
        facts=_facts(situation, period),
        parts=_parts(situation),
        notes=_notes(now),
        page=_("Page %(number)s of %(all)s", number="%s", all="%s"),
        tag="sw-KE" if interface() is Language.SWAHILI else "en-KE",
    )


def span(first: date, after: date, period: Period) -> str:
    """The days it is of."""
    if period is Period.MONTH:
        return f"{_(MONTHS[first.month - 1])} {first.year}"
    return _("%(first)s to %(last)s", first=day(first), last=day(after - timedelta(days=1)))


def _facts(situation: Situation, period: Period) -> list[tuple[str, str]]:
    whole, taken_up = situation.reports, situation.taken_up
    open_, closed = _parts_of(whole, situation.open)
    in_time, _late = _parts_of(whole, situation.in_time)
    waited = lasted(taken_up) if taken_up is not None and whole >= FEWEST else _("not shown for so few")
    return [
        (_("Period"), span(situation.first, situation.after, period)),
        (_("Reports"), _cell(veils.few(whole))),
        (_("Still open"), open_),
        (_("Closed"), closed),
        (_("Open from before"), _cell(veils.few(situation.still_open))),
        (_("Look like many reports by few"), _cell(veils.few(situation.mass))),
        (_("Middle time until a report was taken up"), waited),
        (_("Taken up in time"), in_time),
        (_("Drought, as NDMA declared it"), _drought(situation.county, situation.after)),
    ]


def _parts_of(whole: int, part: int) -> tuple[str, str]:
    """A part of the reports and the rest, neither where one of them is small."""
    rest = whole - part
    if any(0 < number < FEWEST for number in (part, rest)):
        return _(VEILS[Veil.HIDDEN]), _(VEILS[Veil.HIDDEN])
    return count(part), count(rest)


def lasted(time: timedelta) -> str:
    """Minutes, hours or days, whichever is plain."""
    minutes = int(time.total_seconds()) // 60
    if minutes < 120:
        return _("%(number)s minutes", number=count(minutes))
    if minutes < 2 * 24 * 60:
        return _("%(number)s hours", number=count(minutes // 60))
    return _("%(number)s days", number=count(minutes // (24 * 60)))


def _drought(county: str, after: date) -> str:
    found = drought_records.history(session(), county, limit=12)
    record = next((each for each in found if each.month < after), None)
    if record is None or record.phase is None:
        return _("no record")
    month = f"{_(MONTHS[record.month.month - 1])} {record.month.year}"
    trend = f", {_(TRENDS[record.trend])}" if record.trend else ""
    return f"{_(PHASES[record.phase])}{trend} ({month})"


def _parts(situation: Situation) -> list[Part]:
    reports = situation.reports
    return [
        _table(
            reports, _("What it was"), _("Kind"), situation.by_kind, {kind.value: _(say.KINDS[kind]) for kind in Kind}
        ),
        _table(
            reports,
            _("How urgent"),
            _("Level"),
            situation.by_level,
            {each.value: _(say.LEVELS[each][0]) for each in Level},
        ),
        _table(
            reports,
            _("Where"),
            _("Constituency"),
            situation.by_place,
            {slug: area_name(slug) for slug in situation.by_place if slug != TOGETHER},
        ),
        Part(
            _("Handed to responders"),
            [_("Answer"), _("Times")],
            [(_(ANSWERS[Answer(answer)]), _cell(number)) for answer, number in situation.answers.items()],
            _("Nothing was handed on."),
        ),
    ]


def _table(reports: int, heading: str, first: str, rows: Mapping[str, Counts], names: Mapping[str, str]) -> Part:
    names = {**names, TOGETHER: _("Small ones together")}
    return Part(
        heading,
        [first, _("All"), *(_(word) for word in BECAME.values())],
        [
            (names[key], _cell(cells["people"]), *(_cell(cells[became]) for became in Became))
            for key, cells in rows.items()
        ],
        _("Too few reports to show without pointing at somebody.") if reports else _("Nothing was reported."),
    )


def _cell(number: int | Veil) -> str:
    return _(VEILS[number]) if isinstance(number, Veil) else count(number)


def _notes(now: datetime) -> list[str]:
    return [
        _("Made on %(day)s from what was known then.", day=day(now)),
        _(
            "Counts under %(fewest)s are not shown, nor what they could be worked out from on this paper.",
            fewest=FEWEST,
        ),
        _("Weeks and their month beside each other may tell more: give out one or the other."),
        _(
            "A report joined to another counts once. Reports without a place are in no county. Sexual violence and "
            "harm to children are in no count."
        ),
        _("A report is what somebody told us: until it is confirmed it may be wrong."),
    ]

"""The month of a county on paper, for its steering meeting: what was done, what it cost, and what is not known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.console import figure_costs, figure_people, figure_sending, figure_work
from bot.console.access import today
from bot.console.bulletin_words import PHASES, TRENDS
from bot.console.figure_table import Asked, Figure, month_name, percent, shown
from bot.console.inbox_messages import topic_name
from bot.console.words import _, count, interface, kes, moment
from bot.services import services, session
from domain import (
    bulletin_figures,
    drought_records,
    people_figures,
    radio_figures,
    reply_figures,
    subscriber_days,
    veils,
)
from domain.bulletin_figures import Line
from domain.languages import Language
from domain.officers import Officer
from domain.subscriber_days import Change
from domain.veils import Veil
from messages.paper import Paper, Part

MOST_ROWS = 12  # of one table: the paper is read in a meeting
OF_BULLETINS = ("bulletin", "sent", "reached", "on_its_way", "failed", "unknown", "kes", "replies")


def paper(asked: Asked, officer: Officer, now: datetime, *, with_reports: bool) -> Paper:
    """The month of one county. `with_reports`: whoever asks may see the figures of reports."""
    [county], month = asked.counties, month_name(asked.span.first)
    with_reports = with_reports and asked.span.after <= today()
    lines = bulletin_figures.lines(figure_sending.sent_in(asked), asked.county)
    change = _change(asked)
    return Paper(
        title=_("%(county)s County, %(month)s: what the warning service did", county=county.name, month=month),
        head=f"Mbiu · {county.name} · {month}",
        facts=_facts(asked, lines, change),
        parts=_said_once([*_parts(asked, lines, with_reports=with_reports), _missing(asked, lines, with_reports)]),
        notes=[
            _("Made by %(name)s on %(moment)s, East Africa Time.", name=officer.name, moment=moment(now)),
            _("Counts only: no person, no number and no report can be found in it."),
        ],
        page=_("Page %(number)s of %(all)s", number="%s", all="%s"),
        tag="sw-KE" if interface() is Language.SWAHILI else "en-KE",
        sentences=list(_sentences(asked, lines, change)),
    )


def _change(asked: Asked) -> Change:
    """The people at the end of the month, or on the last day of it that was counted."""
    newest = subscriber_days.newest(services().now())
    on = min(asked.span.after - timedelta(days=1), newest)
    return subscriber_days.change(session(), asked.slugs, on, max(1, (on - asked.span.first).days + 1))


def _sentences(asked: Asked, lines: list[Line], change: Change) -> Iterator[str]:
    """The month in plain words, each sentence of what is known."""
    [county] = asked.counties
    if change.people is not None:
        people = shown(veils.few(change.people))
        yield _("%(people)s people in %(county)s get warnings.", people=people, county=county.name)
    if change.joined is not None and change.left is not None and _may_be_told(asked, change.joined, change.left):
        yield _(
            "%(joined)s joined and %(left)s left in the month.", joined=count(change.joined), left=count(change.left)
        )
    sent, reached = bulletin_figures.total(lines, "sent"), bulletin_figures.total(lines, "reached")
    share = percent(reached, sent)
    if share is None:
        yield _("No bulletin was sent.")
    else:
        yield _(
            "Bulletins sent: %(count)s. Of %(sent)s messages, %(reached)s reached the phone for certain: %(share)s.",
            count=len(lines), sent=count(sent), reached=count(reached), share=shown(share),
        )  # fmt: skip
        if any(not isinstance(line.cost, Veil) for line in lines):
            yield _("That cost %(cost)s.", cost=kes(bulletin_figures.cost(lines)))
    weeks = radio_figures.weeks(session(), asked.slugs, asked.span)
    if weeks:
        yield _(
            "On the radio: %(scripts)s scripts approved, and %(broadcasts)s broadcasts noted.",
            scripts=sum(week.approved for week in weeks), broadcasts=sum(week.broadcasts for week in weeks),
        )  # fmt: skip


def _may_be_told(asked: Asked, joined: int, left: int) -> bool:
    """Whether the sums of the month are of no one or two, and tell no week of it that is hidden."""
    newest = subscriber_days.newest(services().now())
    weeks = people_figures.weeks(session(), asked.slugs, asked.span, newest)
    cells = [*people_figures.few_changes(joined, left), *(cell for week in weeks for cell in week)]
    return not any(isinstance(cell, Veil) for cell in cells)


def _facts(asked: Asked, lines: list[Line], change: Change) -> list[tuple[str, str]]:
    [county] = asked.counties
    per_thousand = f"{1000 * change.people / county.population:.1f}" if change.people is not None else _("not counted")
    people = None if change.people is None else veils.few(change.people)
    told = reply_figures.told(session(), asked.slugs, asked.span, today())
    return [
        (_("Drought, as NDMA declared it"), _drought(asked)),
        (_("People who get warnings"), shown(people)),
        (_("For every 1,000 people of the census"), per_thousand),
        (_("Bulletins that left"), count(len(lines))),
        (_("Cost of bulletins"), kes(bulletin_figures.cost(lines))),
        (
            _("Messages people wrote"),
            ", ".join(f"{topic_name(each.topic)}: {shown(each.messages)}" for each in told)
            or ("0" if asked.span.after <= today() else _("told once the month is over")),
        ),
    ]


def _drought(asked: Asked) -> str:
    record = drought_records.of_month(session(), asked.slugs[0], asked.span.first).get(None)
    if record is None or record.phase is None:
        return _("nothing is entered for this month")
    return ", ".join([_(PHASES[record.phase]), *([_(TRENDS[record.trend])] if record.trend else [])])


def _parts(asked: Asked, lines: list[Line], *, with_reports: bool) -> Iterator[Part]:
    over_time, *by_language = figure_people.reach(asked)
    yield over_time.part(most=0)
    yield from (_without_picture(figure, "county") for figure in by_language)
    yield from (figure.part() for figure in figure_people.leaving(asked))
    yield figure_sending.by_bulletin(lines[-MOST_ROWS:]).part(*OF_BULLETINS)
    network, reasons = figure_sending.networks(asked)
    yield network.part(most=MOST_ROWS)
    yield reasons.part("reason", "network", "messages", most=6)
    yield from (_without_picture(figure, "month") for figure in figure_costs.costs(asked))
    yield from (_without_picture(figure, "county") for figure in figure_people.told(asked))
    if with_reports:
        yield from (_without_picture(figure, "month", "county") for figure in figure_work.reports(asked))
    yield from (_without_picture(figure, "month", "county") for figure in figure_work.questions(asked))
    yield from (_without_picture(figure) for figure in figure_work.radio(asked))


def _without_picture(figure: Figure, *but: str) -> Part:
    """A table alone, without the columns that say the same in every row of one county and month."""
    plain = Figure(figure.key, figure.title, figure.columns, figure.rows, notes=figure.notes)
    return plain.part(*(column.key for column in figure.columns if column.key not in but), most=MOST_ROWS)


def _said_once(parts: list[Part]) -> list[Part]:
    """The parts, each with the notes that none before it has."""
    said: list[str] = []
    found = []
    for part in parts:
        found.append(replace(part, notes=[note for note in part.notes if note not in said]))
        said += part.notes
    return found


def _missing(asked: Asked, lines: list[Line], with_reports: bool) -> Part:
    """What this paper does not tell, and why."""
    days = len(people_figures.days(session(), asked.slugs, asked.span))
    whole = (asked.span.after - asked.span.first).days
    uncounted = [line for line in lines if line.bulletin.counted_at is None]
    hidden = [line for line in lines if isinstance(line.sent, Veil)]
    said = [
        _("Whether somebody read or heard a message is not measured: a phone says only that it came."),
        _("Replies and acknowledgements are paid for all counties together and are not in the cost."),
    ]
    if asked.span.after > today():
        said.insert(0, _("The month is not over: these are its figures so far."))
    if days < whole:
        said.append(_("Days on which people were counted: %(days)s of %(whole)s.", days=days, whole=whole))
    if uncounted:
        said.append(_("Bulletins not counted yet since they ended: %(count)s.", count=len(uncounted)))
    if len(lines) > MOST_ROWS:
        said.append(_("Listed are the newest %(most)s bulletins; what is added up is of all.", most=MOST_ROWS))
    if hidden:
        said.append(_("Bulletins to too few people here to be told: %(count)s.", count=len(hidden)))
    if not with_reports:
        said.append(
            _("Figures of reports are left out: they are for peace officers and leads, once the month is over.")
        )
    return Part(_("What is missing or was not measured"), [], [], notes=said)

"""Figures of what was sent: what came of each bulletin, and delivery by network."""

from collections.abc import Sequence
from decimal import Decimal

from flask import url_for

from bot.console.access import may_open
from bot.console.bulletin_results import PROVIDERS, network_name, reasons
from bot.console.bulletin_words import KINDS
from bot.console.figure_charts import Bar, bars
from bot.console.figure_people import by_side
from bot.console.figure_table import Asked, Cell, Column, Figure, Month, Named, month_name, percent
from bot.console.words import MONTHS, N_, _, count
from bot.services import session
from domain import bulletin_figures
from domain.bulletin_figures import BECAME, Line, Sent
from domain.veils import Veil

BECAME_NAMES = {
    "reached": N_("Reached"),
    "on_its_way": N_("Sent, no word yet"),
    "failed": N_("Not reached"),
    "unknown": N_("Unknown"),
}


def sent_in(asked: Asked) -> list[Sent]:
    """The bulletins these figures are of."""
    return bulletin_figures.sent_in(session(), None if asked.everywhere else asked.slugs, asked.span)


def bulletins(asked: Asked) -> list[Figure]:
    """What came of each bulletin, and of those of each month."""
    lines = bulletin_figures.lines(sent_in(asked), asked.county)
    return [by_bulletin(lines), by_month(asked, lines)]


def by_bulletin(lines: Sequence[Line]) -> Figure:
    """A row for each of them; who may open the bulletin finds it there."""
    providers = sorted({provider for line in lines for provider in line.paid})
    rows: list[list[Cell]] = [
        [
            _called(line.bulletin),
            line.bulletin.on,
            line.sent,
            *(line.became[name] for name in BECAME),
            line.cost,
            *(line.cost if isinstance(line.cost, Veil) else line.paid.get(each, Decimal(0)) for each in providers),
            line.replies,
        ]
        for line in lines
    ]
    title = _("What came of each bulletin")
    drawn = [Bar(row[0].name, [line.became[name] for name in BECAME], _reached(line))
             for row, line in zip(rows, lines, strict=True) if isinstance(row[0], Named)]  # fmt: skip
    return Figure(
        "bulletins",
        title,
        [
            Column("bulletin", _("Bulletin")),
            Column("day", _("Day")),
            Column("sent", _("Sent to")),
            *(Column(name, _(word)) for name, word in BECAME_NAMES.items()),
            Column("kes", _("Cost, KES")),
            *(provider_column(each) for each in providers),
            Column("replies", _("People wrote back")),
        ],
        rows,
        bars("bulletins", title, drawn, [_(word) for word in BECAME_NAMES.values()]),
        _notes(lines),
    )


def provider_column(name: str) -> Column:
    """What was paid to one provider."""
    return Column(f"kes_{name or 'none'}", f"{PROVIDERS.get(name, name) or '–'}, KES")


def _called(bulletin: Sent) -> Named:
    words = f"{_(KINDS[bulletin.kind])} {bulletin.on.day} {_(MONTHS[bulletin.on.month - 1])} ({bulletin.id})"
    if not may_open("bulletins.results"):
        return Named(str(bulletin.id), words)
    return Named(str(bulletin.id), words, url_for("bulletins.results", bulletin_id=bulletin.id))


def _reached(line: Line) -> str:
    reached = line.became["reached"]
    if isinstance(reached, Veil) or isinstance(line.sent, Veil):
        return ""
    return _("%(part)s of %(whole)s", part=count(reached), whole=count(line.sent))


def _notes(lines: Sequence[Line]) -> list[str]:
    notes = [
        _("Reached: the handset said so. Every number is as last counted: at the end, an hour and two days later.")
    ]
    running = [str(line.bulletin.id) for line in lines if line.bulletin.counted_at is None]
    hidden = [str(line.bulletin.id) for line in lines if isinstance(line.sent, Veil)]
    if running:
        notes.append(_("Not counted to the end yet: %(bulletins)s.", bulletins=", ".join(running)))
    if hidden:
        notes.append(
            _(
                "Sent to so few here, among several counties, that it is in no sum: %(bulletins)s.",
                bulletins=", ".join(hidden),
            )
        )
    return notes


def by_month(asked: Asked, lines: Sequence[Line]) -> Figure:
    """The bulletins of each month added up."""
    rows: list[list[Cell]] = []
    drawn = []
    for month in asked.span.months:
        mine = [line for line in lines if line.bulletin.month == month]
        sent, *became = (bulletin_figures.total(mine, name) for name in ("sent", *BECAME))
        share = percent(became[0], sent)
        rows.append([Month(month), len(mine), sent, *became, share or "–"])
        drawn.append(Bar(month_name(month), [*became]))
    title = _("Messages of bulletins by month")
    return Figure(
        "months",
        title,
        [
            Column("month", _("Month")),
            Column("bulletins", _("Bulletins")),
            Column("sent", _("Sent to")),
            *(Column(name, _(word)) for name, word in BECAME_NAMES.items()),
            Column("reached_percent", _("Share reached")),
        ],
        rows,
        bars("months", title, drawn, [_(word) for word in BECAME_NAMES.values()]) if len(rows) > 1 else "",
        [_("A person counts once for each bulletin, in the month it began to leave.")],
    )


def networks(asked: Asked) -> list[Figure]:
    """Delivery by network, and why messages did not arrive."""
    sent = sent_in(asked)
    names = {code: network_name(code) for each in sent for code in each.counts.get("network", {})}
    title = _("Messages by network")
    return [by_side(asked, sent, "network", title, _("Network"), names), _reasons(asked, sent)]


def _reasons(asked: Asked, sent: Sequence[Sent]) -> Figure:
    found: dict[tuple[str, str, str], int] = {}
    left_out = []
    for each in sent:
        if each.counted_at is None or (asked.county and len(each.counties) > 1):
            left_out.append(str(each.id))
            continue
        for *line, people in reasons(each.counts):
            key = (line[0], line[1], line[2])
            found[key] = found.get(key, 0) + people
    rows: list[list[Cell]] = [[why, became, network, people] for (became, why, network), people in found.items()]
    rows.sort(key=lambda row: -int(str(row[-1])))
    title = _("Why messages did not arrive")
    drawn = [Bar(f"{row[0]}", [row[-1]]) for row in rows[:12]]
    notes = [_("What fewer than 3 people of a bulletin had is one sum, or is left out.")]
    if left_out:
        ids = ", ".join(left_out)
        notes.append(_("Not in it, for they are of several counties or not counted yet: %(bulletins)s.", bulletins=ids))
    return Figure(
        "reasons",
        title,
        [
            Column("reason", _("Reason")),
            Column("became", _("What happened")),
            Column("network", _("Network")),
            Column("messages", _("Messages")),
        ],
        rows,
        bars("reasons", title, drawn),
        notes,
    )

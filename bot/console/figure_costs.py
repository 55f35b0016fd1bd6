"""Figures of money: what bulletins cost by month and county, and beside them the texts of the service."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from bot.console.access import today
from bot.console.figure_charts import Bar, bars
from bot.console.figure_sending import provider_column, sent_in
from bot.console.figure_table import Asked, Cell, Column, Figure, Month, Named, month_name
from bot.console.words import N_, _, area_name, kes
from bot.services import session
from domain import bulletin_figures, text_costs
from domain.bulletin_figures import Line, Sent
from domain.text_costs import Sort
from domain.veils import Veil

SORTS = {
    Sort.REPLIES: N_("Automatic replies and acknowledgements"),
    Sort.ANSWERS: N_("Answers in an officer's own words"),
    Sort.INVITATIONS: N_("Invitations, greetings of lists, and the question of the season"),
    Sort.SERVICE: N_("Texts to officers and responders, and tests"),
}
APART = N_("In no county and no bulletin: they are the service's own, for all counties together.")
SERVICE_LATER = N_("Texts to officers and responders, and tests, are told once their month is over.")
APART_ELSEWHERE = N_(
    "Replies and acknowledgements are of no county: they stand in the figures of all counties together."
)


def costs(asked: Asked) -> list[Figure]:
    """What bulletins cost by month and county; beside them the texts of the service, which are of no county."""
    sent = sent_in(asked)
    return [by_county(asked, sent), *([_texts(asked)] if asked.everywhere else [])]


def by_county(asked: Asked, sent: Sequence[Sent]) -> Figure:
    """KES by month and county, by whom it was paid to, and what one person reached came to."""
    cells: dict[tuple[date, str], list[Line]] = {}
    for county in asked.counties:
        of = bulletin_figures.lines([each for each in sent if county.slug in each.counties], county.slug)
        for month in asked.span.months:
            cells[month, county.slug] = [line for line in of if line.bulletin.month == month]
    providers = sorted({provider for lines in cells.values() for line in lines for provider in line.paid})
    rows: list[list[Cell]] = []
    for (month, county_slug), lines in cells.items():
        told = [line for line in lines if not isinstance(line.cost, Veil)]
        spent, reached = bulletin_figures.cost(told), bulletin_figures.total(told, "reached")
        paid = [sum((line.paid.get(each, Decimal(0)) for line in lines), Decimal(0)) for each in providers]
        each_reached = spent / reached if reached else "–"
        name = Named(county_slug, area_name(county_slug))
        shown = spent if told or not lines else Veil.HIDDEN
        rows.append([Month(month), name, len(lines), shown, *paid, each_reached])
    rows.sort(key=lambda row: row[0].first if isinstance(row[0], Month) else date.min)
    title = _("What bulletins cost, by month and county")
    return Figure(
        "costs",
        title,
        [
            Column("month", _("Month")),
            Column("county", _("County")),
            Column("bulletins", _("Bulletins")),
            Column("kes", _("Cost, KES")),
            *(provider_column(each) for each in providers),
            Column("kes_per_reached", _("KES for each one reached")),
        ],
        rows,
        bars("costs", title, [_bar(row, asked) for row in rows]),
        [
            _("As providers charged for them, by where people live. A bulletin of several counties is in each one."),
            *_not_told(line for lines in cells.values() for line in lines),
            *([] if asked.everywhere else [_(APART_ELSEWHERE)]),
        ],
    )


def _not_told(lines: Iterable[Line]) -> list[str]:
    """Says of which bulletins the cost is in no sum."""
    hidden = sorted({line.bulletin.id for line in lines if isinstance(line.cost, Veil)})
    if not hidden:
        return []
    ids = ", ".join(map(str, hidden))
    return [_("The cost would tell what became of very few people, so it is in no sum: %(bulletins)s.", bulletins=ids)]


def _bar(row: Sequence[Cell], asked: Asked) -> Bar:
    month, county, spent = row[0], row[1], row[3]
    label = month_name(month.first) if isinstance(month, Month) else ""
    if isinstance(county, Named) and len(asked.counties) > 1:
        label += f", {county.name}"
    return Bar(label, [spent], kes(spent) if isinstance(spent, Decimal) else "")


def _texts(asked: Asked) -> Figure:
    found = text_costs.costs(session(), asked.span, today())
    rows: list[list[Cell]] = [[Month(of.month), Named(of.sort, _(SORTS[of.sort])), of.texts, of.kes] for of in found]
    title = _("What single texts cost")
    several = len(asked.span.months) > 1
    labels = [f"{month_name(of.month)}: {_(SORTS[of.sort])}" if several else _(SORTS[of.sort]) for of in found]
    drawn = [Bar(label, [of.kes], kes(of.kes)) for label, of in zip(labels, found, strict=True)]
    columns = [Column("month", _("Month")), Column("sort", _("Texts")), Column("texts", _("How many")),
               Column("kes", _("Cost, KES"))]  # fmt: skip
    return Figure("texts", title, columns, rows, bars("texts", title, drawn), [_(APART), _(SERVICE_LATER)])

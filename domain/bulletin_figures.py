"""What came of the bulletins of some months, as it was kept when they were counted; no delivery is looked at here.

A county's part of a bulletin of several is told where that tells no group of one or two people: the bulletin's own page
says what came of it as a whole. Sums here are of what is shown, so they tell nothing beyond it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import result_counts, results, veils
from domain.areas import county_of
from domain.batches import Progress
from domain.bulletins import Bulletin, Kind
from domain.figure_spans import Span
from domain.hours import local
from domain.results import BulletinResults
from domain.veils import FEWEST, TOGETHER, Veil

# What became of those it was sent to; each person is in one.
BECAME = ("reached", "on_its_way", "failed", "unknown")
HIDDEN = "hidden"  # the column of people of whom it is not told what became of them
SIDES = (*results.COLUMNS, HIDDEN)


@dataclass(frozen=True, slots=True)
class Sent:
    """One bulletin that went out. `counts` as kept, by county in `counties`; `counted_at` None: not counted yet."""

    id: int
    title: str
    kind: Kind
    on: date
    areas: Sequence[str]
    counted_at: datetime | None
    counts: Mapping[str, Any]
    counties: Mapping[str, Mapping[str, Any]]

    @property
    def month(self) -> date:
        return self.on.replace(day=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one bulletin: in one county, or as a whole. `cost` in KES, `paid` the same by provider.

    Everything is `Veil.HIDDEN` where the county's part is too small to be told beside the rest; the cost also where
    any of its cells is, for so much a message is known and would tell how many were charged for.
    """

    bulletin: Sent
    sent: int | Veil
    became: Mapping[str, int | Veil]
    cost: Decimal | Veil
    paid: Mapping[str, Decimal] = field(default_factory=dict)
    replies: int | Veil = Veil.HIDDEN


def sent_in(session: Session, counties: Collection[str] | None, span: Span) -> list[Sent]:
    """The bulletins for these counties (None: all) that began to leave in these months, the oldest first."""
    columns = (Bulletin.id, Bulletin.title, Bulletin.kind, Bulletin.areas, Bulletin.started_at, Bulletin.finished_at)
    slim = BulletinResults.counts.op("-")("ward").op("-")("silent_wards")
    rows = session.execute(
        select(*columns, BulletinResults.counted_at, slim)
        .outerjoin(BulletinResults, BulletinResults.bulletin_id == Bulletin.id)
        .where(Bulletin.started_at >= span.begins, Bulletin.started_at < span.ends)
        .order_by(Bulletin.started_at, Bulletin.id)
    ).all()
    ours = [row for row in rows if counties is None or {county_of(area) for area in row.areas} & {*counties}]
    # Lists move until a bulletin ends: until they are counted after that, they are summed here.
    moving = [row.id for row in ours if not _settled(row)]
    lists = result_counts.lists_by_county(session, moving) if moving else {}
    return [_sent(row, lists) for row in ours]


def _settled(row: Any) -> bool:
    counted = row.counted_at is not None and row.finished_at is not None and row.counted_at >= row.finished_at
    return counted and "counties" in row[-1]


def _sent(row: Any, lists: Mapping[int, Mapping[str, Mapping[str, Any]]]) -> Sent:
    counts = row[-1] or {}
    counties = lists.get(row.id, {})
    if row.counted_at is not None and "counties" in counts:
        counties = {county: {**kept, **counties.get(county, {})} for county, kept in counts["counties"].items()} | {
            county: kept for county, kept in counties.items() if county not in counts["counties"]
        }
    on = local(row.started_at).date()
    return Sent(row.id, row.title, row.kind, on, row.areas, row.counted_at, counts, counties)


def lines(bulletins: Iterable[Sent], county: str | None) -> list[Line]:
    """What came of each in this county, or (None) as a whole; in their order."""
    return [_whole(each) if county is None or len(each.counties) < 2 else _part(each, county) for each in bulletins]


def _whole(bulletin: Sent) -> Line:
    sums = [_became(kept["progress"]) for kept in bulletin.counties.values()]
    became = {name: sum(each[name] for each in sums) for name in BECAME}
    paid = _paid(bulletin.counties.values())
    cost = sum((Decimal(kept["progress"]["cost"]) for kept in bulletin.counties.values()), Decimal(0))
    replies = bulletin.counts.get("replies", {})
    return Line(bulletin, sum(became.values()), {**became}, cost, paid, veils.few(sum(replies.values())))


def _part(bulletin: Sent, county: str) -> Line:
    table = veils.table({one: _became(kept["progress"]) for one, kept in bulletin.counties.items()})
    cells = table.get(county)
    if cells is None:  # too small, or nobody there was on a list
        nobody = bulletin.counties.get(county) is None
        return Line(bulletin, 0 if nobody else Veil.HIDDEN, dict.fromkeys(BECAME, 0 if nobody else Veil.HIDDEN),
                    Decimal(0) if nobody else Veil.HIDDEN)  # fmt: skip
    kept = bulletin.counties[county]
    became = {name: cells[name] for name in BECAME}
    if any(isinstance(cell, Veil) for cell in became.values()):
        return Line(bulletin, cells["people"], became, Veil.HIDDEN)
    return Line(bulletin, cells["people"], became, Decimal(kept["progress"]["cost"]), _paid([kept]))


def _became(kept: Mapping[str, Any]) -> dict[str, int]:
    progress = Progress(**{**kept, "cost": Decimal(kept["cost"])})
    return {
        "reached": progress.delivered,
        "on_its_way": progress.silent,
        "failed": progress.failed + progress.refused + progress.not_sent,
        "unknown": progress.unknown,
    }


def _paid(lists: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for kept in lists:
        for provider, _, cost in kept["paid"]:
            found[provider] = found.get(provider, Decimal(0)) + Decimal(cost)
    return found


def total(of: Iterable[Line], what: str) -> int:
    """The sum of one column of `BECAME`, or of `sent`, over the lines that show it."""
    cells = (line.sent if what == "sent" else line.became[what] for line in of)
    return sum(cell for cell in cells if not isinstance(cell, Veil))


def cost(of: Iterable[Line]) -> Decimal:
    """KES, of the lines that show it."""
    return sum((line.cost for line in of if isinstance(line.cost, Decimal)), Decimal(0))


def by_side(bulletins: Iterable[Sent], side: str, county: str | None) -> tuple[dict[str, dict[str, int]], list[Sent]]:
    """People by "network", "gender" or "age_band" in `SIDES` with their sum as `people`, and what is not in it.

    Left out is what was not counted, and what may not be told of one county of several. `TOGETHER`: the small rows of
    each bulletin.
    """
    found: dict[str, dict[str, int]] = {}
    left_out = []
    for bulletin in bulletins:
        table = _side(bulletin, side, county)
        if table is None:
            left_out.append(bulletin)
            continue
        for key, cells in table.items():
            row = found.setdefault(key, dict.fromkeys(("people", *SIDES), 0))
            shown = {name: cell for name, cell in cells.items() if not isinstance(cell, Veil)}
            for name, cell in shown.items():
                row[name] += cell
            row[HIDDEN] += shown["people"] - sum(cell for name, cell in shown.items() if name != "people")
    return dict(sorted(found.items(), key=lambda row: (row[0] in ("", TOGETHER), -row[1]["people"]))), left_out


def _side(bulletin: Sent, side: str, county: str | None) -> dict[str, dict[str, int | Veil]] | None:
    if side not in bulletin.counts:
        return None
    if county is None or {county_of(area) for area in bulletin.areas} == {county}:
        return results.table(bulletin.counts[side])
    split = {one: kept[side] for one, kept in bulletin.counties.items() if side in kept}
    cells = [
        sum(row.get(state, 0) for state in states)
        for rows in split.values() for row in rows.values() for states in results.COLUMNS.values()
    ]  # fmt: skip
    if not split or any(0 < cell < FEWEST for cell in cells):
        return None
    return results.table(split.get(county, {}))

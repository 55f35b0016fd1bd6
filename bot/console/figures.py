"""What the service did, in charts, tables and files; the county's monthly report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.console import figure_costs, figure_people, figure_report, figure_sending, figure_work
from bot.console.access import allow, current_officer, held_counties, held_county, today
from bot.console.figure_table import Asked, Figure, Section, as_csv, month_name, shown
from bot.console.words import N_, _
from bot.services import services, session
from domain import audit
from domain.figure_spans import Length, Span
from domain.officers import Role
from messages.paper_docx import as_docx
from messages.paper_pdf import as_pdf

blueprint = Blueprint("figures", __name__, url_prefix="/console/figures")
blueprint.add_app_template_filter(shown, "figure")

ALL = (Role.OFFICER, Role.APPROVER, Role.LEAD, Role.PARTNER)
OF_SENDING = (*ALL, Role.ADMIN)
OF_REPORTS = (Role.PEACE, Role.LEAD)  # who sees the situation of a county
EVERYBODY = (*OF_SENDING, Role.PEACE)
TOGETHER = "all"  # in the place of a county
FIRST = date(2020, 1, 1)  # what lies before is a slip of the finger
LENGTHS = {
    Length.MONTH: N_("One month"),
    Length.QUARTER: N_("Three months up to it"),
    Length.YEAR: N_("A year up to it"),
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = [("pdf", "PDF"), ("docx", "Word")]  # names in every language


@dataclass(frozen=True, slots=True)
class Page:
    """One section, on a page of its own: what it tells, to whom."""

    key: str
    title: str
    says: str
    roles: Sequence[Role]
    build: Section


PAGES = (
    Page("reach", N_("Reach"), N_("How many people get warnings, by language and for every 1,000."), ALL,
         figure_people.reach),
    Page("leaving", N_("Joined and left"), N_("By week, with the bulletins that left in it."), ALL,
         figure_people.leaving),
    Page("bulletins", N_("Bulletins"), N_("Sent to, reached, not reached, unknown, cost and replies."), OF_SENDING,
         figure_sending.bulletins),
    Page("networks", N_("Networks"), N_("Delivery by network, and why messages did not arrive."), OF_SENDING,
         figure_sending.networks),
    Page("costs", N_("Cost"), N_("By month, county and provider, and what single texts came to."), OF_SENDING,
         figure_costs.costs),
    Page("people", N_("Gender and age"), N_("Of those who said, and whom messages reached of them."), ALL,
         figure_people.told),
    Page("reports", N_("Response times"), N_("How soon reports were taken up, checked, answered and closed."),
         OF_REPORTS, figure_work.reports),
    Page("questions", N_("Questions"), N_("Messages people wrote, and how soon they were answered."), ALL,
         figure_work.questions),
    Page("radio", N_("Radio"), N_("Scripts approved, taken and broadcast, and by whom."), ALL, figure_work.radio),
)  # fmt: skip


@blueprint.get("/")
@allow(*EVERYBODY)
def index() -> ResponseReturnValue:
    """Show which figures there are, and the report of each county for the month."""
    asked = _asked(EVERYBODY)
    may_report = {area.slug for area in held_counties(*ALL)}
    return render_template(
        "figures/index.html",
        **_form(asked, EVERYBODY),
        pages=_open_pages(),
        reports=[county for county in asked.counties if county.slug in may_report],
        files=FILES,
        month_name=month_name,
    )


def _open(page: Page) -> None:
    """A page of its own for a section, and a file for each of its tables."""

    @blueprint.get(f"/{page.key}/", endpoint=page.key)
    @allow(*page.roles)
    def show() -> ResponseReturnValue:
        asked = _asked(page.roles)
        form = _form(asked, page.roles)
        return render_template("figures/show.html", page=page, figures=page.build(asked), pages=_open_pages(), **form)

    @blueprint.get(f"/{page.key}/<figure>.csv", endpoint=f"{page.key}_csv")
    @allow(*page.roles)
    def download(figure: str) -> ResponseReturnValue:
        asked = _asked(page.roles)
        found = next((each for each in page.build(asked) if each.key == figure), None) or abort(404)
        return _table(found, asked)


for each_page in PAGES:
    _open(each_page)


@blueprint.get("/<county>/<month>.<any(pdf, docx):kind>")
@allow(*ALL)
def report(county: str, month: str, kind: str) -> ResponseReturnValue:
    """The month of one county on paper, for its steering meeting."""
    area, now = held_county(county, *ALL), services().now()
    of_reports = county in {each.slug for each in held_counties(*OF_REPORTS)}
    asked = Asked([area], Span.ending(_month(month), Length.MONTH), everywhere=False)
    paper = figure_report.paper(asked, current_officer(), now, with_reports=of_reports)
    _record("downloaded the report of a month", county, month=month, file=kind)
    name = f"mbiu-{county}-{month}.{kind}"
    return _file(
        as_pdf(paper) if kind == "pdf" else as_docx(paper, now), "application/pdf" if kind == "pdf" else WORD, name
    )


def _table(figure: Figure, asked: Asked) -> Response:
    where = asked.county or TOGETHER
    month = f"{asked.span.months[-1]:%Y-%m}"
    _record("downloaded figures", where, table=figure.key, month=month, months=int(asked.span.length))
    name = f"mbiu-{where}-{figure.key}-{month}-{int(asked.span.length)}.csv"
    return _file(as_csv(figure), "text/csv", name)


def _record(what: str, where: str, **detail: str | int) -> None:
    audit.record(session(), current_officer().id, what, f"figures of {where}", now=services().now(), **detail)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)


def _open_pages() -> list[Page]:
    """The sections this officer may open."""
    roles = current_officer().roles(today())
    return [page for page in PAGES if roles & {*page.roles}]


def _asked(roles: Sequence[Role]) -> Asked:
    """What this request asks for; 404 for a county of others, or a month that has not begun."""
    held = held_counties(*roles)
    everything = len(held) == len(services().places.counties)
    slug = request.args.get("county") or (TOGETHER if everything else held[0].slug)
    length = request.args.get("span", int(Length.MONTH), type=int)
    month = _month(request.args.get("month") or f"{today():%Y-%m}")
    span = Span.ending(month, Length(length) if length in {*Length} else abort(404))
    if slug == TOGETHER:
        return Asked(held, span, everywhere=True) if everything else abort(404)
    return Asked([held_county(slug, *roles)], span, everywhere=False)


def _month(text: str) -> date:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        abort(404)
    return month if FIRST <= month <= today() else abort(404)


def _form(asked: Asked, roles: Sequence[Role]) -> dict[str, object]:
    """What the form of choices needs, and the choice as a query."""
    held = held_counties(*roles)
    counties = [(area.slug, area.name) for area in held]
    if len(held) == len(services().places.counties):
        counties.insert(0, (TOGETHER, _("All counties together")))
    year = Span.ending(today(), Length.YEAR)
    months = [*reversed([*Span.ending(year.first - timedelta(days=1), Length.YEAR).months, *year.months])]
    month = asked.span.months[-1]
    chosen = {"county": asked.county or TOGETHER, "month": f"{month:%Y-%m}", "span": int(asked.span.length)}
    return {
        "asked": asked,
        "counties": counties,
        "months": [(f"{each:%Y-%m}", month_name(each)) for each in dict.fromkeys([*months, month])],
        "lengths": [(int(length), _(words)) for length, words in LENGTHS.items()],
        "chosen": chosen,
    }

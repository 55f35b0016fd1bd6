"""What came of a bulletin: whom it reached and whom not, by every side we know, as it was last counted."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow
from bot.console.bulletin_rights import READERS, found, record
from bot.console.inbox_messages import topic_name
from bot.console.words import N_, _, area_name, language_name, refused
from bot.services import services, session
from domain import results as figures
from domain import veils
from domain.bulletins import Bulletin
from domain.refusals import Refusal
from domain.replies import Topic
from domain.result_counts import ELSEWHERE
from domain.results import BulletinResults
from domain.subscribers import AgeBand, Gender, Kind
from domain.veils import FEWEST, TOGETHER, Veil
from messages.jobs import defer_count
from messages.providers.base import Fault
from messages.providers.networks import NETWORKS
from messages.providers.reasons import fault_of

KINDS = {Kind.PERSON: N_("Gets warnings"), Kind.INTERMEDIARY: N_("Passes warnings on")}
GENDERS = {Gender.FEMALE: N_("Women"), Gender.MALE: N_("Men"), "": N_("Did not say")}
AGES = {
    AgeBand.YOUNG: N_("Up to 34 years"),
    AgeBand.MIDDLE: N_("35 to 59 years"),
    AgeBand.OLD: N_("60 years or more"),
    "": N_("Did not say"),
}
VEILS = {Veil.FEW: N_("fewer than 3"), Veil.HIDDEN: N_("not shown")}
HEADINGS = {
    "people": N_("People"),
    "delivered": N_("Delivered"),
    "on_its_way": N_("Sent, no word yet"),
    "missed": N_("Not reached"),
    "unknown": N_("Unknown"),
}
FAULTS = {
    Fault.NUMBER: N_("No such number, or it takes no SMS"),
    Fault.OPTED_OUT: N_("Blocked the sender at the network"),
    Fault.SENDER: N_("Our sender name or set-up is wrong"),
    Fault.ACCOUNT: N_("Our account with the provider was turned away"),
    Fault.BALANCE: N_("No money on our account with the provider"),
    Fault.ROUTE: N_("The provider does not reach this network"),
    Fault.THROTTLED: N_("Sent too fast for the provider"),
    Fault.CONTENT: N_("The text was turned away"),
    Fault.UNREACHABLE: N_("The phone was off, full or out of reach too long"),
    Fault.TRANSIENT: N_("A fault of the network"),
    Fault.NOT_TRIED: N_("Its turn did not come"),
    Fault.IN_DOUBT: N_("The line broke: nobody can say"),
}
NOT_REACHED = {
    "failed": N_("Failed on the way to the handset"),
    "refused": N_("Refused by the network"),
    "not_sent": N_("Not sent, after every try"),
    "unknown": N_("Unknown"),
}
PROVIDERS = {"africastalking": "Africa's Talking", "twilio": "Twilio"}
Rows = list[tuple[str, dict[str, int | Veil]]]  # what people have in common, and how many of them became what

ASKED = N_("asked for a new count of what came of it")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of people: what they have in common, then a count, or why it is not shown, for each of `HEADINGS`."""

    caption: str
    heading: str
    rows: Rows


@allow(*READERS)
def results(bulletin_id: int) -> ResponseReturnValue:
    """Show what came of it, as it was last counted."""
    return _page(found(bulletin_id))


@allow(*READERS)
def recount(bulletin_id: int) -> ResponseReturnValue:
    """Have it counted again, soon."""
    bulletin = found(bulletin_id)
    try:
        figures.check_may_ask(_last(bulletin), bulletin, services().now())
    except Refusal as refusal:
        return _page(bulletin, refused(refusal)), 422
    defer_count(session(), bulletin.id)
    record(bulletin, ASKED)
    flash(_("It is being counted. Look again in a moment."))
    return redirect(url_for("bulletins.results", bulletin_id=bulletin.id), 303)


@allow(*READERS)
def results_csv(bulletin_id: int) -> ResponseReturnValue:
    """The tables of people as a file, with the same counts left out."""
    bulletin = found(bulletin_id)
    last, lines = _last(bulletin), io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([_("Table"), _("Row"), *(_(word) for word in HEADINGS.values())])
    for table in tables(last.counts) if last else ():
        for name, cells in table.rows:
            writer.writerow([table.caption, name, *(_plain(cells[column]) for column in HEADINGS)])
    # With its mark, for a spreadsheet takes UTF-8 for something else without it.
    answer = Response(lines.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="mbiu-bulletin-{bulletin.id}.csv"'
    return answer


def _last(bulletin: Bulletin) -> BulletinResults | None:
    return session().get(BulletinResults, bulletin.id)


def _page(bulletin: Bulletin, refusal: str = "") -> str:
    last = _last(bulletin)
    counts = last.counts if last else {}
    return render_template(
        "bulletins/results.html",
        bulletin=bulletin,
        refusal=refusal,
        last=last,
        counts=counts,
        cell=cell,
        few=veils.few,
        headings=HEADINGS,
        tables=list(tables(counts)) if last else [],
        networks=networks(counts) if last else [],
        reasons=reasons(counts) if last else [],
        paid=[(PROVIDERS.get(name, name), people, Decimal(cost)) for name, people, cost in counts.get("paid", ())],
        replies=[(topic_name(Topic(topic)), people) for topic, people in counts.get("replies", {}).items()],
    )


def cell(shown: int | Veil) -> str:
    """A count as it is shown, or why it is not."""
    return _(VEILS[shown]) if isinstance(shown, Veil) else f"{shown:,}"


def _plain(shown: int | Veil) -> int | str:
    """The same for a spreadsheet, which takes "1,234" for a word."""
    return _(VEILS[shown]) if isinstance(shown, Veil) else shown


def tables(counts: Mapping[str, Any]) -> Iterator[Table]:
    """The people it was sent to, by every side; a ward where nobody was on a list has a row as well."""
    places = services().places
    wards = {ward: counts["ward"][ward] for ward in [*places.areas, ELSEWHERE] if ward in counts["ward"]}
    names = {ward: area_name(ward) for ward in wards if ward} | {ELSEWHERE: _("Lives elsewhere by now")}
    yield Table(_("By ward"), _("Ward"), _rows(wards, names))
    languages = {language: language_name(language) for language in counts["language"]}
    yield Table(_("By the language of the text"), _("Language"), _rows(counts["language"], languages))
    for key, caption, heading, words in (
        ("kind", _("By what people do with it"), _("Kind"), KINDS),
        ("gender", _("By gender, of those who said"), _("Gender"), GENDERS),
        ("age_band", _("By age, of those who said"), _("Age"), AGES),
    ):
        yield Table(caption, heading, _rows(counts[key], {value: _(word) for value, word in words.items()}))


def _rows(by_state: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> Rows:
    shown = figures.table(by_state)
    rows = [(name, shown[key]) for key, name in names.items() if key in shown]
    if TOGETHER in shown:
        several = len(by_state) - len(rows)
        rows.append((_("%(count)s small groups together", count=several), shown[TOGETHER]))
    return rows


def networks(counts: Mapping[str, Any]) -> Rows:
    """How it went on each network, the largest first; what no report named comes last."""
    people = {code: sum(states.values()) for code, states in counts["network"].items()}
    order = sorted(people, key=lambda code: (code == "", -people[code]))
    return _rows(counts["network"], {code: network_name(code) for code in order})


def network_name(code: str) -> str:
    """The operator's name; a code that we do not know as it is."""
    return NETWORKS.get(code, code) if code else _("Named by no report")


def reasons(counts: Mapping[str, Any]) -> list[tuple[str, str, str, int]]:
    """What became of those who were not reached, why, on which network, and how many; the most frequent first.

    A network is named where its own row hides nothing: else these would tell what that hides. What few have stands
    without its name, so that what is missing in the sum points at no reason.
    """
    whole = {code for code, cells in figures.table(counts["network"]).items() if Veil.HIDDEN not in cells.values()}
    found: dict[tuple[str, str, str], int] = {}
    for state, provider, network, reason, people in counts["reasons"]:
        fault = fault_of(provider, reason) or (Fault.IN_DOUBT if state == "unknown" else None)
        why = _(FAULTS[fault]) if fault else reason or _("No reason given")
        line = (_(NOT_REACHED[state]), why, network_name(network) if network in whole else _(VEILS[Veil.HIDDEN]))
        found[line] = found.get(line, 0) + people
    lines = [(*line, people) for line, people in found.items() if people >= FEWEST]
    others = sum(people for people in found.values() if people < FEWEST)
    if others >= FEWEST:
        lines.append(("", _("Reasons of fewer than 3 people each, together"), "", others))
    return sorted(lines, key=lambda line: -line[-1])

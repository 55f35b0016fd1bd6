"""What the console calls the parts of the library, and how a text of it looks once its blanks are filled."""

from dataclasses import dataclass

from bot.console.bulletin_sources import short_code
from bot.console.bulletin_words import KINDS, PHASES
from bot.console.words import N_, _, area_name
from bot.services import services
from domain.bulletins import Kind
from domain.hours import local
from domain.languages import Language
from domain.library import ForWhom, LibraryEntry, PeaceTopic
from domain.library_shelves import Standing
from domain.phases import Phase, Trend
from domain.placeholders import fill
from domain.refusals import Refusal
from domain.signed_words import Form
from messages.placeholders import values_for
from messages.segments import Segments, segment

READERS = {
    ForWhom.EVERYBODY: N_("Everybody"),
    ForWhom.FARMERS: N_("Farmers"),
    ForWhom.HERDERS: N_("Herders"),
    ForWhom.HOUSEHOLDS: N_("Households"),
    ForWhom.INTERMEDIARIES: N_("Those who pass it on"),
}
TOPICS = {
    PeaceTopic.WATER_POINTS: N_("Water points"),
    PeaceTopic.GRAZING: N_("Grazing"),
    PeaceTopic.RUMOUR: N_("Rumours"),
    PeaceTopic.ELECTIONS: N_("Elections"),
    PeaceTopic.RECONCILIATION: N_("Reconciliation"),
}
STANDINGS = {
    Standing.DRAFT: (N_("Draft"), "neutral"),
    Standing.UNSIGNED: (N_("Waits for a signature"), "warning"),
    Standing.READY: (N_("Waits for approval"), "warning"),
    Standing.APPROVED: (N_("Approved"), "good"),
    Standing.REVIEW_DUE: (N_("Approved, to be read again"), "warning"),
    Standing.TOO_OLD: (N_("Too old to be used"), "bad"),
    Standing.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}
# Leave by SMS, so their parts are counted; the others are read out.
COUNTED = frozenset(Form) - {Form.RADIO}


def about(entry: LibraryEntry) -> str:
    """Drought: Alert, Farmers · Peace: Grazing"""
    kind = _(KINDS[entry.kind])
    if entry.phase and entry.for_whom:
        return f"{kind}: {_(PHASES[entry.phase])}, {_(READERS[entry.for_whom])}"
    return f"{kind}: {_(TOPICS[entry.topic])}" if entry.topic else kind


def place(entry: LibraryEntry) -> str:
    """Whose text it is."""
    return area_name(entry.county) if entry.county else _("All counties")


@dataclass(frozen=True, slots=True)
class Look:
    """A text with its blanks filled as they might be, and how the network counts that; None where nothing fits."""

    text: str
    segments: Segments


class Example:
    """Values for the blanks of one entry: its county, or the one with the longest name."""

    def __init__(self, kind: Kind, phase: Phase | None, county: str | None) -> None:
        here, catalog = services(), services().catalog
        area = area_name(county) if county else max((county.name for county in here.places.counties), key=len)
        self._values = {
            (language, plain): values_for(
                catalog,
                language,
                on=local(here.now()).date(),
                areas=[area],
                speaker=f"NDMA {area}",
                code=short_code() or here.settings.ussd_code,
                phase=(phase or Phase.ALERT) if kind is Kind.DROUGHT else None,
                trend=Trend.WORSENING if kind is Kind.DROUGHT else None,
                month=local(here.now()).date(),
                plain=plain,
            )
            for language in Language
            for plain in (False, True)
        }

    def of(self, body: str, language: Language, *, plain: bool = False) -> Look | None:
        """The words as a reader would get them; None where a blank cannot be filled in this language."""
        try:
            text = fill(body, self._values[language, plain])
        except Refusal:
            return None
        return Look(text, segment(text))

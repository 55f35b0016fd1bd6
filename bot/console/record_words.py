"""What officers call the indicators of a drought record, and how a doubt is put to them."""

from collections.abc import Iterable
from datetime import date

from bot.console.bulletin_words import PHASES, TRENDS, names
from bot.console.words import MONTHS, N_, _
from domain import zones
from domain.drought_records import Kept
from domain.indicators import DroughtRecord, Figure, Indicator, Said
from domain.measures import Vegetation, vegetation
from domain.record_doubts import CalledOtherwise, Doubt, NamesElsewhere, UnusualPhase
from domain.spans import Span

INDICATORS = {
    Indicator.RAIN: N_("Rain (percent of normal)"),
    Indicator.VCI: N_("Vegetation (VCI, 3 months)"),
    Indicator.FORAGE: N_("Forage"),
    Indicator.WATER_PANS: N_("Water pans"),
    Indicator.CROPS: N_("Crops"),
    Indicator.BODY_CONDITION: N_("Body condition of livestock"),
    Indicator.MILK_PRODUCTION: N_("Milk produced (litres a household and day)"),
    Indicator.TERMS_OF_TRADE: N_("Terms of trade (kg of maize for a goat)"),
    Indicator.MILK_CONSUMPTION: N_("Milk drunk (litres a household and day)"),
    Indicator.WATER_DISTANCE: N_("Household water, there and back (km)"),
    Indicator.GRAZING_DISTANCE: N_("From grazing to water (km)"),
    Indicator.WATER_COST: N_("Water (KES for 20 litres)"),
    Indicator.MALNUTRITION: N_("Children at risk, arm below 135 mm (percent)"),
    Indicator.COPING: N_("Coping strategies (rCSI)"),
}
SAID = {Said.ABOVE: N_("above normal"), Said.NORMAL: N_("normal"), Said.BELOW: N_("below normal")}
MODIFIERS = {"early": N_("early"), "late": N_("late")}
VEGETATION = {
    Vegetation.EXTREME: N_("extreme vegetation deficit"),
    Vegetation.SEVERE: N_("severe vegetation deficit"),
    Vegetation.MODERATE: N_("moderate vegetation deficit"),
    Vegetation.NORMAL: N_("normal vegetation"),
    Vegetation.ABOVE: N_("vegetation above normal"),
}
TONES = {"normal": "good", "alert": "warning", "alarm": "bad", "emergency": "bad", "recovery": "info"}


def month_name(month: date) -> str:
    """Apr 2021, never broken in two."""
    return f"{_(MONTHS[month.month - 1])}\N{NO-BREAK SPACE}{month.year}"


def scope_name(zone: str | None) -> str:
    """The zone as NDMA calls it."""
    return zones.zones()[zone].name if zone else _("Whole county")


def indicator_name(indicator: Indicator) -> str:
    return _(INDICATORS[indicator])


def span_words(span: Span) -> str:
    """34.29, 51–75, ≥ 1.3"""
    return span.words or str(span).replace("-", "–").replace(">=", "≥ ").replace("<=", "≤ ")


def phase_words(record: DroughtRecord) -> str:
    """Alert (late); "" where none was declared."""
    if record.phase is None:
        return ""
    modifier = f" ({_(MODIFIERS[record.modifier])})" if record.modifier else ""
    return _(PHASES[record.phase]) + modifier


def trend_words(record: DroughtRecord) -> str:
    return _(TRENDS[record.trend]) if record.trend else ""


def phase_tone(record: DroughtRecord) -> str:
    """The tone of the tag its phase stands in."""
    return TONES[record.phase] if record.phase else "neutral"


def vegetation_words(figure: Figure) -> str:
    """The band of a VCI; of a range, where both ends lie in one."""
    bands = {vegetation(end) for end in (figure.low, figure.high) if end is not None}
    if figure.indicator is not Indicator.VCI or len(bands) != 1:
        return ""
    return _(VEGETATION[bands.pop()])


def doubt_words(doubt: Doubt) -> str:
    """The doubt in a sentence that ends in what to do."""
    if isinstance(doubt, CalledOtherwise):
        return _(
            "%(indicator)s: the bulletin calls %(value)s “%(said)s”; beside the normal range %(normal)s it is"
            " “%(fair)s”. Compare with the bulletin.",
            indicator=indicator_name(doubt.indicator),
            value=span_words(doubt.value),
            said=_(SAID[doubt.said]),
            normal=span_words(doubt.normal),
            fair=_either(_(SAID[word]) for word in Said if word in doubt.fair),
        )
    if isinstance(doubt, NamesElsewhere):
        return _(
            "The text names %(name)s, a place in %(counties)s. Does it belong to this county?",
            name=doubt.name,
            counties=_either(doubt.counties),
        )
    if isinstance(doubt, UnusualPhase):
        return _(
            "The phase “%(phase)s” seldom goes with a VCI of %(vci)s. The phase is NDMA's to decide: only make sure"
            " that both are copied rightly.",
            phase=_(PHASES[doubt.phase]),
            vci=span_words(doubt.vci),
        )
    return _("This month ended %(days)s days ago: ask whether a newer bulletin is out.", days=doubt.days)


def _either(words: Iterable[str]) -> str:
    between = _("or")
    return f" {between} ".join(words)


def kept_words(kept: Kept, asked: int) -> str:
    """How many months are new, corrected or as they were, and how many questions there are about them."""
    words = _(
        "New: %(new)s. Corrected: %(corrected)s. As they were: %(unchanged)s.",
        new=kept.new,
        corrected=kept.corrected,
        unchanged=kept.unchanged,
    )
    questions = _("Questions to look at: %(count)s.", count=asked)
    return f"{words} {questions}" if asked else words


def phases() -> list[tuple[str, str]]:
    return names(PHASES)


def trends() -> list[tuple[str, str]]:
    return names(TRENDS)


def modifiers() -> list[tuple[str, str]]:
    return [(value, _(word)) for value, word in MODIFIERS.items()]


def said_words() -> list[tuple[str, str]]:
    return [(said.value, _(word)) for said, word in SAID.items()]

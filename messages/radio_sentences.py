"""What a script says between the bulletins: short standing sentences, and the helplines.

All are class A or B (they speak of drought, danger and help), so they stand here in Swahili, the floor, and are read
through by a speaker with every script. A Kamba or Taita form is added beside the Swahili one with the name of the
speaker who signed it; until then a Kamba or Taita script carries these lines in Swahili and says so.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from domain import helplines
from domain.bulletins import Kind
from domain.indicators import Indicator
from domain.languages import FLOOR, Language
from domain.phases import Phase, Trend
from domain.segments import Part

Sentence = Mapping[Language, str]


def _sw(text: str) -> Sentence:
    return {FLOOR: text}


def fill(sentence: Sentence, **values: object) -> Sentence:
    """The sentence with its blanks filled, in each language in which all of it is there; a value may be a sentence."""
    parts = [value for value in values.values() if isinstance(value, Mapping)]
    return {
        language: text
        % {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
        for language, text in sentence.items()
        if all(language in part for part in parts)
    }


def as_is(words: str) -> Sentence:
    """A name, which is the same in every language."""
    return dict.fromkeys(Language, words)


def listed(names: Sequence[Sentence]) -> Sentence:
    """Names as they are read out one after another."""
    return {
        language: " na ".join(filter(None, (", ".join(name[language] for name in names[:-1]), names[-1][language])))
        for language in names[-1]
        if all(language in name for name in names)
    }


PRESENTER = "Mtangazaji"
READER = "Msomaji wa taarifa"

# Directions for the studio are in capitals and in the English of the trade; they are never spoken.
OPENING_MUSIC = "MUSIC: MBIU SIGNATURE TUNE, THEN UNDER"
BREAK_MUSIC = "MUSIC: SHORT BREAK"
CLOSING_MUSIC = "MUSIC: SIGNATURE TUNE TO END"
NOT_BEFORE = "NOT BEFORE %s"
NOT_AFTER = "NOT AFTER %s"

IDENT = _sw(
    "Hii ni Mbiu, taarifa ya wiki ya kaunti ya %(county)s, kuanzia tarehe %(week)s. "
    "Mbiu ni huduma ya ukame ya NDMA na kaunti."
)
HEADLINES = _sw("Haya ndiyo ya wiki hii.")
HEADLINE_DROUGHT = _sw("Ukame, %(places)s: hali ya %(phase)s.")
HEADLINE_NONE = _sw("Hakuna taarifa mpya ya ukame.")
HEADLINE_NOTICE = _sw("Tangazo kwa %(places)s.")
HEADLINE_PEACE = _sw("Ujumbe wa amani.")
HEADLINE_HELP = _sw("Mwishoni, nambari za msaada.")

WHOLE_COUNTY = _sw("kaunti yote ya %(places)s")
PARTS_OF = _sw("sehemu za %(places)s")
IN_ZONES = _sw("%(places)s, %(zones)s")
DECLARED = _sw(
    "Taarifa ya ukame ya NDMA na kaunti, tarehe %(date)s. "
    "Katika %(places)s, hali ya ukame ni ya %(phase)s. Mwelekeo: %(trend)s."
)
NOTICE = _sw("Tangazo la NDMA na kaunti, tarehe %(date)s, kwa %(places)s.")
PEACE = _sw("Ujumbe wa amani, tarehe %(date)s, kutoka kwa kaunti.")
STANDING_PEACE = _sw("Sasa maneno ya amani, kwa sisi sote.")
NO_BULLETIN = _sw("Wiki hii hakuna taarifa mpya ya ukame kwa kaunti ya %(county)s.")
# From the forecasters' own county advisories of 2022 and 2023: what holds in every normal season.
IN_THE_RAINS = _sw(
    "Ni msimu wa mvua. Tayarisha shamba mapema. Panda mbegu zinazokomaa haraka na kuvumilia ukame. "
    "Vuna maji ya mvua na uyahifadhi. Fuata utabiri wa msimu."
)
IN_THE_DRY = _sw(
    "Ni msimu wa kiangazi. Kausha chakula cha ziada na ukihifadhi. Tumia maji kwa uangalifu. "
    "Tayarisha shamba mapema kabla ya mvua. Fuata utabiri wa msimu."
)
# The same advisories, for where little rain or a short season is forecast. The other actions of the phases are from
# memory and unverified: they are not read out.
ON_ALERT = _sw(
    "Ikitabiriwa mvua kidogo au msimu mfupi, katika maeneo ya chini panda mawele, mtama, kunde, ndengu au mbaazi, "
    "badala ya mahindi na maharagwe."
)
ADVISED_BY = "Ushauri wa Idara ya Hali ya Hewa ya Kenya kwa kaunti, 10/2022 na 10/2023 (Mwingi Times)"

# The drought record, as NDMA declared it. No word agrees with a figure, so that any figure may stand there.
OF_MONTH = _sw("Hali ya ukame ya mwezi wa %(month)s mwaka %(year)s, kama NDMA ilivyotangaza.")
THE_COUNTY = _sw("kaunti ya %(places)s")
PHASE_THERE = _sw("Katika %(place)s, hali ya ukame ni ya %(phase)s.")
TREND_THERE = _sw("Mwelekeo: %(trend)s.")
MEASURED_THERE = _sw("Katika %(place)s, vipimo ni hivi.")
IN_MARKET = _sw("Bei za soko, %(place)s, mwezi wa %(month)s mwaka %(year)s.")
FIGURES: dict[Indicator, Sentence] = {
    Indicator.RAIN: _sw("Mvua ya mwezi, ikilinganishwa na ya miaka mingi: %(value)s."),
    Indicator.WATER_DISTANCE: _sw("Kutafuta maji, kwenda na kurudi: %(value)s."),
    Indicator.WATER_COST: _sw("Bei ya maji, lita 20: %(value)s."),
    Indicator.TERMS_OF_TRADE: _sw("Mahindi kwa mbuzi mmoja: %(value)s."),
}
BESIDE_NORMAL = _sw("%(value)s; kawaida ni %(normal)s")
UNITS: dict[Indicator, Sentence] = {
    Indicator.RAIN: _sw("asilimia"),
    Indicator.WATER_DISTANCE: _sw("kilomita"),
    Indicator.WATER_COST: _sw("shilingi"),
    Indicator.TERMS_OF_TRADE: _sw("kilo"),
}
EXACTLY = _sw("%(unit)s %(low)s")
BETWEEN = _sw("%(unit)s %(low)s hadi %(high)s")
AT_LEAST = _sw("%(unit)s %(low)s au zaidi")
AT_MOST = _sw("%(unit)s %(high)s au chini")
# NDMA's zones by what people there live on, as it can be understood by ear.
ZONES: dict[str, Sentence] = {
    "kitui.marginal-mixed-farming": _sw("eneo kavu la kilimo na mifugo"),
    "kitui.mixed-farming": _sw("eneo la kilimo na mifugo"),
    "makueni.marginal-mixed-farming": _sw("eneo kavu la kilimo na mifugo"),
    "makueni.mixed-farming-cotton": _sw("eneo la chakula, pamba na mifugo"),
    "makueni.mixed-farming-coffee": _sw("eneo la kahawa, maziwa na umwagiliaji"),
    "taita-taveta.food-crops-livestock": _sw("eneo la mazao ya chakula na mifugo"),
    "taita-taveta.horticulture-dairy": _sw("eneo la mboga, matunda na maziwa"),
    "taita-taveta.irrigated": _sw("eneo la umwagiliaji na mifugo"),
}

# Before what an officer wrote.
PIECES: dict[Part, Sentence] = {
    Part.SEASON: _sw("Kuhusu msimu."),
    Part.MARKET: _sw("Habari za soko."),
    Part.GOOD_NEWS: _sw("Habari njema."),
    Part.ANSWER: _sw("Swali la wasikilizaji."),
}
ASKED_BY_MANY = _sw("Swali lililoulizwa na wengi, mara %(count)s.")

LISTENERS = _sw("Kutoka kwenu wasikilizaji, siku %(days)s hadi tarehe %(until)s.")
CALLS = _sw("Simu kwa studio: %(count)s.")
QUESTIONS = _sw("Maswali: %(count)s.")
FEEDBACK = _sw("Maoni kuhusu Mbiu: %(count)s.")
REPLIES = _sw("Ujumbe mwingine: %(count)s.")
THANKS = _sw("Asanteni kwa kutuandikia na kutupigia.")

HELPLINE = as_is("%(what)s: %(number)s.")
HELP = _sw("Sasa nambari za msaada. Ni za bure.")
HELP_AGAIN = _sw("Narudia.")
NOT_POLICE = _sw("Mbiu si polisi. Ukiwa hatarini, piga 999 au 112.")
DIAL = _sw("Kupata maonyo kwa simu, piga %(code)s.")
DIAL_AGAIN = _sw("Narudia: piga %(code)s.")
SEND = _sw("Au tuma neno JIUNGE na wadi yako kwa %(number)s.")
SEND_AGAIN = _sw("Narudia: tuma JIUNGE kwa %(number)s.")
NO_MONEY = _sw("Maonyo ni bure. Mbiu haiombi pesa kamwe.")
CALL_IN = _sw(
    "Una swali kuhusu ukame au amani? Tupigie simu hapa studio. Ukiwa hewani, usitaje majina ya watu wala ya jamii."
)
OUTRO = _sw("Hiyo ndiyo Mbiu ya wiki hii. Asante kwa kusikiliza. Tukutane wiki ijayo.")

# As the Swahili press writes NDMA's own words.
PHASES: dict[Phase, Sentence] = {
    Phase.NORMAL: _sw("kawaida"),
    Phase.ALERT: _sw("tahadhari"),
    Phase.ALARM: _sw("hatari"),
    Phase.EMERGENCY: _sw("dharura"),
    Phase.RECOVERY: _sw("kufufuka"),
}
TRENDS: dict[Trend, Sentence] = {
    Trend.IMPROVING: _sw("inaimarika"),
    Trend.STABLE: _sw("haijabadilika"),
    Trend.WORSENING: _sw("inazidi kuwa mbaya"),
}
KINDS: dict[Kind, str] = {Kind.DROUGHT: "ukame", Kind.PEACE: "amani", Kind.NOTICE: "tangazo"}

# What each is for, and the number as it is read out.
HELPLINES: tuple[tuple[Sentence, str], ...] = tuple(
    (_sw(label), " au ".join(numbers))
    for label, numbers in (
        ("Polisi", helplines.POLICE),
        ("Msalaba Mwekundu", helplines.RED_CROSS),
        ("Dhuluma za kingono", helplines.SEXUAL_VIOLENCE),
        ("Watoto walio hatarini", helplines.CHILDREN),
        ("Wanyamapori, KWS", helplines.WILDLIFE),
        ("Habari za amani, kwa SMS", helplines.PEACE_SMS),
    )
)

RAINS = {3, 4, 5, 10, 11, 12}  # the long rains, March to May, and the short rains, October to December


def standing_advice(week: date) -> Sentence:
    """What holds in this season when nothing was declared."""
    return IN_THE_RAINS if week.month in RAINS else IN_THE_DRY

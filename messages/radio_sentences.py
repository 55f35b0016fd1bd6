"""What a script says between the bulletins: short standing sentences, and the helplines.

All are class A or B (they speak of drought, danger and help), so they stand here in Swahili, the floor, and are read
through by a speaker with every script. A Kamba or Taita form is added beside the Swahili one with the name of the
speaker who signed it; until then a Kamba or Taita script carries these lines in Swahili and says so.
"""

from collections.abc import Mapping
from datetime import date

from domain import helplines
from domain.bulletins import Kind
from domain.languages import FLOOR, Language
from domain.phases import Phase, Trend

Sentence = Mapping[Language, str]


def _sw(text: str) -> Sentence:
    return {FLOOR: text}


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
HEADLINE_DROUGHT = _sw("Ukame, %(places)s: %(phase)s.")
HEADLINE_NOTICE = _sw("Tangazo kwa %(places)s.")
HEADLINE_PEACE = _sw("Ujumbe wa amani.")
HEADLINE_HELP = _sw("Mwishoni, nambari za msaada.")

WHOLE_COUNTY = _sw("kaunti yote ya %(places)s")
PARTS_OF = _sw("sehemu za %(places)s")
DECLARED = _sw(
    "Taarifa ya ukame ya NDMA na kaunti, tarehe %(date)s. %(places)s: hali ya ukame ni %(phase)s. Mwelekeo: %(trend)s."
)
NOTICE = _sw("Tangazo la NDMA na kaunti, tarehe %(date)s, kwa %(places)s.")
PEACE = _sw("Ujumbe wa amani, tarehe %(date)s, kutoka kwa kaunti.")
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

HELP = _sw("Sasa nambari za msaada. Ni za bure.")
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

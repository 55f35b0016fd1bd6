"""What fills the blanks of a standing text in a language: NDMA's words as they are drafted or signed there.

Words are taken as drafts too, unlike anywhere else: a bulletin that was filled is signed as a whole by a speaker who
reads it. A series is filled unseen, and only with digits (`domain.placeholders.DIGITS_ONLY`).
"""

from collections.abc import Sequence
from datetime import date

from domain.languages import Language
from domain.phases import Phase, Trend
from messages.catalog import N_, SOURCE, Catalog

# The comment above each reaches the translators. They stand after "Drought in Kitui: phase" and "trend".
PHASES: dict[Phase, str] = {
    # class: A; max: 20. Drought phase 1 of 5 as NDMA declares it: nothing unusual.
    Phase.NORMAL: N_("Normal"),
    # class: A; max: 20. Drought phase 2 of 5 as NDMA declares it: rain and plants are below what is usual.
    Phase.ALERT: N_("Alert"),
    # class: A; max: 20. Drought phase 3 of 5 as NDMA declares it: animals, crops, food and water suffer.
    Phase.ALARM: N_("Alarm"),
    # class: A; max: 20. Drought phase 4 of 5 as NDMA declares it: lives are in danger.
    Phase.EMERGENCY: N_("Emergency"),
    # class: A; max: 20. Drought phase 5 of 5 as NDMA declares it: it has rained, people are still recovering.
    Phase.RECOVERY: N_("Recovery"),
}
TRENDS: dict[Trend, str] = {
    # class: A; max: 24. Trend of a drought: it gets better.
    Trend.IMPROVING: N_("improving"),
    # class: A; max: 24. Trend of a drought: it is as it was last month.
    Trend.STABLE: N_("stable"),
    # class: A; max: 24. Trend of a drought: it gets worse.
    Trend.WORSENING: N_("worsening"),
}


def values_for(
    catalog: Catalog,
    language: Language,
    *,
    on: date,
    areas: Sequence[str],
    speaker: str,
    code: str,
    phase: Phase | None = None,
    trend: Trend | None = None,
    month: date | None = None,
    plain: bool = False,
) -> dict[str, str]:
    """The value of each blank; without those there is no word for, so that `fill` names them to the officer.

    `areas` are names as shown. `plain`: for the form in plain letters. Days and months are digits in every language,
    for their names are easily off by one ("third day" is Wednesday in Kamba, Monday in Swahili).
    """
    words = {
        "phase": _word(catalog, language, PHASES[phase], plain=plain) if phase else "",
        "trend": _word(catalog, language, TRENDS[trend], plain=plain) if trend else "",
    }
    return {
        "date": f"{on:%d/%m/%Y}",
        "code": code,
        "area": ", ".join(areas),
        "speaker": speaker,
        **({"month": f"{month:%m/%Y}"} if month else {}),
        **{name: word for name, word in words.items() if word},
    }


def _word(catalog: Catalog, language: Language, msgid: str, *, plain: bool) -> str:
    """The word in this very language, drafted or signed; "" where there is none."""
    if language is SOURCE:
        return msgid
    entry = catalog.entries[language].get(msgid)
    return "" if entry is None else entry.plain if plain else entry.text

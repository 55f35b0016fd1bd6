"""What stands around the speeches in a script's file, for the people of a station, in English and in Swahili."""

from dataclasses import dataclass

from domain.languages import Language


@dataclass(frozen=True, slots=True)
class Labels:
    """Headings, facts of the cover, and the notes to the broadcaster."""

    county: str
    language: str
    week: str
    status: str
    draft: str
    reviewed: str
    running_time: str
    reviewer: str
    page: str
    about: str
    script: str
    number: str
    speaker: str
    words: str
    time: str
    helplines: str
    sources: str
    notes: tuple[str, ...]


ENGLISH = Labels(
    county="County",
    language="Language",
    week="Week from",
    status="Status",
    draft="DRAFT: NOT FOR AIR",
    reviewed="REVIEWED",
    running_time="Running time",
    reviewer="Read through by",
    page="Page %s of %s",
    about="Notes to the broadcaster",
    script="Script",
    number="No.",
    speaker="Speaker",
    words="Words",
    time="Time",
    helplines="Helplines",
    sources="Sources",
    notes=(
        "Why it matters: many listeners have no other warning. Read it slowly, and twice if there is time.",
        "Do not change the phase, the places, the dates or the numbers. You may change greetings and music.",
        "CAPITALS are directions and are not spoken. A line marked NOT AFTER is left out from that hour on.",
        "Read telephone numbers digit by digit. * is read “nyota”, # is read “reli”.",
        "Conflict: name no person, clan or community as guilty, and no place where people quarrel. "
        "Do not let callers do it: fade them out. Read no rumour on air, not even to deny it.",
        "Somebody in danger calls? Give 999 or 112 at once, off air.",
    ),
)
SWAHILI = Labels(
    county="Kaunti",
    language="Lugha",
    week="Wiki kuanzia",
    status="Hali",
    draft="RASIMU: ISISOMWE HEWANI",
    reviewed="IMEKAGULIWA",
    running_time="Muda",
    reviewer="Imekaguliwa na",
    page="Ukurasa wa %s kati ya %s",
    about="Maelezo kwa mtangazaji",
    script="Hati",
    number="Na.",
    speaker="Msemaji",
    words="Maneno",
    time="Muda",
    helplines="Nambari za msaada",
    sources="Vyanzo",
    notes=(
        "Kwa nini ni muhimu: wasikilizaji wengi hawana onyo lingine. Soma polepole, na mara mbili ukipata muda.",
        "Usibadilishe awamu ya ukame, mahali, tarehe wala nambari. Unaweza kubadilisha salamu na muziki.",
        "HERUFI KUBWA ni maelekezo na hayasomwi. Mstari ulioandikwa NOT AFTER usisomwe baada ya saa hiyo.",
        "Soma nambari za simu tarakimu moja moja. * husomwa “nyota”, # husomwa “reli”.",
        "Migogoro: usitaje mtu, ukoo wala jamii kuwa na hatia, wala mahali penye ugomvi. "
        "Usiwaruhusu wanaopiga simu kufanya hivyo: wakate. Usisome uvumi hewani, hata kuukanusha.",
        "Mtu aliye hatarini akipiga simu, mpe 999 au 112 mara moja, nje ya hewa.",
    ),
)


def labels(language: Language) -> Labels:
    return SWAHILI if language is Language.SWAHILI else ENGLISH

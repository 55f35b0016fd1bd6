"""Words of incidents, as data: which kind a report names, and whether a text may be one that nobody called a report.

Kamba and Taita words are those the glossary attests. A word that drought talk uses too decides nothing alone.
"""

from collections.abc import Sequence

from bot.vocabulary import bare, plain_words, spelled
from domain.taxonomy import Kind

# The kinds a text may name, the gravest first: what is advised starts from it, and a person decides. Peace is not among
# them: "there is no peace here" holds the same word.
KINDS: dict[Kind, frozenset[str]] = {
    Kind.VIOLENCE_INJURY: spelled(
        "vurugu vita pigana wanapigana wamepigana kupigana mapigano kuuawa ameuawa wameuawa kuua ameua wameua "
        "kujeruhiwa amejeruhiwa wamejeruhiwa shambulio mashambulizi kushambulia wameshambulia wameshambuliwa "
        "attack attacked attacking fight fights fighting killed kill wounded injured shot shooting gunshots stabbed "
        "war kau kukita kuvithukia wuda vuda welwa kubwagha kabwaghwa"
    ),
    Kind.DISPLACEMENT: spelled("kuhama wanahama wametoroka wakimbizi displaced fled"),
    Kind.LIVESTOCK_THEFT: spelled(
        "wizi wezi mwizi kuiba wameiba ameiba wameibiwa ameibiwa tumeibiwa nimeibiwa waliiba weiwa stolen "
        "stole steal theft thief thieves raid raided raiders rustlers rustling ungei kingei ingei kungea wudoi wutoi "
        "kidoi vidoi"
    ),
    Kind.WILDLIFE: spelled("ndovu tembo elephant elephants simba lion wildlife fisi hyena chovu nzou munyambu shimba"),
    Kind.HERDER_FARMER: spelled("mifugo ngamia herders camels grazing ngamile"),
    Kind.WATER_PASTURE: spelled("maji water borehole dam malisho kisima"),
    Kind.SAND_CHARCOAL: spelled("mchanga sand makaa charcoal"),
    Kind.LAND_BOUNDARY: spelled("ardhi land mpaka boundary ranch"),
    Kind.THREAT_RUMOUR: spelled(
        "uvumi rumour rumor vitisho wanatishia ametishia threat threats threatened threatening"
    ),
    Kind.POLITICAL: spelled("siasa political uchaguzi"),
    Kind.CRIME_OTHER: spelled(
        "uhalifu majambazi wahalifu bandit bandits robbery robbed bunduki silaha risasi gun guns"
    ),
}
_CONFLICT = (Kind.VIOLENCE_INJURY, Kind.LIVESTOCK_THEFT, Kind.THREAT_RUMOUR, Kind.CRIME_OTHER)
# "The drought killed three cows", "worms attack the maize", "the fight against hunger", "a threat of floods".
_DROUGHT_TOO = spelled(
    "vita kuua ameua wameua shambulio mashambulizi kushambulia wameshambulia wameshambuliwa attack attacked attacking "
    "fight fights fighting killed kill war raid raided injured threat threats threatened threatening steal kau wuda "
    "vuda kubwagha"
)
_DROUGHT = spelled(
    "drought ukame njaa hunger famine disease diseases ugonjwa magonjwa kiangazi yua worms armyworm armyworms locusts "
    "nzige viwavi pests wadudu rain rains mvua mbua vua sun jua heat flood floods mafuriko crop crops maize mahindi "
    "dhidi against thano kwalazi njaa malaria cholera kipindupindu corruption ufisadi"
)
_TELLING = spelled("ripoti report reports reported reporting livoti")
# What drought officers bring, and are asked for.
_RELIEF = spelled(
    "malori lori maji chakula unga mbegu msaada pesa food relief seed seeds water lorry lorries truck trucks money cash"
)
# No drought takes these for a sufferer: "watu wameuawa, ukame umezidi" is still a report.
_STANDOFF = spelled("herders wafugaji jirani neighbours neighbors clan ukoo youths people watu andu wandu")


def kind_of(words: Sequence[str]) -> Kind:
    """The gravest kind these plain words name."""
    said = {bare(word) for word in words}
    return next((kind for kind, signs in KINDS.items() if signs & said), Kind.OTHER)


def sounds_like_conflict(text: str) -> bool:
    """Whether a text may tell of an incident, so that its sender is asked: cattle, water and drought alone do not."""
    said = {bare(word) for word in plain_words(text)}
    signs = {sign for kind in _CONFLICT for sign in KINDS[kind] & said}
    if not signs:
        return False
    about_drought = signs <= _DROUGHT_TOO and said & _DROUGHT
    return not about_drought or bool(said & _STANDOFF)


def tells_kind(text: str, kind: Kind) -> list[str]:
    """The words of a text to a source by which others could guess what it told: of its kind, or of any conflict."""
    signs = _TELLING.union(KINDS.get(kind, ()), *(KINDS[each] for each in _CONFLICT))
    return [word for word in plain_words(text) if bare(word) in signs]


def may_go_on(text: str) -> bool:
    """Whether a sentence that comes soon after a report may tell more of it: not one of drought or relief alone."""
    return sounds_like_conflict(text) or not {bare(word) for word in plain_words(text)} & (_DROUGHT | _RELIEF)

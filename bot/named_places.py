"""The places a text names, pure: what follows JOIN or WARD, and the ward of a report.

`bot.place_search` knows the names; here the county or constituency beside a name tells two of one name apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.place_search import How, areas_named, find, sure
from bot.vocabulary import bare, spelled
from domain.areas import Area, Gazetteer, Level, fold, inside
from domain.neighbours import FURTHER, neighbours

LONGEST_PLACE = 5  # words: "kwa mutonga kithumula kitui west"
MOST_SUGGESTED = 8  # a text has no room for more
# A ward's name after one of these is where it happened, wherever in a report it stands.
_BEFORE = spelled("ward wadi kata in at huko hapa eneo village kijiji kijijini location sublocation katika")
_AFTER = spelled("ward wadi kata")
# Behind one of these stands where people came from, went, or belong to.
_FROM = spelled("kutoka toka from kwenda kuelekea to towards wa ya la za cha of")
_MANYATTA = "manyatta"  # a constituency, and everywhere a homestead
_SIDES = spelled("east west north south central mashariki magharibi kaskazini kusini kati")


@dataclass(frozen=True, slots=True)
class Named:
    """What a place may mean: wards where there are any, else the counties and constituencies of that name.

    `near`: the wards are only nearly called that, and must never be acted on without a yes. `wide`: the one ward is
    called as the whole constituency is, which may be what was meant.
    """

    areas: tuple[Area, ...] = ()
    near: bool = False
    wide: bool = False


def named(words: Sequence[str], places: Gazetteer, county: str = "") -> Named:
    """What these words may name: "mbitini", "mbitini makueni", "makueni mbitini"; those of the `county` first."""
    text = " ".join(words)
    found = find(places, text, county)
    wards = tuple(places[place.ward] for place in found[:MOST_SUGGESTED])
    if not wards:
        return Named(tuple(areas_named(places, text)))
    near = not any(place.how is How.NAME for place in found) and sure(found, county) is None
    return Named(wards, near, wide=len(wards) == 1 and _is_wide(wards[0], words, places))


def _is_wide(ward: Area, words: Sequence[str], places: Gazetteer) -> bool:
    """Whether the words that name the ward name its constituency, too."""
    parts = {" ".join(words[first:last]) for last in range(1, len(words) + 1) for first in range(last)}
    named_by = [{area.slug for area in places.meanings(part)} for part in parts]
    return any(ward.slug in meant and ward.parent in meant for meant in named_by)


def ward_of_report(words: Sequence[str], places: Gazetteer) -> Area | None:
    """The one ward a report names by its own name or alias, at its start or beside a word for a place; else None."""
    said: dict[str, Area] = {}
    for start in range(len(words)):
        beside = start == 0 or bare(words[start - 1]) in _BEFORE
        for size in range(min(LONGEST_PLACE, len(words) - start), 0, -1):
            end = start + size
            followed = end < len(words) and bare(words[end]) in _AFTER
            if not (beside or followed):
                continue
            if _is_their_own(words[start:end], words[end:]):
                break
            if _is_outer(words[start:end], places):  # "Kitui Central" is no ward of that name elsewhere
                break
            if wards := _exact(words[start:end], places):
                if end == len(words) or bare(words[end]) not in _SIDES:  # "Mbooni East": which, nobody can say
                    said |= {ward.slug: ward for ward in wards}
                break
    return next(iter(said.values())) if len(said) == 1 else None


def elsewhere(words: Sequence[str], places: Gazetteer) -> bool:
    """Whether a report names another county, or a constituency around ours, as where it happened.

    It stands at the start, at the end or beside a word for a place; a name that is also one of ours is ours.
    """
    others = {*neighbours(), *map(fold, FURTHER)} - {_MANYATTA}
    for start in range(len(words)):
        before = bare(words[start - 1]) if start else ""
        for end in range(start + 1, min(start + 3, len(words)) + 1):
            follows = bare(words[end]) if end < len(words) else ""
            placed = not before or not follows or before in _BEFORE or follows in _AFTER
            name = "".join(words[start:end])
            if placed and before not in _FROM and name in others and not places.meanings(name):
                return True
    return False


def _is_their_own(name: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether this is a constituency around ours whose county stands behind it: "Bura Tana River" is not our Bura."""
    _, county = neighbours().get("".join(name), ("", ""))
    return bool(county) and "".join(behind).startswith(fold(county))


def _is_outer(words: Sequence[str], places: Gazetteer) -> bool:
    """Whether exactly this is called a county or a constituency, and perhaps a ward as well."""
    return any(area.level is not Level.WARD for area in places.meanings(" ".join(words)))


def _exact(words: Sequence[str], places: Gazetteer) -> list[Area]:
    """The wards of exactly this name, told apart by an area said beside it; a village's name decides nothing."""
    if wards := [area for area in places.meanings(" ".join(words)) if area.level is Level.WARD]:
        return wards
    for cut in range(1, len(words)):
        for name, around in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            outer = [area.slug for area in places.meanings(" ".join(around)) if area.level is not Level.WARD]
            wards = [area for area in places.meanings(" ".join(name)) if area.level is Level.WARD]
            if found := [ward for ward in wards if any(inside(ward.slug, slug) for slug in outer)]:
                return found
    return []

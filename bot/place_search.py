"""A ward found by what people call the place: its name, another spelling, a village in it, or nearly one of these.

Pure. What is near is only ever suggested: whoever asks shows it and waits for a yes.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.vocabulary import plain_words, spelled
from domain.areas import Area, Gazetteer, Level, Named, fold, inside

MOST_NEAR = 6  # suggestions: more is no question anybody reads
MOST_BEGINNING = 40  # places by their first letters
FEWEST_LETTERS = 3  # to search by the first letters
WELL_BEGUN = 5  # letters: what goes on from a whole word, or has "kwa" before it, may be meant ("Mbusyani Nur")
LONGEST = 200  # letters of a text that are looked at, for places have names, not stories
MOST_WORDS = 10
# What people put around the name of a place, in Swahili and English ("kwa" also begins names: those come first).
AROUND = spelled(
    "ward wadi wodi kata ya wa la cha kwa na my the in at of from near karibu county kaunti constituency jimbo market "
    "soko sokoni village kijiji kijijini town mji mjini location lokesheni sublocation eneo area katika place"
)


class How(StrEnum):
    """What a place was found by, the surest first."""

    NAME = "name"  # of the ward, or an alias
    LOCALITY = "locality"  # a village, market or school in it
    NEAR = "near"  # nearly one of them


@dataclass(frozen=True, slots=True)
class Place:
    """A ward, and the name it was found by."""

    ward: str
    name: str
    how: How


def find(places: Gazetteer, text: str, county: str = "") -> list[Place]:
    """The wards this text may mean, each once, the surest first and those of the `county` before others; [] when none.

    What is near comes by how near it is, and only among equals by county: the right ward must not be crowded out.

    An outer area beside the name narrows it ("Mbitini Makueni"); one that contradicts it leaves only what is near. An
    outer area alone is no ward: see `areas_named`.
    """
    words = _words(text)
    if _only_outer(places, words):
        return []
    if exact := _exact(places, words):
        return _ranked(exact, county)
    return [] if _shared(places, words) else _near(places, words, county)[:MOST_NEAR]


def named(places: Gazetteer, text: str, county: str = "") -> list[Place]:
    """As `find`, and nothing that is only near."""
    words = _words(text)
    return [] if _only_outer(places, words) else _ranked(_exact(places, words), county)


def sure(found: Sequence[Place], county: str = "") -> Place | None:
    """The one place that may be acted on without asking, or None. `county` is where we know the sender to live.

    The name of one ward is sure, when no other ward and no place elsewhere has it. A village is sure only in the
    sender's own county: "Maungu" is a town of Taita Taveta, but the only one in our lists may be a polling place in
    Kitui, and a stranger must not be warned of Kitui's drought. What is near is never sure.
    """
    if len(found) != 1:
        return None
    [place] = found
    at_home = bool(county) and inside(place.ward, county)
    return place if place.how is How.NAME or (place.how is How.LOCALITY and at_home) else None


def areas_named(places: Gazetteer, text: str) -> list[Area]:
    """The counties and constituencies this text names, and nothing narrower; several where they share the name."""
    words = _words(text)
    named = _outers(places, words) or [_shared(places, words)]
    return [
        area
        for area in (area for meant in named for area in meant if area.level is not Level.WARD)
        if all(any(inside(area.slug, other.slug) or other.level is Level.WARD for other in meant) for meant in named)
    ]


def beginning(places: Gazetteer, letters: str, county: str = "") -> list[Place]:
    """The wards whose name, or that of a place in them, begins with these letters; wards and the `county` first."""
    words = [word for word in _words(letters) if word not in AROUND]
    for start in dict.fromkeys((fold(letters[:LONGEST]), "".join(words))):
        if len(start) >= FEWEST_LETTERS and (found := [_as_named(named) for named in _beginning(places, start)]):
            return _ranked(found, county)[:MOST_BEGINNING]
    return []


def _beginning(places: Gazetteer, start: str) -> Iterator[Named]:
    folded = places.folded
    for at in range(bisect_left(folded, start), len(folded)):
        if not folded[at].startswith(start):
            return
        yield from places.names[folded[at]]


def _words(text: str) -> list[str]:
    return plain_words(text.strip()[:LONGEST])[:MOST_WORDS]


def _as_named(named: Named) -> Place:
    return Place(named.ward, named.name, How.NAME if named.own else How.LOCALITY)


def _ranked(found: Iterable[Place], county: str) -> list[Place]:
    """Each ward once, by the best it was found by; what is equally good stays in its order."""
    order = list(How)
    best: dict[str, Place] = {}
    for place in sorted(found, key=lambda place: (order.index(place.how), not inside(place.ward, county))):
        best.setdefault(place.ward, place)
    return list(best.values())


def _outers(places: Gazetteer, words: Sequence[str]) -> list[list[Area]] | None:
    """What these words name one after another, the longest names first; None when a word names nothing."""
    named: list[list[Area]] = []
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            if meant := places.meanings("".join(words[at:end])):
                named.append(meant)
                at = end
                break
        else:
            if words[at] not in AROUND:
                return None
            at += 1
    return named


def _only_outer(places: Gazetteer, words: Sequence[str]) -> bool:
    """Whether the text names counties or constituencies and no ward: a village called so is not what is meant."""
    named = _outers(places, words)
    return bool(named) and all(area.level is not Level.WARD for meant in named or () for area in meant)


def _shared(places: Gazetteer, words: Sequence[str]) -> list[Area]:
    """The constituencies that share this first word of their names: Kibwezi is East and West."""
    bare = [word for word in words if word not in AROUND]
    return [
        area
        for area in places.areas.values()
        if area.level is Level.CONSTITUENCY and plain_words(area.name)[:1] == bare
    ]


def _slices(words: Sequence[str]) -> Iterator[list[tuple[str, Sequence[str], Sequence[str]]]]:
    """Every run of words with what stands before and behind it, the longest runs first, those of one length at once."""
    for size in range(len(words), 0, -1):
        yield [("".join(words[at : at + size]), words[:at], words[at + size :]) for at in range(len(words) - size + 1)]


def _exact(places: Gazetteer, words: Sequence[str]) -> list[Place]:
    """What the longest run of words names that agrees with every word around it."""
    for runs in _slices(words):
        found = []
        for name, before, behind in runs:
            meant = places.names.get(name, ()) if name not in AROUND else ()
            if meant and (around := _around(places, before, behind)) is not None:
                found += [_as_named(named) for named in meant if _agrees(named.ward, around)]
        if found:
            return found
    return []


def _around(places: Gazetteer, before: Sequence[str], behind: Sequence[str]) -> list[list[Area]] | None:
    one, other = _outers(places, before), _outers(places, behind)
    return None if one is None or other is None else one + other


def _agrees(ward: str, around: Iterable[Iterable[Area]]) -> bool:
    return all(any(inside(ward, area.slug) for area in meant) for meant in around)


def _slips(length: int) -> int:
    """How many slips of the thumb a name of this length is forgiven."""
    return (0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2)[length] if length < 12 else 3


def _near(places: Gazetteer, words: Sequence[str], county: str) -> list[Place]:
    """What is nearly this, the nearest first: a slip or two away, longer by a word, or a name inside it."""
    found: list[tuple[int, Named]] = []
    for name, around in _asked(places, words):
        most = _slips(len(name))
        hits = process.extract(name, places.folded, scorer=OSA.distance, score_cutoff=most, limit=None) if most else ()
        for near, distance, _ in hits:
            if len(name) > 4 or near[0] == name[0]:
                found += [(distance, named) for named in places.names[near] if _agrees(named.ward, around)]
        if len(name) >= WELL_BEGUN:
            begun = (named for start in (name, "kwa" + name) for named in _beginning(places, start))
            found += [(1, named) for named in begun if _agrees(named.ward, around)]
    for runs in _slices(words):
        for name, _, _ in runs:
            meant = places.names.get(name, ()) if name not in AROUND else ()
            found += [(1, named) for named in meant if named.own or len(name) >= 4]
    found.sort(key=lambda near: (near[0], not inside(near[1].ward, county), not near[1].own))
    nearest: dict[str, Place] = {}
    for _, named in found:
        nearest.setdefault(named.ward, Place(named.ward, named.name, How.NEAR))
    return list(nearest.values())


def _asked(places: Gazetteer, words: Sequence[str]) -> Iterator[tuple[str, list[list[Area]]]]:
    """What to look near: all the words, and what is left of them between outer areas that they begin or end with."""
    bare = [word for word in words if word not in AROUND]
    yield "".join(words), []
    if bare != words:
        yield "".join(bare), []
    for cut in range(1, len(bare)):
        for name, outer in ((bare[:cut], bare[cut:]), (bare[cut:], bare[:cut])):
            if around := _outers(places, outer):
                yield "".join(name), around

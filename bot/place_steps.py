"""A ward, chosen in three short lists or by its first letters, for whichever road asked: at most four screens."""

from collections.abc import Callable, Iterable

from bot import words
from bot.confiding import located
from bot.place_search import How, Place, beginning, find
from bot.referrals import RESTRICTED
from bot.screens import View
from bot.subscription import CONSENT_STEP, added, replaced
from bot.talk import Done, Onward, Step, Talk
from domain.areas import Area, constituency_of, county_of

LONGEST_VILLAGE = 24  # letters: what stands behind it, the ward, must never be cut


def _areas(talk: Talk, title: str, areas: Iterable[Area], foot: str = "") -> View:
    items = tuple((area.slug, area.name) for area in areas)
    return View(talk.say(title), items=items, foot=foot, back=talk.say(words.BACK), search=True)


def _counties(talk: Talk) -> View:
    return _areas(talk, words.CHOOSE_COUNTY, talk.places.counties, talk.say(words.OR_TYPE_A_PLACE))


def _constituencies(talk: Talk) -> View:
    return _areas(talk, words.CHOOSE_CONSTITUENCY, talk.places.children(county_of(talk.state.area)))


def _wards(talk: Talk) -> View:
    return _areas(talk, words.CHOOSE_WARD, talk.places.children(constituency_of(talk.state.area)))


def sought(talk: Talk, letters: str) -> Onward:
    """To the places that begin with these letters; whoever mistypes there stays there."""
    again = talk.state.step == "found"
    return Onward(talk.at("found", sought=letters) if again else talk.go("found", sought=letters).state)


def _found(talk: Talk) -> View:
    county = county_of(talk.caller.wards[0]) if talk.caller.wards else county_of(talk.state.area)
    found = beginning(talk.places, talk.state.sought, county) or find(talk.places, talk.state.sought, county)
    items = tuple((place.ward, _label(talk, place)) for place in found)
    title, text = (words.WHICH_OF_THESE, "") if found else ("", talk.say(words.UNKNOWN_PLACE))
    return View(talk.say(title) if title else "", text, items, back=talk.say(words.BACK), search=True)


def _label(talk: Talk, place: Place) -> str:
    """The ward as it is told apart from others; a village stands before it."""
    ward = talk.places[place.ward].display_name
    own = place.how is How.NAME or place.name == talk.places[place.ward].name
    return ward if own else f"{place.name[:LONGEST_VILLAGE]}: {ward}"


# Where a ward leads to, by why it was asked for.
AFTER: dict[str, Callable[[Talk, str], Onward | Done]] = {
    "join": lambda talk, ward: talk.go(CONSENT_STEP, area=ward),
    "report": lambda talk, ward: talk.go("when", area=ward),
    RESTRICTED: located,
    "add": added,
    "replace": replaced,
}


def _ward_chosen(talk: Talk, ward: str) -> Onward | Done:
    return AFTER[talk.state.road](talk, ward)


PLACES: dict[str, Step] = {
    "county": Step(_counties, lambda talk, slug: talk.go("constituency", area=slug)),
    "constituency": Step(_constituencies, lambda talk, slug: talk.go("ward", area=slug)),
    "ward": Step(_wards, _ward_chosen),
    "found": Step(_found, _ward_chosen),
}

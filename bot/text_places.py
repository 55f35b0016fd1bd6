"""What a text says of wards: to join there, to hear of another one, to enrol others in one."""

from dataclasses import replace

from bot import words
from bot.actions import Join, Tell
from bot.answers import HOW_TO_JOIN, Answer, Enrol
from bot.questions import JOIN, WARD, about_area, about_place, joined, moved
from bot.text_turns import Text
from domain.areas import Level
from domain.replies import Topic
from domain.subscribers import Kind


def join(turn: Text) -> Answer:
    """Join where they say; without a place, whoever left comes back to where they were."""
    intent, former = turn.intent, turn.caller.former
    if not intent.named and former:
        action = Join(former, turn.kept)
        return Answer(turn.say(words.JOINED, words.HOW_TO_LEAVE), action, closes=True)
    if not intent.named and turn.caller.wards:
        return Answer(turn.say(words.JOINED, words.YOUR_WARD, words.HOW_TO_LEAVE, ward=_names(turn)))
    answer = find_place(turn, JOIN)
    if intent.words:  # it may be no place at all
        return replace(answer, action=Tell(intent.words, Topic.REPLY, turn.language))
    return answer


def _names(turn: Text) -> str:
    return ", ".join(turn.places[ward].display_name for ward in turn.caller.wards)


def change_ward(turn: Text) -> Answer:
    """Another ward in the place of all they have."""
    if not turn.caller.wards:  # consent is given with JOIN only
        return Answer(turn.say(*HOW_TO_JOIN))
    if not turn.intent.named:
        return Answer(turn.say(words.YOUR_WARD, words.SEND_WARD, ward=_names(turn)))
    return find_place(turn, WARD)


def find_place(turn: Text, about: str) -> Answer:
    """One sure ward acts; several, or one that is only near, are asked about; a larger area leads into its list."""
    intent, places = turn.intent, turn.places
    wards = [area for area in intent.areas if area.level is Level.WARD]
    if len(wards) == 1 and not intent.near:
        if intent.wide:
            sisters = (area for area in places.children(wards[0].slug.rpartition(".")[0]) if area is not wards[0])
            return turn.ask(about_place([wards[0], *sisters], about, turn.kept))
        if about == JOIN:
            return joined(wards[0], turn.language, turn.catalog, turn.kept)
        return moved(wards[0], turn.language, turn.catalog)
    if wards:
        return turn.ask(about_place(wards, about, turn.kept))
    larger = sorted(intent.areas, key=lambda area: area.level is not Level.COUNTY)
    if larger:
        return turn.ask(about_area(places.children(larger[0].slug), about, turn.kept), words.NAME_YOUR_WARD)
    why = (words.UNKNOWN_PLACE,) if intent.named else ()
    return turn.ask(about_area(places.counties, about, turn.kept), *why)


def enrol(turn: Text) -> Answer:
    """Put others forward, who are asked themselves: in the ward that is named, else in the volunteer's own first."""
    intent, caller = turn.intent, turn.caller
    if caller.kind is not Kind.INTERMEDIARY or not caller.wards:
        return Answer(turn.say(words.ONLY_WHO_TELLS_OTHERS))
    wards = [area for area in intent.areas if area.level is Level.WARD]
    if intent.misread or not intent.phones:
        return Answer(turn.say(*((words.ONLY_KENYA,) if intent.misread else ()), words.SEND_ENROL))
    if intent.named and (len(wards) != 1 or intent.near):
        names = ", ".join(area.display_name for area in wards[:3])
        which = turn.say(words.WHICH_PLACE, places=names) if wards else turn.say(words.UNKNOWN_PLACE)
        return Answer(f"{which} {turn.say(words.SEND_ENROL)}")
    ward = wards[0].slug if wards else caller.wards[0]
    return Answer(turn.say(words.WE_WILL_ASK), Enrol(intent.phones, ward, turn.say(words.ENOUGH_TODAY)))

"""What the console calls the pieces of the radio, and how long one takes to read."""

from bot.console.words import N_
from domain.languages import Language
from domain.radio_piece_drafting import LONGEST
from domain.radio_pieces import RadioPiece, State, Wording
from domain.segments import Part, Speech
from messages.radio_timing import USUAL, clock
from messages.spoken_numbers import spoken

PARTS = {
    Part.SEASON: N_("Season note"),
    Part.MARKET: N_("Market note"),
    Part.GOOD_NEWS: N_("Good news"),
    Part.ANSWER: N_("Answer to what many asked"),
}
ASKS = {
    Part.SEASON: N_("What the season brings and what to do in it: when rain is due, what to plant, when to sell."),
    Part.MARKET: N_("What is paid at which market, and where water or fodder is sold. Say the day of the prices."),
    Part.GOOD_NEWS: N_("Something that went well, in your own words. Name an office or a group, never a person."),
    Part.ANSWER: N_("The question as many people mean it and the answer, both in your own words."),
}  # fmt: skip
STATES = {
    State.RUNNING: (N_("Running now"), "good"),
    State.COMING: (N_("Coming"), "info"),
    State.OVER: (N_("Over"), "neutral"),
    State.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}


def reading_time(part: Part, language: Language, wording: Wording) -> str:
    """How long this takes to read at the usual pace, as `0:35`."""
    said = (spoken(text, language) for text in (wording.question, wording.words))
    return clock(sum(USUAL.lasting(Speech(words=text, language=language), part) for text in said))


def reading_times(piece: RadioPiece) -> dict[Language, str]:
    """The same for each language of a piece."""
    worded = {language: piece.wording(language) for language in piece.languages}
    return {language: reading_time(piece.part, language, wording) for language, wording in worded.items() if wording}


def letters(wording: Wording) -> tuple[int, int]:
    """How many letters its words have, and how many they may."""
    return len(wording.words), LONGEST

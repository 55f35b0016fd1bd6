"""What a subscriber may tell about themselves: asked once, never required, changed or taken back in the same place.

It is only counted, to see whom warnings reach. What was told is not read back: the phone may be in other hands.
"""

from bot import words
from bot.actions import Describe
from bot.screens import View
from bot.talk import Done, Onward, Step, Talk
from domain.subscribers import AgeBand, Gender

SKIP = ("", words.SKIP)
GENDERS = ((Gender.FEMALE, words.WOMAN), (Gender.MALE, words.MAN), SKIP)
AGES = (
    (AgeBand.YOUNG, words.TO_34),
    (AgeBand.MIDDLE, words.FROM_35_TO_59),
    (AgeBand.OLD, words.FROM_60),
    SKIP,
)
WHY = (words.NEED_NOT_ANSWER, words.ONLY_TO_COUNT)


def about_me(talk: Talk) -> Onward:
    """To the questions; for whoever has answered them only to what became of that."""
    return talk.enter("answered" if talk.caller.described else "gender", talk.speaks(WHY))


def _gender(talk: Talk) -> View:
    return talk.menu(talk.say(words.ABOUT_ME), GENDERS, text=talk.say(*WHY))


def _age(talk: Talk) -> View:
    return talk.menu(talk.say(words.HOW_OLD), AGES)


def _described(talk: Talk, age: str) -> Onward | Done:
    """What was skipped stays as it was told before; to take both back has its own entry."""
    gender = talk.state.gender
    if gender or age:
        told = Describe(Gender(gender) if gender else None, AgeBand(age) if age else None)
        return Done(talk.say(words.SAVED), told)
    return talk.home()


def _answered(talk: Talk) -> View:
    choices = (("change", words.CHANGE_ANSWERS), ("remove", words.REMOVE_ANSWERS))
    return talk.menu("", choices, text=talk.say(words.ANSWERED))


def _removed(talk: Talk) -> Done:
    return Done(talk.say(words.REMOVED), Describe(None, None))


ABOUT_ME: dict[str, Step] = {
    "answered": Step(_answered, lambda talk, choice: talk.go("gender") if choice == "change" else _removed(talk)),
    "gender": Step(_gender, lambda talk, gender: talk.go("age", gender=gender)),
    "age": Step(_age, _described),
}

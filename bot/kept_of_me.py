"""What do you know about me? Told to the phone itself, in a few sentences of what the subscription holds.

Never whether anything was reported, asked or answered: the answer is the same whether or not, for the phone may be in
other hands. For the same reason it says that age or gender was told, and not which.
"""

from bot import words
from bot.talk import Caller
from domain.areas import Gazetteer
from domain.subscribers import Kind


def kept_of(caller: Caller) -> tuple[str, ...]:
    """The sentences, in this order; how to have it deleted stands last."""
    if not caller.wards and not caller.former:
        return words.NOT_JOINED, words.WORDS_KEPT, words.HOW_TO_DELETE
    if not caller.wards:
        return words.LEFT, words.WHAT_IS_KEPT, words.WORDS_KEPT, words.HOW_TO_DELETE
    return (
        words.JOINED,
        *((words.YOU_JOINED_ON,) if caller.since else ()),
        words.YOUR_WARD,
        words.YOUR_LANGUAGE,
        words.TOLD_AGE_OR_GENDER if caller.described else words.TOLD_NO_AGE_OR_GENDER,
        *((words.YOU_PASS_ON,) if caller.kind is Kind.INTERMEDIARY else ()),
        *((words.FROM_A_LIST,) if caller.listed else ()),
        *((words.YOU_BLOCK,) if caller.blocked() else ()),
        *((words.PAUSED_UNTIL,) if caller.paused_until else ()),
        words.WORDS_KEPT,
        words.HOW_TO_DELETE,
    )


def facts(caller: Caller, places: Gazetteer) -> dict[str, str]:
    """What stands in them."""
    return {
        "ward": ", ".join(places[ward].display_name for ward in caller.wards),
        "language": caller.language.own_name if caller.language else "",
        "senders": ", ".join(caller.blocked()),
        "day": f"{caller.since:%d/%m/%Y}" if caller.since else "",
        "date": f"{caller.paused_until:%d/%m/%Y}" if caller.paused_until else "",
    }

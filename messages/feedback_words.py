"""The sentences of `messages.feedback`: safe on a shared phone, so none names an incident, a kind or a place."""

from enum import StrEnum

from messages.catalog import N_


class Said(StrEnum):
    """What the sources hear."""

    LOOKED_INTO = "looked_into"
    ACTED = "acted"
    NOT_FOUND = "not_found"
    CLOSING = "closing"


SENTENCES: dict[Said, str] = {
    # class: A; max: 100. To who told us of something and allowed a text; neutral, for others may read it.
    Said.LOOKED_INTO: N_("Mbiu: what you told us was looked into. Thank you."),
    # class: A; max: 100. The same, when something was done; it promises nothing more.
    Said.ACTED: N_("Mbiu: something was done about what you told us. Thank you."),
    # class: A; max: 100. The same, when nobody could find out whether it is so. It blames nobody.
    Said.NOT_FOUND: N_("Mbiu: we could not find out more about what you told us. Thank you."),
    # class: A; max: 100. The same, when we end; to dial is how one tells us again.
    Said.CLOSING: N_("Mbiu: we are closing what you told us. If it goes on, dial again."),
}

"""How a list of people that is brought in is spoken of."""

from bot.console.words import N_
from domain.subscriber_imports import Evidence, State

STATES = {
    State.LOOKED_AT: (N_("waits for your yes"), "warning"),
    State.JOINING: (N_("joining"), "info"),
    State.DONE: (N_("joined"), "good"),
    State.DROPPED: (N_("thrown away"), "neutral"),
    State.TAKEN_BACK: (N_("taken back"), "neutral"),
}
EVIDENCE = {
    Evidence.SIGNED_LIST: N_("A signed list: on paper, each with a signature or thumbprint"),
    Evidence.RECORDED: N_("A recording: each said it aloud"),
    Evidence.OWN_MESSAGE: N_("Their own message: each wrote or dialled another service that asked for this"),
}
COLUMNS = {
    "phone": N_("A mobile number of Kenya, like 0712 345 678. Must be there."),
    "ward": N_("The ward by its name. Must be there, and lie in the county you choose."),
    "constituency": N_("Only where two wards of the county share a name."),
    "language": N_("sw, kam, dav or en; empty for the language most people of the county speak."),
    "kind": N_("person, or intermediary for somebody who passes warnings on; empty for person."),
    "gender": N_("female or male, where people told it."),
    "age": N_("Years, or one of 0-34, 35-59 and 60+, where people told it."),
}
# What the audit has of a list: `domain.subscriber_imports`.
AUDITED = (
    N_("looked through a list of people"),
    N_("let a list of people join"),
    N_("threw away a list of people"),
    N_("took a list of people back"),
)

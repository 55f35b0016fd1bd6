"""What whoever has joined by SMS or by a list is told: the whole notice, and how to stop.

The sentences stand here for schedules may not look into `bot`.
"""

from domain.languages import FLOOR, Language
from messages.catalog import N_, Catalog
from messages.must_carry import HOW_TO_LEAVE
from messages.season import WHO_SPEAKS

# class: A; max: 40. Confirms that warnings will come from now on.
JOINED = N_("You have joined Mbiu.")
# class: C; max: 66. %(ward)s is the name of a ward.
YOUR_WARD = N_("Your ward: %(ward)s.")
# class: A; max: 70. Consent: what is kept.
WHAT_IS_KEPT = N_("We keep your number, your ward and your language.")

# Consent by SMS is the JOIN itself, and on a list a signature: so this holds who speaks, what is kept, how to leave.
WELCOME = (JOINED, YOUR_WARD, WHO_SPEAKS, WHAT_IS_KEPT, HOW_TO_LEAVE)


def welcome(catalog: Catalog, language: Language, ward: str) -> str:
    """The greeting of somebody whose ward is called so: in Swahili where any of it is not signed in their language."""
    spoken = language if catalog.speaks(language, WELCOME) else FLOOR
    return " ".join(catalog.say(sentence, spoken, ward=ward) for sentence in WELCOME)

"""What a subscriber is asked before each rains; the sentences stand here for schedules may not look into `bot`."""

from domain.languages import FLOOR, Language
from messages.catalog import N_, Catalog

# class: A; max: 70. Consent: who speaks. NDMA is a name and stays as it is.
WHO_SPEAKS = N_("Mbiu is the drought service of NDMA and the county.")
# class: A; max: 60. Once a season, to each subscriber.
STILL_WANT = N_("A new season: do you still want warnings?")
# class: A; max: 50. The two answers to the question before. Who sends nothing stays.
SEND_1_TO_STAY = N_("Send 1 to stay, STOP to leave.")

# The number is a short code, and half a year has passed: it says first who writes.
ASKED = (WHO_SPEAKS, STILL_WANT, SEND_1_TO_STAY)


def stay_or_leave(catalog: Catalog, language: Language) -> tuple[str, Language]:
    """The text, and the language it is in: Swahili where any of it is not signed in this one."""
    spoken = language if catalog.speaks(language, ASKED) else FLOOR
    return " ".join(catalog.say(sentence, spoken) for sentence in ASKED), spoken

"""The kinds of incident a phone offers, and the numbers that help with each. This service is not the police."""

from dataclasses import dataclass

from bot import words
from domain import helplines
from domain.taxonomy import Kind


@dataclass(frozen=True, slots=True)
class Helpline:
    """A label to be translated, and the numbers that answer."""

    label: str
    numbers: tuple[str, ...]

    @property
    def number(self) -> str:
        """As a person dials it: without the pauses."""
        return " / ".join(number.replace(" ", "") for number in self.numbers)


POLICE = Helpline(words.POLICE, helplines.POLICE)
RED_CROSS = Helpline(words.RED_CROSS, helplines.RED_CROSS)
SEXUAL_VIOLENCE = Helpline(words.SEXUAL_VIOLENCE, helplines.SEXUAL_VIOLENCE)
CHILDREN = Helpline(words.CHILDREN, helplines.CHILDREN)
WILDLIFE = Helpline(words.WILDLIFE, helplines.WILDLIFE)
PEACE_SMS = Helpline(words.PEACE_SMS, helplines.PEACE_SMS)

ALL = (POLICE, RED_CROSS, SEXUAL_VIOLENCE, CHILDREN, WILDLIFE, PEACE_SMS)

# The restricted choice: answered with helplines first. It is no kind of incident, and alerts nobody.
RESTRICTED = "restricted"
RESTRICTED_HELP = (SEXUAL_VIOLENCE, CHILDREN, POLICE)

# Eight choices on the phone, the last of which leads to some more; officers sort them further.
MORE_KINDS = "more"
CHOICES: dict[str, str] = {
    Kind.VIOLENCE_INJURY: words.ATTACK,
    Kind.THREAT_RUMOUR: words.THREAT,
    Kind.LIVESTOCK_THEFT: words.LIVESTOCK_THEFT,
    Kind.HERDER_FARMER: words.HERDERS_FARMERS,
    Kind.WATER_PASTURE: words.WATER_PASTURE,
    Kind.WILDLIFE: words.WILD_ANIMALS,
    RESTRICTED: words.ABUSE,
    MORE_KINDS: words.SOMETHING_ELSE,
}
MORE_CHOICES: dict[str, str] = {
    Kind.PEACE_POSITIVE: words.GOOD_NEWS,
    Kind.DISPLACEMENT: words.FLEEING,
    Kind.LAND_BOUNDARY: words.LAND,
    Kind.POLITICAL: words.POLITICS,
    Kind.OTHER: words.ANOTHER_THING,
}

# Lives may hang on minutes: the numbers come before the questions.
CALL_FIRST: dict[str, tuple[Helpline, ...]] = {
    Kind.VIOLENCE_INJURY: (POLICE, RED_CROSS),
    Kind.WILDLIFE: (WILDLIFE, POLICE),
    Kind.DISPLACEMENT: (POLICE, RED_CROSS),
}

# What a person in need chooses from; each label leads to its numbers.
NEEDS: dict[str, tuple[Helpline, ...]] = {
    words.ATTACK: CALL_FIRST[Kind.VIOLENCE_INJURY],
    words.WILD_ANIMALS: CALL_FIRST[Kind.WILDLIFE],
    words.ABUSE: RESTRICTED_HELP,
    words.THREAT: (PEACE_SMS, POLICE),
    words.ALL_NUMBERS: ALL,
}

# What the thanks after a report add to 999 and 112.
ALSO: dict[str, tuple[Helpline, ...]] = {
    Kind.VIOLENCE_INJURY: (RED_CROSS,),
    Kind.WILDLIFE: (WILDLIFE,),
    Kind.DISPLACEMENT: (RED_CROSS,),
    Kind.THREAT_RUMOUR: (PEACE_SMS,),
    Kind.POLITICAL: (PEACE_SMS,),
}

"""The languages people choose. A preference, never an origin: we keep no ethnicity."""

from enum import StrEnum


class Language(StrEnum):
    """ISO 639 codes. Taita here is Kidaw'ida (dav), never Kisaghala."""

    SWAHILI = "sw"
    KAMBA = "kam"
    TAITA = "dav"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """The language's name for itself, in letters every phone shows."""
        return {"sw": "Kiswahili", "kam": "Kikamba", "dav": "Kidawida", "en": "English"}[self.value]


# What a person hears when nobody has signed the text in their own language.
FLOOR = Language.SWAHILI

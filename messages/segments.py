"""How the network cuts a text into parts, each of which is paid for (3GPP TS 23.038 and 23.040)."""

from dataclasses import dataclass
from enum import StrEnum

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)  # the table's own ESC is left out: alone it is no letter but the start of an EXTENSION pair
EXTENSION = "\f^{}\\[~]|€"
GSM_LETTERS = frozenset(BASIC + EXTENSION)


class Encoding(StrEnum):
    """The two alphabets of SMS. One letter outside GSM-7 puts the whole text into UCS-2, at less than half the room."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


# Units in a text of one part, and in each part of a longer one, where a header of six bytes joins the parts.
LIMITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True, slots=True)
class Segments:
    """A text as the network bills it. `units` are septets in GSM-7 and UTF-16 units in UCS-2."""

    encoding: Encoding
    units: int
    parts: tuple[str, ...]

    @property
    def left_in_last_part(self) -> int:
        """Units that can still be added before another part has to be paid for."""
        single, multi = LIMITS[self.encoding]
        if len(self.parts) < 2:
            return single - self.units
        return multi - sum(_units(letter, self.encoding) for letter in self.parts[-1])


def segment(text: str) -> Segments:
    """Cut `text` where the network would. A letter of two units never straddles two parts; "" has no part at all."""
    encoding = Encoding.GSM7 if GSM_LETTERS.issuperset(text) else Encoding.UCS2
    units = sum(_units(letter, encoding) for letter in text)
    single, multi = LIMITS[encoding]
    if units <= single:
        return Segments(encoding, units, (text,) if text else ())
    return Segments(encoding, units, tuple(_cut(text, encoding, multi)))


def _units(letter: str, encoding: Encoding) -> int:
    wide = letter in EXTENSION if encoding is Encoding.GSM7 else ord(letter) > 0xFFFF
    return 2 if wide else 1


def _cut(text: str, encoding: Encoding, limit: int) -> list[str]:
    parts, start, used = [], 0, 0
    for place, letter in enumerate(text):
        width = _units(letter, encoding)
        if used + width > limit:
            parts.append(text[start:place])
            start, used = place, 0
        used += width
    return [*parts, text[start:]]

"""How long words take on air, so that a script can be cut before the studio has to.

Swahili is counted in words, 120 a minute: English radio is read at 160 to 180 (Rodero 2012, 2016), and one Swahili
word takes the time of 1.3 English ones (Abadzi, World Bank 2012). English is counted at 160. For Kamba and Taita no
figure was found in print: that they take 255 syllables a minute, and 0.4 seconds for the breath after a sentence, is
inferred. A figure read aloud is counted as a word (of two syllables) for each digit. Music and sounds last as long as
they were declared to. A station may set its own speeds (`check_speed`).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.languages import Language
from domain.refusals import Refusal
from domain.segments import Part, Segment, Speech

WORDS_A_MINUTE = {Language.SWAHILI: 120, Language.ENGLISH: 160}
SYLLABLES_A_MINUTE = 255
BREATH = 0.4  # seconds after a sentence, where syllables are counted
# What a presenter can be asked for: from a reading by dictation to the quickest news. Recall of English suffers below
# 150 words and above 210 (Rodero 2012); by the ratios above that is 115 to 160 in Swahili, and there is room beside it.
BOUNDS = {Language.SWAHILI: (80, 200), Language.ENGLISH: (100, 220)}
SYLLABLES = (150, 400)
# Advice is to be remembered, so it is read more slowly: Swahili at 110 words a minute.
SLOWER = 110 / 120
FILLED = 0.9  # of a slot: with less a presenter has to fill minutes
SLOW = (Part.ADVICE, Part.BULLETIN)

_SIGN = re.compile(r"[\d*#]")  # * and # have names too: "nyota", "reli"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a station reads: words a minute for Swahili and English, syllables for Kamba and Taita.

    Advice is read more slowly by the same share at every station and in every language.
    """

    speeds: Mapping[Language, float] = field(default_factory=dict)

    def reading(self, words: str, language: Language, share: float = 1) -> float:
        """Seconds a presenter takes for these words, at a share of their speed; a breath takes its time at any."""
        if language in WORDS_A_MINUTE:
            return _words(words) * 60 / (self.speeds.get(language, WORDS_A_MINUTE[language]) * share)
        syllables = _syllables(words) * 60 / (self.speeds.get(language, SYLLABLES_A_MINUTE) * share)
        return syllables + _sentences(words) * BREATH

    def lasting(self, speech: Speech, part: Part = Part.OWN) -> float:
        """Seconds one line takes: its words, and what was declared for its music or sounds."""
        return self.reading(speech.words, speech.language, SLOWER if part in SLOW else 1) + speech.seconds

    def of(self, segment: Segment, *, short: bool = False) -> float:
        """Seconds a segment takes, or its shorter form."""
        return sum(self.lasting(speech, segment.part) for speech in (segment.short if short else segment.speeches))


USUAL = Pace()


def check_speed(language: Language, value: float) -> None:
    """Whether a station may set this speed, in words or syllables a minute. Raises `Refusal`."""
    least, most = BOUNDS.get(language, SYLLABLES)
    if least <= value <= most:
        return
    if language in BOUNDS:
        raise Refusal("A presenter reads %(least)s to %(most)s words a minute.", least=least, most=most)
    raise Refusal("A presenter reads %(least)s to %(most)s syllables a minute.", least=least, most=most)


def running_time(segments: Iterable[Segment], pace: Pace = USUAL) -> int:
    """Whole seconds from the first line to the last of what was not cut."""
    return round(sum(pace.of(segment) for segment in segments if not segment.cut))


def clock(seconds: float) -> str:
    """`2:05`, as a studio writes it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def lacks(seconds: float, minutes: int) -> str:
    """`12:18`, what it lacks of so many minutes; "" where it fills most of them."""
    return "" if seconds >= minutes * 60 * FILLED else clock(minutes * 60 - seconds)


def _words(text: str) -> int:
    """Words, the two of "Zombe/Mwitika" too, and one for each digit and sign."""
    tokens = re.split(r"[\s/–—]+", text)
    return sum(any(letter.isalpha() for letter in token) for token in tokens) + len(_SIGN.findall(text))


def _syllables(text: str) -> int:
    """Vowels: each is a syllable of its own in these languages, and a long one, written twice, takes the time of two.

    What a letter is made of is taken apart first, so that ĩ counts once however it was typed.
    """
    bare = unicodedata.normalize("NFD", text).lower()
    return sum(letter in "aeiou" for letter in bare) + 2 * len(_SIGN.findall(text))


def _sentences(text: str) -> int:
    return sum(any(map(str.isalnum, part)) for part in re.split(r"[.!?…]+(?:\s|$)", text))

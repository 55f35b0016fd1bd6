"""How the names and terms of a script are said, for a presenter who never heard them.

A name is broken up by the rule of Swahili, which its neighbours largely share: every vowel is the heart of a syllable,
with all the consonants before it (mbo-LO-lo, kya-NGWI-thya), and the voice rests on the last but one. A vowel written
twice is one long syllable that counts for two, so Mukaa is mu-KAA and Mbooni MBOO-ni. The m of m-TI-to is a syllable of
its own, as before every consonant but b, w and y. Kamba and Taita names follow the same rule here although they have
tones and lengths of their own: they want a speaker, and what an officer or a speaker wrote wins.
"""

import re
from collections.abc import Iterator, Mapping

from domain.areas import Gazetteer, fold
from messages.compose import normalise

# Said letter by letter, each by its English name as Swahili writes it.
SPELLED = ("CDF", "FM", "GBV", "IPC", "KMD", "KNBS", "KWS", "NDMA", "NGO", "OCS", "SMS", "SPI", "USSD", "VCI")
LETTERS = {
    "a": "ei", "b": "bi", "c": "si", "d": "di", "e": "i", "f": "ef", "g": "ji", "h": "eich", "i": "ai", "j": "jei",
    "k": "kei", "l": "el", "m": "em", "n": "en", "o": "o", "p": "pi", "q": "kyu", "r": "ar", "s": "es", "t": "ti",
    "u": "yu", "v": "vi", "w": "dabliu", "x": "eks", "y": "wai", "z": "zed",
}  # fmt: skip
OURS = ("Mbiu",)
# The English parts of names, which everybody says in English.
ENGLISH = frozenset({"Central", "County", "East", "North", "Rural", "South", "Town", "Township", "West"})
LONGEST = 4  # words of a name: Nzaui/Kilili/Kalamba has three

_WORD = re.compile(r"[^\W\d_](?:[\w']*\w)?")
_SYLLABLE = re.compile(r"[^aeiouĩũ]*([aeiouĩũ])(\1?)")
_OWN_M = re.compile(r"m(?=[^aeiouĩũbwy'])")
_BETWEEN = re.compile("[ /-]")

Found = tuple[int, int, str, str]  # where in the words it begins and ends, the term, how it is said


def said(name: str) -> str:
    """A name in syllables, the stressed one in capitals: "Kitui Township" is "ki-TU-i Township"."""
    return _WORD.sub(lambda word: word[0] if word[0] in ENGLISH else "-".join(_stressed(word[0])), normalise(name))


def terms() -> dict[str, str]:
    """What we list besides names, and how it is said."""
    spelled = {term: "-".join(LETTERS[letter] for letter in term.lower()) for term in SPELLED}
    return spelled | {term: said(term) for term in OURS}


def listed(words: str, known: Mapping[str, str], places: Gazetteer) -> list[tuple[str, str]]:
    """The names and terms in the words with how they are said, each once, in the order they are met.

    `known` is what officers wrote, by its term: it is looked for as a whole word in any case, and wins. A place is
    known by its capital letter.
    """
    words = normalise(words)
    found = list(_written(words, known))
    for begins, ends, _, _ in found:  # what is written is not looked at again, and what stands beside it is
        words = words[:begins] + "," * (ends - begins) + words[ends:]
    found += _ours(words, places)
    once: dict[str, tuple[str, str]] = {}
    for _, _, term, how in sorted(found):
        once.setdefault(term.casefold(), (term, how))
    return list(once.values())


def _written(words: str, known: Mapping[str, str]) -> Iterator[Found]:
    by_case = {normalise(term).casefold(): (term, how) for term, how in known.items()}
    longest_first = sorted(filter(None, by_case), key=len, reverse=True)
    if not longest_first:
        return
    any_of = "|".join(r"\s+".join(map(re.escape, term.split())) for term in longest_first)
    for match in re.finditer(rf"(?<!\w)(?<!\w')(?:{any_of})(?!'?\w)", words, re.IGNORECASE):
        if meant := by_case.get(" ".join(match[0].split()).casefold()):
            yield match.start(), match.end(), *meant


def _ours(words: str, places: Gazetteer) -> Iterator[Found]:
    """Places, the longest name first, and our own terms."""
    tokens, spelled = list(_WORD.finditer(words)), terms()
    at = 0
    while at < len(tokens):
        length = _place(words, tokens[at : at + LONGEST], places)
        begins, ends = tokens[at].start(), tokens[at + max(length, 1) - 1].end()
        term = words[begins:ends]
        if length and not ENGLISH.issuperset(_WORD.findall(term)):
            yield begins, ends, term, said(term)
        elif term in spelled:
            yield begins, ends, term, spelled[term]
        at += max(length, 1)


def _place(words: str, tokens: list[re.Match[str]], places: Gazetteer) -> int:
    """How many of these words, from the first, name a place: as many as can."""
    run = 0
    for token in tokens:
        joined = run == 0 or _BETWEEN.fullmatch(words, tokens[run - 1].end(), token.start())
        if not joined or not token[0][0].isupper():
            break
        run += 1
    for length in range(run, 0, -1):
        begins, name = tokens[0].start(), fold(words[tokens[0].start() : tokens[length - 1].end()])
        own = name in places.aliases or any(named.own for named in places.names.get(name, ()))
        if own or (name in places.names and not _opens(words, begins)):
            return length
    return 0


def _opens(words: str, at: int) -> bool:
    """Whether a sentence begins here: a capital letter there is no sign of a name, and places are called Kisima too."""
    before = words[max(0, at - 3) : at].rstrip(' ("')
    return not before or before[-1] in ".!?…:\n"


def _stressed(word: str) -> list[str]:
    """The syllables of one word. The stress is where its last vowel but one is; "Kwa" has none."""
    if not _SYLLABLE.search(word.lower()):
        return [word]
    word = word.lower()
    head = "m" if _OWN_M.match(word) else ""
    hearts = list(_SYLLABLE.finditer(word, len(head)))
    syllables = [*filter(None, [head]), *(heart[0] for heart in hearts)]
    syllables[-1] += word[hearts[-1].end() :]
    stressed = -1 if hearts[-1][2] else -2
    if len(syllables) >= -stressed:
        syllables[stressed] = syllables[stressed].upper()
    return syllables

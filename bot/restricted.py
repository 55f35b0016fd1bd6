"""Words of sexual violence and of harm to a child: who writes them is given helplines, and none of them is kept.

Swahili verbs carry who did it and to whom in front (wa-li-ni-baka), so stems are looked for, not whole words. What only
looks alike is listed, for a report of thieves (vibaka) must not be lost. No Kamba or Taita word is here: our glossary
attests none, and a guessed one would lose reports.
"""

import re

from bot.vocabulary import bare, plain_words
from domain.restricted_reports import RestrictedKind

# Compared as `bare` leaves a word: doubled letters once ("asault"), digits for letters put right ("r4ped").
_STEMS = re.compile(
    r"\w*bak(a|wa|we|wi|aj\w*|an[ae]|aye|ao)|\w+bake"
    # Not anajisikia (feels), anajisifu (boasts), anajisimamia (stands alone).
    r"|\w*najis(i|iw\w*|ian\w*|we|wa)?|\w*lawiti?\w*|\w*keket\w*|\w*tomb(a|wa|e|we)"
    r"|(gang)?rap(es|ed|ing|ist|ists|er|d)|\w*rapiw\w*|\w*(me|li|na|ta|ku|ka)\w{0,3}rape"
    r"|d[ei]fil\w*|molest\w*|sodom\w*|incest\w*|pa?edophil\w*|s?gbv|fgm|sex(ual|aul|ul|sual)\w*|\w{0,4}ngono"
)
_ONLY_ALIKE = re.compile(
    # Thieves, layers and classes, stains, a king, Taita for cats; his father; baking; spotted.
    r"(ki|vi|ta|mata|kita|vita|ma|ka|m)baka|(ma)?babake|mbake|clambake|bakabaka"
)
_CHILD = r"(child(ren)?|kids?|minors?|girls?|boys?|daughters?|pupils?|babys?|babies)"
_IS = r"((is|are|was|were|being|been|has|have|got|gets) ){0,3}"
_ABUSE = r"(unyanyasaji|ukatil?ri|ukatili|dhuluma|udhalilishaji|vurugu)"
_MTOTO = r"(mtoto|watoto|msichana|wasichana|mvulana|wavulana|binti)"
# In Taita rape is "his, its": mifugho rape, his animals. Alone, first, or beside an English word it is the crime.
_RAPE = (
    r"gangrape|(to|a|an|of|was|were|is|been|the|they|he|we|will|atempted|gang|child|girl|woman|women|men|man|and|or|for"
    r"|about|by|stop|police|report|ripoti|ya|la|za) rape|rape (of|cases?|victims?|in|by|at|her|him|me|us|girls?"
    r"|women|woman|children|suspects?|hapened|has|is|was|and|here|yesterday|today|survivors?|incidents?)"
)
_SEXUAL = re.compile(
    rf"^rape\b|\b({_RAPE}|gender (based )?violence|(forced?|had|have|having) (\w+ ){{0,3}}sex|sex (by force|with)"
    rf"|touch(es|ing) (me|her|him|my {_CHILD})|touched (\w+ ){{0,2}}{_CHILD}|private parts"
    rf"|{_ABUSE} (wa |za |ya )?kijinsia|\w*lazimish\w* (\w+ ){{0,2}}mapenzi|\w*ingili\w* (\w+ )?kimwili"
    r"|sehemu (za|ya) siri|sehemu nyeti|tohara (ya|za|kwa) (wasichana|wanawake)"
    r"|mimba ya (baba|babake|mjomba|kaka|babu|mwalimu))\b"
)
_CHILD_HARMED = re.compile(
    rf"\b({_CHILD} {_IS}abus\w*|(child(ren)?|kids?|minors?) {_IS}beaten|child beating|(child|early) mariages?"
    rf"|(abus\w*|beat(s|en|ing)) ((of|a|the|my|his|her|their|our|this) ){{0,2}}{_CHILD}"
    rf"|{_ABUSE} (wa |za |ya )?{_MTOTO}|\w*nyanyas\w* (\w+ )?{_MTOTO}"
    rf"|{_MTOTO} (\w+ ){{0,3}}\w*(nyanyas\w*|dhulumiwa)"
    rf"|{_MTOTO} (\w+ ){{0,3}}(ameolewa|ameozwa|anaozwa|wameozwa)|ndoa (ya|za) (mapema|utotoni))\b"
)
_OF_A_CHILD = re.compile(rf"\b({_CHILD}|{_MTOTO})\b")


def is_restricted(text: str) -> bool:
    """Whether this text tells of sexual violence or of a child abused.

    In doubt it does not: a word that has another sense decides only beside a second one.
    """
    return told_of(text) is not None


def told_of(text: str) -> RestrictedKind | None:
    """Which of the two it tells of, `UNSAID` where it may be both; None for neither."""
    words = [bare(word) for word in plain_words(text.replace("@", "a"))]
    spelled_out = "".join(word if len(word) == 1 else f" {word} " for word in words).split()  # r a p e
    stem = any(_STEMS.fullmatch(word) and not _ONLY_ALIKE.fullmatch(word) for word in {*words, *spelled_out})
    said = " ".join(words)
    if stem or _SEXUAL.search(said):
        return RestrictedKind.UNSAID if _OF_A_CHILD.search(said) else RestrictedKind.SEXUAL_VIOLENCE
    return RestrictedKind.CHILD if _CHILD_HARMED.search(said) else None

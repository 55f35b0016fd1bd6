"""What words for a telephone must keep, asked before a speaker's name is put to them: the refusals say what to do."""

import re

from bot.vocabulary import LANGUAGES, OPENERS, STOP, STOP_ALONE, Wish, bare
from domain.languages import FLOOR, Language
from domain.refusals import Refusal
from messages.catalog import SOURCE, Entry, letters, placeholders
from messages.compose import ascii_screen, normalise
from messages.segments import BASIC

_CAPITALS = re.compile(r"(?<![\w'])[A-Z][A-Z']+(?!\w)")
_NUMBER = re.compile(r"\d+")
_VALUE = re.compile(r"%\(\w+\)s")
_CLOCK = re.compile(r"(\d+) [ap]m\b")
# Written in capitals, and nothing that anybody sends.
NAMES = {"SMS", "USSD", "NDMA", "KWS"}
LONGEST = 500  # letters of a sentence that is still looked at


def one_line(typed: str) -> str:
    """What was typed, put right and on one line."""
    return " ".join(normalise(typed).split())


def checked(msgid: str, entry: Entry, language: Language, typed: str, typed_plain: str) -> tuple[str, str]:
    """The text and its plain form, fit to be signed; a plain form left empty is the text without its marks.

    Raises `Refusal`.
    """
    text = one_line(typed[: LONGEST + 1])
    plain = one_line(typed_plain[: LONGEST + 1]) or ascii_screen(text)
    if not text:
        raise Refusal("Write the sentence first. What has no words is said in Swahili.")
    _check_letters(text, plain)
    for form in (text, plain):
        _check_values(msgid, form)
        _check_numbers(msgid, form)
    _check_room(entry, plain)
    _check_capitals(msgid, plain, language)
    return text, plain


def fills(msgid: str, plain: str) -> bool:
    """Whether the values of a sentence can be filled into these words."""
    return placeholders(plain) == placeholders(msgid) and "%" not in _VALUE.sub("", plain)


def _check_letters(text: str, plain: str) -> None:
    """USSD shows plain ASCII, and a letter outside GSM-7 would double the price of an SMS."""
    lost = [letter for letter in text if "?" in ascii_screen(letter) and letter != "?"]
    if plain == ascii_screen(text) and lost:
        raise Refusal(
            "Phones cannot show %(letters)s. Write the form for phones yourself, in plain letters.",
            letters=" ".join(dict.fromkeys(lost)),
        )
    strange = [letter for letter in plain if not letter.isascii() or letter not in BASIC]
    if strange:
        raise Refusal(
            "The form for phones must be in plain letters: change %(letters)s.",
            letters=" ".join(dict.fromkeys(strange)),
        )


def _check_values(msgid: str, form: str) -> None:
    wanted, found = placeholders(msgid), placeholders(form)
    for name in wanted:
        if found.count(name) != wanted.count(name):
            raise Refusal("Keep %(value)s, once, in both forms: something is filled in there.", value=f"%({name})s")
    for name in found:
        if name not in wanted:
            raise Refusal("Take %(value)s out: the English sentence has nothing to fill in there.", value=f"%({name})s")
    if "%" in _VALUE.sub("", form):
        raise Refusal("Write the sign %(sign)s as a word: here it marks what is filled in.", sign="%")


def _check_numbers(msgid: str, form: str) -> None:
    """An hour of the clock may be counted from sunrise instead, as people here do: 7 am is the first hour."""
    wanted, found = _NUMBER.findall(_VALUE.sub("", msgid)), _NUMBER.findall(_VALUE.sub("", form))
    sunrise = {hour: str((int(hour) + 5) % 12 + 1) for hour in _CLOCK.findall(msgid)}
    for number in wanted:
        if number not in found and sunrise.get(number) not in found:
            raise Refusal("Keep the number %(number)s, in digits, in both forms.", number=number)
    for number in found:
        if number not in wanted and number not in sunrise.values():
            raise Refusal("The number %(number)s is not in the English sentence: take it out.", number=number)


def _check_room(entry: Entry, plain: str) -> None:
    if entry.longest is not None and letters(plain) > entry.longest:
        raise Refusal(
            "It is %(count)s letters long, and there is room for %(most)s. Make it shorter by %(over)s.",
            count=letters(plain),
            most=entry.longest,
            over=letters(plain) - entry.longest,
        )


def _check_capitals(msgid: str, plain: str, language: Language) -> None:
    """Words in capitals are what people are to send: each must stay, or be the keyword of a language they know."""
    wanted, found = capitals(msgid), capitals(plain)
    languages = (language, FLOOR, SOURCE)
    for word in wanted:
        meant = meaning(word, (SOURCE, FLOOR, *Language))
        if word not in found and (meant is None or meant not in [meaning(other, languages) for other in found]):
            raise Refusal("Keep %(word)s in capitals, or the word of this language that Mbiu understands.", word=word)
    for word in found:
        if word not in wanted and word not in NAMES and meaning(word, languages) is None:
            raise Refusal("Mbiu does not understand %(word)s when somebody sends it: use another word.", word=word)


def capitals(text: str) -> list[str]:
    """The words in capitals, without what is filled in."""
    return _CAPITALS.findall(_VALUE.sub("", text))


def meaning(word: str, languages: tuple[Language, ...]) -> Wish | Language | None:
    """What we do when somebody sends this word, in one of these languages; None for nothing."""
    sent = bare(word.lower().replace("'", ""))
    for language, named in LANGUAGES.items():
        if sent in named:
            return language
    for wish, known in ((Wish.STOP, STOP), (Wish.STOP, STOP_ALONE), *OPENERS.items()):
        if any(sent in known.get(language, ()) for language in languages):
            return wish
    return None

"""What a responder answers to a case by SMS: 1 on it, 2 cannot, 3 and what they found, with or without its number.

Everything else they text goes the road of any other person's: they report, ask and leave like everybody.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.answers import Answer as Said
from bot.keywords import understand, unprefixed
from bot.questions import number_in
from bot.services import Services
from bot.vocabulary import POLITE, Wish, bare, phrases, plain_words, spelled
from domain import referrals, responders
from domain.conversations import Question
from domain.languages import Language
from domain.phones import Phone
from domain.referrals import CASE_NUMBER, Answer, Referral
from messages import case_recall, case_words, referring

DIGITS = {"1": Answer.ON_IT, "2": Answer.CANNOT, "3": Answer.FOUND}
_FILLERS = POLITE | spelled("case kesi number namba nambari no na and with yangu my sir madam ndugu")
# Officers' languages alone: no glossary attests these in Kamba or Taita.
_IN_WORDS = {
    Answer.ON_IT: phrases(
        "niko njiani", "nipo njiani", "tuko njiani", "tupo njiani", "njiani", "naja", "ninakuja", "nakuja", "tunakuja",
        "tunaenda", "naenda", "ninaenda", "nitaenda", "tutaenda", "nashughulikia", "tunashughulikia", "on it",
        "i am on it", "im on it", "we are on it", "on my way", "on the way", "i am on my way", "im on my way",
        "we are on the way", "coming", "i am coming", "we are coming", "going", "i am going", "we are going",
    ),
    Answer.CANNOT: phrases(
        "siwezi", "hatuwezi", "sitaweza", "hatutaweza", "siwezi kwenda", "siwezi kufika", "hatuwezi kufika", "cannot",
        "can not", "cant", "i cannot", "i can not", "i cant", "we cannot", "we cant", "not able", "unable",
    ),
}  # fmt: skip
_LED = re.compile(r"\W*([123])(?!\d)\W*(.*)", re.DOTALL)
_LIKE_A_CASE = re.compile(r"(?=\w*\d)(?=\w*[a-z])[a-z0-9]{5}\b", re.IGNORECASE)
CALL_THEM = "Wapigie simu / call them"  # in the place of words that are not kept


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that may answer a case. `digit`: it says so by its first digit; without an `answer` it only names one."""

    answer: Answer | None
    case: str = ""
    words: str = ""
    digit: bool = False


def read(text: str) -> Reading | None:
    """The answer in a text, pure; None for one that is none."""
    led = _LED.fullmatch(text)
    found = CASE_NUMBER.search(text) or (_LIKE_A_CASE.match(led[2]) if led else None)
    case = found[0].upper() if found else ""
    rest = re.sub(rf"\b{case}\b\W*", " ", text, count=1, flags=re.IGNORECASE).strip() if case else text.strip()
    while (words := plain_words(rest)) and words[0] in ("case", "kesi"):
        rest = re.sub(r"^\W*\w+\W*", "", rest)
    number, led = number_in(rest), _LED.fullmatch(rest)
    if number is not None:
        answer = DIGITS.get(str(number))
        return Reading(answer, case, digit=True) if answer or case else None
    every = [bare(word) for word in plain_words(led[2] if led else rest)]
    said = [word for word in every if word not in _FILLERS]
    meant = next((one for one, ways in _IN_WORDS.items() if {" ".join(every), " ".join(said)} & ways), None)
    if led and (led[1] == "3" or case or not said or meant is DIGITS[led[1]]):
        return Reading(DIGITS[led[1]], case, led[2].strip() if said else "", digit=True)
    if led is None and meant:
        return Reading(meant, case, rest)
    if case:
        return Reading(Answer.FOUND if said else None, case, rest if said else "")
    return None


def take(
    services: Services, session: Session, phone: Phone, text: str, question: Question | None, now: datetime
) -> Said | None:
    """Do what a responder's text says of their cases; what we answer, or None where it goes the usual road.

    STOP and words of sexual violence act on their cases and are answered on that road. `question`: what stands open
    with this phone, which a digit alone may be meant for.
    """
    vault = services.vault
    found = responders.with_number(session, vault, phone)
    prefix = services.settings.africastalking_keyword
    wish = understand(text, services.places, prefix).wish if found else None
    if wish is Wish.STOP:
        case_recall.stop(session, vault, found, now)
    reading = read(unprefixed(text, prefix)) if found and wish is not Wish.STOP else None
    if reading is None:
        return None
    language = case_words.spoken(found[0].language)
    case = _case(session, [responder.id for responder in found], reading, question, now)
    if wish is Wish.RESTRICTED:
        if isinstance(case, Referral) and reading.answer is Answer.FOUND:
            _keep(services, session, case, Answer.FOUND, CALL_THEM, now)
        return None
    if case is None:
        return None
    if isinstance(case, list):
        digit = next((digit for digit, answer in DIGITS.items() if answer is reading.answer), "1")
        numbers = " / ".join(one.case_number for one in case)
        return _say(case_words.WHICH_CASE[language] % {"digit": digit, "cases": numbers})
    if isinstance(case, str):
        return _say(case_words.WRONG_NUMBER[language] % {"case": case})
    if reading.answer is None or (reading.answer is Answer.FOUND and not reading.words):
        return _say(case_words.SAY_HOW[language] % {"case": case.case_number})
    said = _keep(services, session, case, reading.answer, reading.words, now)
    return _say(said[language] % {"case": case.case_number})


def _say(text: str) -> Said:
    return Said(text, settles=True, urgent=True)


def _case(
    session: Session, ids: list[int], reading: Reading, question: Question | None, now: datetime
) -> Referral | list[Referral] | str | None:
    """The case; the several it may be; the number that is none of theirs; or None: it is no answer to a case."""
    if reading.case:
        case = referrals.numbered(session, reading.case, ids)
        # A word that only looks like a number of ours, in a text that does not begin like an answer.
        return case or (reading.case if reading.digit or not reading.words else None)
    cases = referrals.meant(session, ids, reading.answer or Answer.FOUND, now)
    bare_digit = reading.digit and not reading.words
    if len(cases) == 1 and not (question is not None and bare_digit):
        return cases[0]
    return cases or None


def _keep(
    services: Services, session: Session, case: Referral, answer: Answer, words: str, now: datetime
) -> dict[Language, str]:
    """Keep the answer; what we say to it."""
    held = referrals.held(session, case.id)
    if held is None:
        return case_words.THANKS
    incident, referral = held
    had, taken_back = referral.live, referral.answer is Answer.WITHDRAWN
    referring.answer(session, services.vault, incident, referral, answer, words, now)
    if taken_back and incident.open:
        return case_words.WITHDRAWN
    return case_words.PASSED_ON if answer is Answer.CANNOT and had and incident.open else case_words.THANKS

"""Why a message did not arrive, in our words: read back from the provider's own, as they are kept beside a delivery."""

import re

from messages.providers import africas_talking_answers, africas_talking_callbacks, twilio_codes, twilio_sms
from messages.providers.base import Fault


def fault_of(provider: str, reason: str) -> Fault | None:
    """What a kept reason means; None for words that are in none of our tables."""
    words = reason.split()
    if not words:
        return None
    return _twilio(words) if provider == twilio_sms.Twilio.name else _africas_talking(words)


def _africas_talking(words: list[str]) -> Fault | None:
    """`Failed AbsentSubscriber` of a report, `406 UserInBlacklist` of a call."""
    if words[0].isascii() and words[0].isdigit() and (known := africas_talking_answers.STATUS.get(int(words[0]))):
        return known[2]
    named = africas_talking_callbacks.FAILURE.get(words[-1].lower())
    return named or africas_talking_callbacks.STATUS.get(words[0].lower(), (None, None))[1]


def _twilio(words: list[str]) -> Fault | None:
    """`undelivered 30003` of a report, `21610 …` of a call."""
    codes = [int(word) for word in words if re.fullmatch("[0-9]{5}", word)]
    found = [twilio_codes.FAILURE.get(code) or twilio_codes.REFUSALS.get(code, (None, None))[1] for code in codes]
    return next(filter(None, found), None)

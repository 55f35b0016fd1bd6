"""Who may knock at the hooks: Africa's Talking by a secret in the address, Twilio by its signature."""

import hmac
from collections.abc import Iterable

from flask import Request

from bot.callbacks import form_of
from messages.providers import twilio_sms
from messages.providers.base import UnreadableCallback
from settings import Settings

LARGEST_CALLBACK = 64 * 1024  # bytes; a form with the longest text there is takes under ten thousand


def token_is_live(token: str, live: Iterable[str]) -> bool:
    """Whether this is one of the tokens in use; every one is compared, so that time tells nothing."""
    return sum(hmac.compare_digest(token.encode(), known.encode()) for known in live) > 0


def bears_token(request: Request, live: Iterable[str]) -> bool:
    """Whether it came with one of these tokens as its bearer (RFC 6750)."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and token_is_live(token.strip(), live)


def signed_by_twilio(request: Request, settings: Settings) -> bool:
    """Whether Twilio signed this request for the address it was told to call; never when it cannot be read."""
    try:
        form = form_of(request.get_data())
    except UnreadableCallback:
        return False
    # Not `request.url`: it un-escapes the query, and behind a proxy it has another scheme and host.
    query = request.query_string.decode("latin-1")
    url = settings.public_base_url + request.path + (f"?{query}" if query else "")
    signature = request.headers.get("X-Twilio-Signature", "")
    how = request.headers.get("X-Twilio-Webhooks-Signature-Settings")
    return any(twilio_sms.authentic(key, url, form, signature, how) for key in settings.twilio_auth_tokens)

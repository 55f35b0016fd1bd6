"""What machines read: the feed of alerts that are true now, and each alert as a CAP document."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, abort
from flask.typing import ResponseReturnValue

from bot.console.words import refused
from bot.public.pages import address_of
from bot.services import services, session
from domain import published
from domain.bulletins import Bulletin
from domain.refusals import Refusal
from messages import cap, cap_bulletins, cap_feed, cap_signature
from messages.cap_structure import Alert

log = logging.getLogger(__name__)


def feed() -> ResponseReturnValue:
    """What is true now. An alert that is not as it must be is left out."""
    now: datetime = services().now()
    base = services().settings.public_base_url
    bulletins = published.current(session(), now)
    threads = published.threads(session(), bulletins)
    found = (_alert(bulletin, threads[bulletin.id], told_of_stop=True) for bulletin in bulletins)
    alerts = [alert for alert in found if alert is not None]
    if len(alerts) > cap_feed.MOST:
        log.error("the feed lists %s of %s alerts: the least grave are left out", cap_feed.MOST, len(alerts))
        del alerts[cap_feed.MOST :]
    atom = cap_feed.feed(alerts, f"{base}/alerts/feed.atom", f"{base}/alerts/", sender())
    response = Response(atom, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = cap_feed.updated(alerts)
    return response


def document(name: str) -> ResponseReturnValue:
    """One alert, also when it is over: others refer to it. 404 for one that is not as it must be."""
    bulletin = published.named(session(), services().vault, name) or abort(404)
    return _document(_alert(bulletin, _thread(bulletin)) or abort(404))


def stopped(name: str) -> ResponseReturnValue:
    """What takes back the alert of one that was stopped while it was being sent. 404 for any other."""
    bulletin = published.named(session(), services().vault, name) or abort(404)
    if not published.is_stopped(bulletin):
        abort(404)
    return _document(_alert(bulletin, _thread(bulletin), told_of_stop=True) or abort(404))


def sender() -> str:
    """Who we are in the world of alerts: the name of our server."""
    return urlsplit(services().settings.public_base_url).netloc


def why_no_alert(bulletin: Bulletin) -> str:
    """What keeps a published bulletin from being an alert, in words; "" for nothing."""
    try:
        _checked(bulletin, _thread(bulletin))
    except Refusal as refusal:
        return refused(refusal)
    return ""


def _thread(bulletin: Bulletin) -> list[Bulletin]:
    return published.threads(session(), [bulletin])[bulletin.id]


def _document(alert: Alert) -> Response:
    root, seal = cap.element(alert), services().settings.alert_seal
    tag = hashlib.sha256(cap.serialised(root) + (seal[1] if seal else b"")).hexdigest()[:32]
    response = Response(cap.serialised(cap_signature.sign(root, *seal) if seal else root), content_type=cap.MEDIA_TYPE)
    response.set_etag(tag, weak=True)  # a signature is another one every time
    return response


def _alert(bulletin: Bulletin, thread: Sequence[Bulletin], *, told_of_stop: bool = False) -> Alert | None:
    """The bulletin as an alert; when told of its stop, the alert that takes back one that was stopped."""
    if unknown := [slug for slug in bulletin.areas if slug not in services().places]:
        log.error("bulletin %s is for areas that are not known any more: %s", bulletin.id, ", ".join(unknown))
    try:
        alert = _checked(bulletin, thread)
    except Refusal as refusal:
        log.error("bulletin %s is not served as an alert: %s", bulletin.id, refusal.sentence)
        return None
    if told_of_stop and published.is_stopped(bulletin):
        return cap_bulletins.stopped(bulletin, address_of(bulletin), sender())
    return alert


def _checked(bulletin: Bulletin, thread: Sequence[Bulletin]) -> Alert:
    earlier = published.before(bulletin, thread)
    references = [cap_bulletins.reference(other, address_of(other), sender()) for other in earlier]
    alert = cap_bulletins.alert(bulletin, address_of(bulletin), sender(), services().places, references)
    cap.element(alert)
    return alert

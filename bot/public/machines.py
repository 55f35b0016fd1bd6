"""What machines read: the feed of alerts that are true now, and each alert as a CAP document."""

import hashlib
import logging
from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, abort
from flask.typing import ResponseReturnValue

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
    found = (_alert(bulletin) for bulletin in published.current(session(), now))
    alerts = [alert for alert in found if alert is not None]
    atom = cap_feed.feed(alerts, f"{base}/alerts/feed.atom", f"{base}/alerts/", sender())
    response = Response(atom, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = cap_feed.updated(alerts)
    return response


def document(name: str) -> ResponseReturnValue:
    """One alert, also when it is over: others refer to it. 404 for one that is not as it must be."""
    bulletin = published.named(session(), services().vault, name) or abort(404)
    alert = _alert(bulletin) or abort(404)
    root, seal = cap.element(alert), services().settings.alert_seal
    tag = hashlib.sha256(cap.serialised(root) + (seal[1] if seal else b"")).hexdigest()[:32]
    response = Response(cap.serialised(cap_signature.sign(root, *seal) if seal else root), content_type=cap.MEDIA_TYPE)
    response.set_etag(tag, weak=True)  # a signature is another one every time
    return response


def sender() -> str:
    """Who we are in the world of alerts: the name of our server."""
    return urlsplit(services().settings.public_base_url).netloc


def _alert(bulletin: Bulletin) -> Alert | None:
    earlier = published.before(session(), bulletin)
    references = [cap_bulletins.reference(other, address_of(other), sender()) for other in earlier]
    alert = cap_bulletins.alert(bulletin, address_of(bulletin), sender(), services().places, references)
    try:
        cap.element(alert)
    except Refusal as refusal:
        log.error("bulletin %s is not served as an alert: %s", bulletin.id, refusal.sentence)
        return None
    return alert

"""The list of alerts that are true now, as Atom (RFC 4287): what CAP Composer and others look at every few minutes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from messages.cap import MEDIA_TYPE, serialised
from messages.cap_structure import Alert, written

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "Mbiu: maonyo na matangazo"
SUBTITLE = "NDMA · Kitui, Makueni, Taita Taveta"
MOST = 100  # entries
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # what a feed says that has never had an entry


def feed(alerts: Sequence[Alert], address: str, home: str, author: str) -> bytes:
    """The feed, with its own `address` and that of the archive. An entry links to its alert in full, which ends in
    `.xml`: others find it by that."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "sw")
    _add(root, "id", address)
    _add(root, "title", TITLE)
    _add(root, "subtitle", SUBTITLE)
    _add(root, "updated", written(updated(alerts)))
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=home)
    for alert in alerts:
        _entry(root, alert)
    return serialised(root)


def updated(alerts: Sequence[Alert]) -> datetime:
    """When the newest of them was sent."""
    return max((alert.sent for alert in alerts), default=NEVER)


def _entry(root: etree._Element, alert: Alert) -> None:
    entry, info = _add(root, "entry"), next(iter(alert.infos), None)
    _add(entry, "id", alert.identifier)
    _add(entry, "title", info.headline if info else alert.note)
    _add(entry, "updated", written(alert.sent))
    _add(entry, "published", written(alert.sent))
    _add(entry, "link", rel="alternate", type=MEDIA_TYPE, href=f"{alert.identifier}.xml")
    if info is None:
        _add(entry, "summary", f"{alert.message}: {' '.join(other.identifier for other in alert.references)}")
        return
    for category in info.categories:
        _add(entry, "category", term=category)
    where = "; ".join(area.words for area in info.areas[:5])
    _add(entry, "summary", f"{alert.message}: {info.event}, {info.severity}. {where}.")


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    child.text = text
    return child

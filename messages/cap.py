"""Writing an alert in the Common Alerting Protocol 1.2, and what it must keep before anybody gets it.

Values are passed in; moments are aware and are written with Nairobi's offset.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lxml import etree

from domain.refusals import Refusal
from messages.cap_structure import ALERT, MESSAGES, NAMESPACE, Alert, Record, Reference, written

MEDIA_TYPE = "application/cap+xml"
SPEAKS_OF_ANOTHER = MESSAGES[1:]
LONGEST_NAME = 500  # bytes of an identifier or sender: two of them and a moment must fit into an index
_NOT_IN_NAMES = re.compile(r"[\s,<&]")


def element(alert: Alert) -> etree._Element:
    """The alert as XML, not yet signed. Raises `Refusal` for one that must not be published."""
    check(alert)
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    try:
        _fill(root, alert, ALERT)
    except ValueError:
        raise Refusal("The alert holds signs that XML cannot carry.") from None
    return root


def serialised(root: etree._Element) -> bytes:
    """The document; the same alert gives the same bytes."""
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _fill(parent: etree._Element, record: Any, shape: Record) -> None:
    for part in shape.parts:
        value = getattr(record, part.attribute)
        for one in value if part.many else (value,) if value else ():
            child = etree.SubElement(parent, f"{{{NAMESPACE}}}{part.tag}")
            if isinstance(part.what, Record):
                _fill(child, one, part.what)
            else:
                child.text = _text(one)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return written(value)
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def check(alert: Alert) -> None:
    """Raise the first `Refusal` that keeps an alert of ours from the world: what the schema lets pass, too."""
    check_names(alert)
    if not alert.infos and not (alert.message == "Cancel" and alert.note):
        raise Refusal("The alert says nothing: it has no text.")
    if len({info.language for info in alert.infos}) < len(alert.infos):
        raise Refusal("The alert says the same language twice.")
    if len({(info.event, info.urgency, info.severity, info.certainty, info.areas) for info in alert.infos}) > 1:
        raise Refusal("The alert says different things in different languages.")
    for info in alert.infos:
        if info.expires is None or info.expires <= alert.sent:
            raise Refusal("The alert would be over before it is sent.")
        if not info.areas or not all(area.words for area in info.areas):
            raise Refusal("The alert does not say where.")
        if not info.headline or not info.description:
            raise Refusal("The alert says nothing: it has no text.")


def check_names(alert: Alert) -> None:
    """Raise the first `Refusal` about what names an alert, whom it is for, what it speaks of and where."""
    named = Reference(alert.sender, alert.identifier, alert.sent)
    for name in (part for reference in (named, *alert.references) for part in reference[:2]):
        if not name or _NOT_IN_NAMES.search(name):
            raise Refusal("An identifier or sender is empty, or holds a blank, a comma, < or &.")
        if len(name.encode()) > LONGEST_NAME:
            raise Refusal("An identifier or sender is longer than %(most)s letters.", most=LONGEST_NAME)
    if alert.message in SPEAKS_OF_ANOTHER and not alert.references:
        raise Refusal("It is of the kind %(kind)s and does not say which alert it is about.", kind=alert.message)
    if (alert.scope == "Restricted") != bool(alert.restriction):
        raise Refusal("An alert has a restriction when its scope is Restricted, and only then.")
    if (alert.scope == "Private") != bool(alert.addresses):
        raise Refusal("An alert has addresses when its scope is Private, and only then.")
    areas = [area for info in alert.infos for area in info.areas]
    if not all(_closed(polygon) for area in areas for polygon in area.polygons):
        raise Refusal("A polygon needs four or more lat,lon pairs, the last the same as the first.")
    if not all(_circle(circle) for area in areas for circle in area.circles):
        raise Refusal("A circle needs a lat,lon pair and a radius in kilometres.")


def _closed(polygon: str) -> bool:
    pairs = polygon.split()
    return len(pairs) >= 4 and pairs[0] == pairs[-1] and _on_earth(pairs)


def _circle(circle: str) -> bool:
    centre, *radius = circle.split() or [""]
    return len(radius) == 1 and bool(re.fullmatch(r"\d{1,6}(\.\d+)?", radius[0])) and _on_earth([centre])


def _on_earth(pairs: Iterable[str]) -> bool:
    found = [re.fullmatch(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)", pair) for pair in pairs]
    return all(pair and abs(float(pair[1])) <= 90 and abs(float(pair[2])) <= 180 for pair in found)

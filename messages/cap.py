"""Alerts in the Common Alerting Protocol 1.2 (OASIS): what one says, what it must keep, and how it is written.

The structure is the table `ALERT` and those in it, in the order in which the elements must come; `cap_reading` reads by
the same table. Values are passed in; moments are aware and are written with Nairobi's offset.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from lxml import etree

from domain.hours import local
from domain.refusals import Refusal

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
FAMILY = "urn:oasis:names:tc:emergency:cap:"  # of every version
SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
MEDIA_TYPE = "application/cap+xml"

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGES = ("Alert", "Update", "Cancel", "Ack", "Error")
SPEAKS_OF_ANOTHER = MESSAGES[1:]
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

_NOT_IN_NAMES = re.compile(r"[\s,<&]")


class Named(NamedTuple):
    """A value of a system of names: an event code, a parameter, a geocode."""

    name: str
    value: str


class Reference(NamedTuple):
    """Another alert by its name in the world."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{written(self.sent)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place, in words and by codes. A polygon or circle is as written: `lat,lon lat,lon …`, `lat,lon km`."""

    words: str
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    geocodes: tuple[Named, ...] = ()
    altitude: str = ""
    ceiling: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something beside the alert, such as a picture."""

    words: str
    media_type: str
    size: str = ""
    address: str = ""
    content: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """The alert in one language. Without a tag it is in English, as the standard says."""

    language: str = "en-US"
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...] = ()
    urgency: str
    severity: str
    certainty: str
    audience: str = ""
    event_codes: tuple[Named, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert. `signed`: it came with a signature, which nobody here has checked."""

    identifier: str
    sender: str
    sent: datetime
    status: str = "Actual"
    message: str = "Alert"
    source: str = ""
    scope: str = "Public"
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()
    signed: bool = field(default=False, compare=False)

    @property
    def reference(self) -> Reference:
        """What another alert calls it."""
        return Reference(self.sender, self.identifier, self.sent)


class Value(Enum):
    """What stands in an element that holds no others."""

    TEXT = auto()
    MOMENT = auto()
    NUMBER = auto()
    REFERENCES = auto()


@dataclass(frozen=True, slots=True)
class Record:
    """An element that holds others, and what is made of them."""

    make: Callable[..., Any]
    parts: "tuple[Part, ...]"


class Part(NamedTuple):
    """An element inside another: its name, the attribute it fills, what it holds, how often it comes.

    `what` is one of several words, a kind of value, or a record.
    """

    tag: str
    attribute: str
    what: tuple[str, ...] | Value | Record = Value.TEXT
    needed: bool = False
    many: bool = False


NAMED = Record(Named, (Part("valueName", "name", needed=True), Part("value", "value", needed=True)))
AREA = Record(
    Area,
    (
        Part("areaDesc", "words", needed=True),
        Part("polygon", "polygons", many=True),
        Part("circle", "circles", many=True),
        Part("geocode", "geocodes", NAMED, many=True),
        Part("altitude", "altitude", Value.NUMBER),
        Part("ceiling", "ceiling", Value.NUMBER),
    ),
)
RESOURCE = Record(
    Resource,
    (
        Part("resourceDesc", "words", needed=True),
        Part("mimeType", "media_type", needed=True),
        Part("size", "size", Value.NUMBER),
        Part("uri", "address"),
        Part("derefUri", "content"),
        Part("digest", "digest"),
    ),
)
INFO = Record(
    Info,
    (
        Part("language", "language"),
        Part("category", "categories", CATEGORIES, needed=True, many=True),
        Part("event", "event", needed=True),
        Part("responseType", "responses", RESPONSES, many=True),
        Part("urgency", "urgency", URGENCIES, needed=True),
        Part("severity", "severity", SEVERITIES, needed=True),
        Part("certainty", "certainty", CERTAINTIES, needed=True),
        Part("audience", "audience"),
        Part("eventCode", "event_codes", NAMED, many=True),
        Part("effective", "effective", Value.MOMENT),
        Part("onset", "onset", Value.MOMENT),
        Part("expires", "expires", Value.MOMENT),
        Part("senderName", "sender_name"),
        Part("headline", "headline"),
        Part("description", "description"),
        Part("instruction", "instruction"),
        Part("web", "web"),
        Part("contact", "contact"),
        Part("parameter", "parameters", NAMED, many=True),
        Part("resource", "resources", RESOURCE, many=True),
        Part("area", "areas", AREA, many=True),
    ),
)
ALERT = Record(
    Alert,
    (
        Part("identifier", "identifier", needed=True),
        Part("sender", "sender", needed=True),
        Part("sent", "sent", Value.MOMENT, needed=True),
        Part("status", "status", STATUSES, needed=True),
        Part("msgType", "message", MESSAGES, needed=True),
        Part("source", "source"),
        Part("scope", "scope", SCOPES, needed=True),
        Part("restriction", "restriction"),
        Part("addresses", "addresses"),
        Part("code", "codes", many=True),
        Part("note", "note"),
        Part("references", "references", Value.REFERENCES),
        Part("incidents", "incidents"),
        Part("info", "infos", INFO, many=True),
    ),
)


def written(moment: datetime) -> str:
    """2026-11-24T09:30:00+03:00"""
    return local(moment).isoformat(timespec="seconds")


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
    if not alert.infos:
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

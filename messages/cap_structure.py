"""What an alert in CAP 1.2 (OASIS) is made of: its parts, and the table of its elements in their fixed order.

Writing (`messages.cap`) and reading (`messages.cap_reading`) go by the same table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from domain.hours import local

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
FAMILY = "urn:oasis:names:tc:emergency:cap:"  # of every version
SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")


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

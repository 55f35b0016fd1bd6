"""Reading an alert that somebody else wrote: nothing in the file is trusted, whatever is wrong is said in plain words.

The structure is checked by our own table (`messages.cap_structure`): OASIS keeps all rights to its schema, and the
schema's errors are no words for an officer.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from domain.refusals import Refusal
from messages.cap import check_names
from messages.cap_structure import ALERT, FAMILY, NAMESPACE, SIGNATURES, Alert, Part, Record, Reference, Value

LARGEST = 1000 * 1024  # bytes; a request is refused unread from 1024 * 1024 on, with what is around the file
YEARS = range(1970, 2201)  # beyond, a moment cannot be shown on every clock

# Entities are refused before parsing; the rest is the second door: no network, no DTD, no tree deeper than 256.
_HARMLESS: dict[str, Any] = {
    "encoding": "utf-8",  # whatever the document says of itself: it was decoded here
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(document: bytes) -> Alert:
    """The alert in a CAP 1.2 document. Raises `Refusal`."""
    root = _parsed(document)
    name = etree.QName(root)
    if name.localname != "alert" or not (name.namespace or "").startswith(FAMILY):
        raise Refusal("This is XML, but no CAP alert.")
    if name.namespace != NAMESPACE:
        raise Refusal("This alert is of another version of CAP: Mbiu reads version 1.2.")
    children = list(root)
    signed = False
    while children and etree.QName(children[-1]).namespace == SIGNATURES:
        signed, _ = True, children.pop()
    alert: Alert = _record("alert", children, ALERT, signed=signed)
    check_names(alert)
    return alert


def _parsed(document: bytes) -> etree._Element:
    if len(document) > LARGEST:
        raise Refusal("The file is larger than %(most)s kilobytes.", most=LARGEST // 1024)
    encoding = next((name for bom, name in _BOMS if document.startswith(bom)), "utf-8")
    try:
        text = document.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal("The file is not text in UTF-8.") from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refusal(
            "The file declares entities or a document type (DOCTYPE): no alert needs them, and they can do harm."
        )
    try:
        return etree.fromstring(text.encode(), etree.XMLParser(**_HARMLESS))
    except etree.XMLSyntaxError as error:
        raise Refusal("The file is not whole XML: it cannot be read beyond line %(line)s.", line=error.lineno) from None


def _record(tag: str, children: list[etree._Element], shape: Record, **more: Any) -> Any:
    """What an element holds, in the order of the table."""
    found: dict[str, list[Any]] = {}
    last = 0
    for place, part, child in _placed(tag, children, shape):
        if place < last:
            raise Refusal("<%(one)s> comes too late in <%(whole)s>: the order is fixed.", one=part.tag, whole=tag)
        if part.attribute in found and not part.many:
            raise Refusal("<%(one)s> comes twice in <%(whole)s>.", one=part.tag, whole=tag)
        last = place
        found.setdefault(part.attribute, []).append(_value(part, child))
    for part in shape.parts:
        if part.needed and not any(found.get(part.attribute, ())):
            raise Refusal("<%(one)s> is missing in <%(whole)s>, or empty.", one=part.tag, whole=tag)
    many = {part.attribute for part in shape.parts if part.many}
    filled = {attribute: tuple(values) if attribute in many else values[0] for attribute, values in found.items()}
    return shape.make(**{attribute: value for attribute, value in filled.items() if value}, **more)


def _placed(tag: str, children: list[etree._Element], shape: Record) -> Iterator[tuple[int, Part, etree._Element]]:
    places = {f"{{{NAMESPACE}}}{part.tag}": (place, part) for place, part in enumerate(shape.parts)}
    for child in children:
        if child.tag not in places:
            name = etree.QName(child).localname
            raise Refusal("<%(one)s> does not belong in <%(whole)s>.", one=name, whole=tag)
        yield *places[child.tag], child


def _value(part: Part, child: etree._Element) -> Any:
    if isinstance(part.what, Record):
        return _record(part.tag, list(child), part.what)
    if len(child):
        raise Refusal("<%(one)s> holds other elements where words should stand.", one=part.tag)
    text = (child.text or "").strip()
    if isinstance(part.what, tuple) and text not in part.what:
        raise Refusal("<%(one)s> says “%(word)s”, which CAP does not know.", one=part.tag, word=text[:60])
    if part.what is Value.MOMENT:
        return _moment(part.tag, text)
    if part.what is Value.NUMBER and not _NUMBER.fullmatch(text):
        raise Refusal("<%(one)s> is not a number.", one=part.tag)
    return tuple(map(_reference, text.split())) if part.what is Value.REFERENCES else text


def _moment(tag: str, text: str) -> datetime:
    if _MOMENT.fullmatch(text):
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            pass  # the 31st of June
        else:
            if found.year not in YEARS:
                raise Refusal("<%(one)s> is of the year %(year)s: no alert of our time.", one=tag, year=found.year)
            return found
    raise Refusal("<%(one)s> is no date and time such as 2026-11-24T09:30:00+03:00.", one=tag)


def _reference(text: str) -> Reference:
    parts = text.split(",")
    if len(parts) != 3:
        raise Refusal("A reference is not sender,identifier,sent.")
    return Reference(parts[0], parts[1], _moment("references", parts[2]))

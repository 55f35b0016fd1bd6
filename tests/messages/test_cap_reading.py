"""Alerts that others wrote, and files that only pretend to be one."""

import time

import pytest

from domain.refusals import Refusal
from messages.cap_reading import LARGEST, read

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
HEAD = "<identifier>KMD-1</identifier><sender>met.example</sender><sent>2026-11-24T09:00:00+03:00</sent>"
ENVELOPE = f"{HEAD}<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
INFO = (
    "<info><category>Met</category><event>Heavy rain</event><urgency>Future</urgency><severity>Severe</severity>"
    "<certainty>Likely</certainty><headline>Rain</headline><area><areaDesc>Kitui</areaDesc></area></info>"
)


def document(body: str = ENVELOPE + INFO, namespace: str = CAP, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<alert xmlns="{namespace}">{body}</alert>'


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {now} "{f"&{then};" * 10}">' for then, now in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_an_alert_of_others_is_read() -> None:
    alert = read(document().encode())

    assert (alert.identifier, alert.sender, alert.sent.isoformat()) == (
        "KMD-1", "met.example", "2026-11-24T09:00:00+03:00",
    )  # fmt: skip
    assert alert.infos[0].language == "en-US"
    assert alert.infos[0].areas[0].words == "Kitui"


def test_comments_a_mark_of_the_encoding_and_utf_16_change_nothing() -> None:
    plain = read(document().encode())

    assert read(document(f"<!-- note -->{ENVELOPE}{INFO}").encode()) == plain
    assert read(document().encode("utf-8-sig")) == plain
    assert read(document().encode("utf-16")) == plain


HOSTILE = {
    "billion laughs": (document(before=f"{LAUGHS}]>"), "DOCTYPE"),
    "external entity": (document(before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
    "quadratic blowup": (document(before=f'<!DOCTYPE a [<!ENTITY x "{"x" * 50_000}">]>'), "DOCTYPE"),
    "an entity nobody declared": (document(ENVELOPE.replace("KMD-1", "&x;")), "not whole XML"),
    "deep nesting": (document("<a>" * 50_000 + "</a>" * 50_000), "not whole XML"),
    "two roots": (document() + "<alert/>", "not whole XML"),
    "cut off": (document()[:-20], "not whole XML"),
    "no XML": ("Mvua itanyesha", "not whole XML"),
    "empty": ("", "not whole XML"),
    "wrong order": (document(ENVELOPE.replace("<sender>met.example</sender>", "") + "<sender>x</sender>"), "too late"),
    "something twice": (document(ENVELOPE.replace("<scope>", "<scope>Public</scope><scope>")), "twice"),
    "something missing": (document(HEAD), "<status> is missing"),
    "something else": (document(ENVELOPE + "<script/>"), "does not belong"),
    "elements in words": (document(ENVELOPE.replace("KMD-1", "<b>KMD</b>")), "other elements"),
    "a word CAP does not know": (document(ENVELOPE.replace("Actual", "Real")), "CAP does not know"),
    "no zone": (document(ENVELOPE.replace("+03:00", "")), "no date and time"),
    "the 31st of June": (document(ENVELOPE.replace("2026-11-24", "2026-06-31")), "no date and time"),
    "an identifier with a comma": (document(ENVELOPE.replace("KMD-1", "KMD,1")), "a comma"),
    "an identifier without end": (document(ENVELOPE.replace("KMD-1", "K" * 501)), "longer than 500 letters"),
    "a sender without end": (document(ENVELOPE.replace("met.example", "m" * 501)), "longer than 500 letters"),
    "the last year there is": (document(ENVELOPE.replace("2026-11-24T09", "9999-12-31T23")), "of the year 9999"),
    "a reference to the first year": (
        document(f"{ENVELOPE}<references>a,b,0001-01-01T00:00:00+00:00</references>"), "of the year 1",
    ),
    "missing references": (document(ENVELOPE.replace(">Alert<", ">Update<")), "does not say which alert"),
    "half a reference": (document(f"{ENVELOPE}<references>a,b</references>"), "not sender,identifier,sent"),
    "a reference to no moment": (document(f"{ENVELOPE}<references>a,b,c</references>"), "no date and time"),
    "an older version": (document(namespace="urn:oasis:names:tc:emergency:cap:1.1"), "version 1.2"),
    "another namespace": (document(namespace="http://www.w3.org/2005/Atom"), "no CAP alert"),
    "an open polygon": (
        document(ENVELOPE + INFO.replace("</areaDesc>", "</areaDesc><polygon>1,2 3,4 5,6</polygon>")), "polygon",
    ),
    "too large": (document(ENVELOPE + "<note>" + "x" * LARGEST + "</note>"), "larger than"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "why"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_is_no_good_alert_is_refused_in_words(body: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(body.encode())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (document(before=f"{LAUGHS}]>").encode("utf-16"), "DOCTYPE"),
        (document().encode("utf-16-le"), "not whole XML"),
        ("<?xml version='1.0' encoding='latin-1'?><alert>Malé</alert>".encode("latin-1"), "UTF-8"),
        (b"\x00\x01\xff\xfe", "UTF-8"),
    ],
)
def test_an_encoding_hides_nothing(body: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(body)


def test_a_hundred_thousand_elements_take_no_time_worth_naming() -> None:
    began = time.process_time()

    assert len(read(document(ENVELOPE + "<code>x</code>" * 70_000).encode()).codes) == 70_000
    assert time.process_time() - began < 3, "it was 12 seconds when each took a copy of those before it"

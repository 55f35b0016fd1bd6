"""What is knocked with: true payloads, changed in one or several places. Hypothesis draws, so that a seed plays it again.

Not schemathesis: it draws from a description of an interface and holds answers against that. Our doors take whatever
a provider's form holds, no description exists, and what they promise is rows, not the shape of an answer.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote_from_bytes

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

LARGEST = 64 * 1024  # bytes
FORM = "application/x-www-form-urlencoded"
MARK = "zqfuzz"  # in everything a person wrote
SECRET, BASE = "of-the-fuzz-alone", "http://127.0.0.1"  # Twilio's, and the address it believes to call
NUMBERS = [f"+2547881{n:05d}" for n in range(400)]

AT = "africastalking"
DOORS: dict[str, dict[str, str]] = {
    f"{AT}/sms": {
        "linkId": "03090445075804249226", "text": f"JIUNGE MUTHA {MARK}", "to": "20880", "id": "", "from": "",
        "date": "2026-11-24 06:30:00", "cost": "None", "networkCode": "63902",
    },
    f"{AT}/ussd": {"sessionId": "", "phoneNumber": "", "networkCode": "63902", "serviceCode": "*384*1234#", "text": ""},
    f"{AT}/ussd-events": {
        "date": "2026-11-24 06:30:00", "sessionId": "", "serviceCode": "*384*1234#", "networkCode": "63902",
        "phoneNumber": "", "status": "Success", "cost": "KES 0.5", "durationInMillis": "9000", "hopsCount": "3",
        "input": f"1*2*{MARK}", "lastAppResponse": "END Asante", "errorMessage": "",
    },
    f"{AT}/delivery": {
        "id": "", "status": "Success", "phoneNumber": "", "networkCode": "63902", "failureReason": "", "retryCount": "0",
    },
    f"{AT}/optout": {"senderId": "MBIU", "phoneNumber": ""},
    f"{AT}/voice": {
        "isActive": "1", "sessionId": "", "direction": "Outbound", "callerNumber": "", "destinationNumber": "",
        "durationInSeconds": "0", "amount": "0.0", "currencyCode": "KES",
    },
    "twilio/sms": {
        "MessageSid": "", "From": "", "To": "+15005550006", "Body": f"STOP {MARK}", "NumMedia": "0", "FromCountry": "KE",
        "ApiVersion": "2010-04-01",
    },
    "twilio/status": {"MessageSid": "", "MessageStatus": "delivered", "To": "", "From": "MBIU", "ErrorCode": ""},
}  # fmt: skip
ITS_ID = {"id", "sessionId", "MessageSid"}
A_NUMBER = {"from", "phoneNumber", "From", "To", "callerNumber", "destinationNumber"}
WORDS_FOR = {
    "status": ["Success", "Sent", "Failed", "Rejected", "Buffered", "Submitted", "AbsentSubscriber", "Incomplete"],
    "failureReason": ["UserInBlackList", "InsufficientCredit", "CouldNotRoute", "DeliveryFailure"],
    "MessageStatus": ["queued", "sent", "delivered", "undelivered", "failed", "read"],
    "ErrorCode": ["30003", "21610", "0", "-1", "99999999999999999999"],
    "isActive": ["0", "1", "2", "true"],
    "senderId": ["MBIU", "20880", "mbiu ", "NOBODY"],
}

KEYS = ["1", "2", "3", "4", "5", "8", "9", "0", "00", "99", "*", "#", "", " ", "STOP", "mutha", "voi", f"Wezi {MARK}"]
ODD_WORDS = [
    "STOP", "ACHA", "DELETE", "FUTA", "JIUNGE", "JOIN SAGALLA", "RIPOTI", f"RIPOTI wezi wameiba mbuzi Mutha {MARK}",
    f"Ameuawa mtu {MARK}", "ubakaji Mutha", f"ENROL +254788100001 Mutha {MARK}", "1", "2", "0", "-1", "9" * 40, "?",
    f"\u202eABC {MARK}\u202c", f"مرحبا {MARK}", f"🔥🐐🇰🇪 {MARK}", "👩‍👩‍👧‍👦" * 20, "e\u0301" * 30, "\u0000", f"a\u0000{MARK}", "\ufeffSTOP",
    "\u200bS\u200bT\u200bO\u200bP", "ＳＴＯＰ", "ĩũ Mũtha", "\r\n\r\n", "%s%n%(x)s{0}{}", "'; DROP TABLE inbox; --", "<script>", "\\", "\x7f",
    "1e309", "NaN", "٣", "²", "Ⅷ", "1.5", "1,000", "\ud7ff\ue000", "\U0010ffff", "*" * 200, "1*" * 90, "\x1b[31m", "\u2028",
]  # fmt: skip
DATES = [
    "0000-00-00 00:00:00", "0001-01-01 00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31 23:59:59",
    "9999-12-31T23:59:59-23:59", "2026-02-30 10:00:00", "2026-W48-2", "20261124T063000Z", "1970-01-01", "-1", "now",
    "2026-11-24 06:30:00+03:00", "2026-11-24 24:00:00", "2016-12-31 23:59:60", "1e9", "2026-11-24T06:30:00.123456789",
]  # fmt: skip
ODD_NUMBERS = [
    "0788100001", "254788100001", "788100001", "+254 788 100 001", "+25478810000", "+1", "+14155550100", "MBIU", "", " ",
    "anonymous", "+" * 50, "0" * 400, "٠٧٨٨١٠٠٠٠١", "+254788100001\x00", "+254788100001;", "tel:+254788100001", "-254788100001",
]  # fmt: skip
RAW = [
    b"%",
    b"%zz",
    b"%u0041",
    b"%2",
    b"%ff%fe",
    b"\xff\xfe",
    b"%ed%a0%80",
    b"%c0%af",
    b"%00",
    b"+",
    b"%f4%90%80%80",
    b"&",
    b"=",
    b";",
]
BODIES = [
    b"", b"&&&&", b"=", b"a", b"%", b"null", b'{"id": "1", "from": "x"}', b"[]", b"\x00" * 10, b"\xff" * 100,
    b'<?xml version="1.0"?><a/>', b"text", b"id=1&id=2", b"sessionId=1",
]  # fmt: skip
TYPES = [
    FORM, f"{FORM}; charset=utf-8", f"{FORM}; charset=utf-16", f"{FORM}; charset=nonsense", "application/json",
    "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "", "a", "application/x-www-form-urlencoded;;;;",
    "text/xml", "image/png",
]  # fmt: skip
HEADERS = [
    ("Accept-Encoding", "br;q=x, gzip;q=-1"), ("Accept-Language", "*" * 500), ("Cookie", "session=a.b.c; =; ;;"),
    ("X-Forwarded-For", "1.2.3.4, ::1, x"), ("X-Forwarded-Proto", "gopher"), ("Range", "bytes=9-1"), ("If-None-Match", '"'),
    ("Authorization", "Basic !!!"), ("Content-Encoding", "gzip"), ("Transfer-Encoding-X", "chunked"), ("User-Agent", "é"),
    ("X-Request-Id", "a b\tc"), ("If-Modified-Since", "yesterday"), ("Origin", "null"), ("X-HTTP-Method-Override", "DELETE"),
    ("Referer", "x" * 4000), ("Expect", "100-continue"), ("X-Twilio-Signature", ""),
]  # fmt: skip
METHODS = ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]
TOKENS = [
    "",
    "wrong",
    "Local",
    "local%20",
    "%6Cocal%00",
    "..",
    "%2e%2e",
    "x" * 2000,
    "%ff",
    "%",
    "local;a=b",
    "é",
    "🔥",
]


RARELY = st.sampled_from([False] * 24 + [True])  # integers are drawn from their edges too often


@dataclass(frozen=True)
class Asked:
    """One request. `authentic`: its token is true and so is its signature, and it is a POST."""

    door: str
    body: bytes = field(repr=False)
    method: str = "POST"
    token: str = "local"
    content_type: str = FORM
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    signed: bool = True

    @property
    def path(self) -> str:
        return f"/hooks/{self.door}" if self.door.startswith("twilio") else f"/hooks/{self.token}/{self.door}"

    @property
    def authentic(self) -> bool:
        if self.method != "POST":
            return False
        return self.signed and _is_a_form(self.body) if self.door.startswith("twilio") else self.token == "local"

    def all_headers(self, base: str = BASE) -> list[tuple[str, str]]:
        sent = [("Content-Type", self.content_type), *self.headers]
        if self.door.startswith("twilio") and self.signed:
            sent = [(name, value) for name, value in sent if name != "X-Twilio-Signature"]
            sent.append(("X-Twilio-Signature", signature(base + self.path, self.body)))
        return sent


Visit = list[list[Asked]]
"""Groups one after the other; those of a group at once."""


def signature(url: str, body: bytes) -> str:
    """As Twilio writes it: over the address and every field, in order. Of a body that is no form, over what it can be."""
    said = url + "".join(name + value for name, value in sorted(fields(body).items()))
    return base64.b64encode(
        hmac.new(SECRET.encode(), said.encode("utf-8", "surrogateescape"), hashlib.sha1).digest()
    ).decode()


def fields(body: bytes) -> dict[str, str]:
    """The fields of a form as anybody reads them; of one that is broken, what can be read."""
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
    return dict(pairs)


def _is_a_form(body: bytes) -> bool:
    """Whether Twilio could have signed it: what it posts says nothing twice, and is UTF-8."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        return False
    return len(dict(pairs)) == len(pairs)


def _value(name: str) -> SearchStrategy[str]:
    if name in ITS_ID:
        return st.integers(0, 3000).map(lambda n: f"fuzz-{n}") | st.sampled_from(
            [*ODD_WORDS, "x" * 199, "x" * 200, "x" * 201]
        )
    if name in A_NUMBER:
        return st.sampled_from(NUMBERS) | st.sampled_from(ODD_NUMBERS)
    if name == "date":
        return st.sampled_from(DATES)
    if name in WORDS_FOR:
        return st.sampled_from(WORDS_FOR[name]) | st.sampled_from(ODD_WORDS)
    return st.sampled_from(ODD_WORDS) | st.text(max_size=60).map(lambda s: s.encode("utf-8", "replace").decode() + MARK)


@st.composite
def _pairs(draw: DrawFn, door: str) -> list[tuple[bytes, bytes]]:
    """The fields of one payload as bytes, quoted: as they should be, and then not."""
    form = dict(DOORS[door])
    for name in form:
        if name in ITS_ID:
            form[name] = f"fuzz-{draw(st.integers(0, 10**9))}"
        elif name in A_NUMBER:
            form[name] = draw(st.sampled_from(NUMBERS))
    for name in draw(st.lists(st.sampled_from(sorted(form)), max_size=3, unique=True)):
        form[name] = draw(_value(name))
    pairs = [
        (quote_from_bytes(n.encode()).encode(), quote_from_bytes(v.encode("utf-8", "replace")).encode())
        for n, v in form.items()
    ]
    for _ in range(draw(st.integers(0, 2))):
        pairs = draw(_spoilt(pairs))
    return pairs


@st.composite
def _spoilt(draw: DrawFn, pairs: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    at = draw(st.integers(0, len(pairs) - 1)) if pairs else 0
    how = draw(
        st.sampled_from(["keep", "keep", "missing", "repeated", "empty", "raw", "huge", "many", "shuffled", "stranger"])
    )
    if not pairs or how == "keep":
        return pairs
    name, value = pairs[at]
    match how:
        case "missing":
            return pairs[:at] + pairs[at + 1 :]
        case "repeated":
            return [*pairs, pairs[at]]
        case "empty":
            return [*pairs[:at], (name, b""), *pairs[at + 1 :]]
        case "raw":
            return [*pairs[:at], (name, value + draw(st.sampled_from(RAW))), *pairs[at + 1 :]]
        case "huge":
            unit = draw(st.sampled_from([b"a", b"%00", b"9", b"%F0%9F%90%90", b"+", b"STOP+"]))
            return [*pairs[:at], (name, unit * draw(st.sampled_from([200, 2000, 10000]))), *pairs[at + 1 :]]
        case "many":
            return pairs + [(b"f%d" % n, b"1") for n in range(draw(st.sampled_from([50, 99, 100, 101, 1000])))]
        case "shuffled":
            return draw(st.permutations(pairs))
        case _:
            return [*pairs, (draw(st.sampled_from([b"", b"%00", b"__class__", b"text%5B%5D"])), value)]


@st.composite
def _body(draw: DrawFn, door: str) -> bytes:
    if draw(RARELY):
        return draw(st.sampled_from(BODIES) | st.binary(max_size=200))
    body = b"&".join(name + b"=" + value for name, value in draw(_pairs(door)))
    if draw(RARELY):
        return body + b"&pad=" + b"x" * max(LARGEST + draw(st.sampled_from([-1, 0, 1, 1000])) - len(body) - 5, 0)
    return body


@st.composite
def asked(draw: DrawFn) -> Asked:
    door = draw(st.sampled_from(sorted(DOORS)))
    body = draw(_body(door))
    usual = draw(st.sampled_from([True, True, False]))
    content_type = FORM if usual else draw(st.sampled_from(TYPES))
    headers = () if usual else tuple(draw(st.lists(st.sampled_from(HEADERS), max_size=3, unique=True)))
    if draw(RARELY):
        return Asked(
            door, body, token=draw(st.sampled_from(TOKENS)), content_type=content_type, headers=headers, signed=False
        )
    method = draw(st.sampled_from(METHODS)) if draw(RARELY) else "POST"
    return Asked(door, body, method, content_type=content_type, headers=headers)


@st.composite
def _session(draw: DrawFn) -> Visit:
    """One call by USSD, key by key; now and then a turn is asked twice at once, or does not follow from the last."""
    session, number = f"fuzz-{draw(st.integers(0, 10**9))}", draw(st.sampled_from(NUMBERS))
    keys = draw(st.lists(st.sampled_from(KEYS) | st.sampled_from(ODD_WORDS), max_size=9))
    typed, turns = "", []
    for key in ["", *keys]:
        typed = key if not typed else f"{typed}*{key}"
        form = DOORS[f"{AT}/ussd"] | {"sessionId": session, "phoneNumber": number, "text": typed}
        turn = Asked(f"{AT}/ussd", "&".join(
            f"{name}={quote_from_bytes(value.encode('utf-8', 'replace'))}" for name, value in form.items()
        ).encode())  # fmt: skip
        turns.append([turn] * draw(st.sampled_from([1, 1, 1, 1, 2])))
        if draw(RARELY):
            typed = draw(st.sampled_from(["", "1", "1*2", "*"]))
    return turns


visits: SearchStrategy[Visit] = st.one_of(
    asked().map(lambda one: [[one]]),
    asked().map(lambda one: [[one]]),
    asked().map(lambda one: [[one, one], [one]]),
    _session(),
)

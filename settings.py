"""Every setting of the service, read once at the door from the environment; nothing else reads it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from domain import db, local_run
from domain.vault import BadKeys, Vault

Network = IPv4Network | IPv6Network

LOCALES = Path(__file__).parent / "locales"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
LONGEST_LINE = 300  # letters
BESIDE_US = "127.0.0.0/8,::1"  # a proxy on the same machine
SHORTEST_KEY, SHORTEST_TOKEN = 32, 16  # letters; what is random and so long is not guessed


class MissingSetting(SystemExit):
    """The service refuses to start; the message names what is missing."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Values as the parts of the service want them. `local` is one machine with no account anywhere.

    Printed, it shows nothing that would open a door: a test holds that a new field is shown only on purpose.
    """

    local: bool
    data: Path
    database_url: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)  # the first signs, each is believed
    vault: Vault = field(repr=False)
    key_texts: tuple[str, ...] = field(repr=False)  # of MBIU_KEYS, as they are written there
    public_base_url: str
    proxies: tuple[Network, ...]  # whose word about where a request comes from is taken
    hook_tokens: tuple[str, ...] = field(repr=False)
    metrics_tokens: tuple[str, ...] = field(repr=False)  # without one there is no /metrics
    ussd_code: str
    sms_price: Decimal
    africastalking_username: str
    africastalking_api_key: str = field(repr=False)
    africastalking_sender_id: str | None
    africastalking_peace_sender_id: str | None
    africastalking_short_code: str
    africastalking_keyword: str  # the word that routes a shared short code to us; empty for one of our own
    africastalking_base_url: str | None
    africastalking_batch: int
    africastalking_voice_number: str | None  # calls to sources go out from it
    twilio_account_sid: str | None
    twilio_auth_tokens: tuple[str, ...] = field(repr=False)  # the first calls Twilio, each checks what Twilio signs
    twilio_from: str | None
    alert_seal: tuple[bytes, bytes] | None = field(repr=False)  # key and certificate that sign public alerts, PEM
    reporter_days: int  # after closing, a reporter's number is deleted
    controller: str  # who answers for people's data, with an address; "" until it is filled in
    controller_contact: str
    odpc_number: str  # of registration with the Data Commissioner
    pace: Mapping[str, int]  # the most parts a second, by provider's name, where there is a limit
    departures_copy: Path | None  # a second folder for the list of who left, off this machine if it can be

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must stand in no log, whoever writes it there: also what is only a part of a setting."""
        several = (*self.secret_keys, *self.hook_tokens, *self.metrics_tokens, *self.twilio_auth_tokens)
        return (*several, *self.key_texts, *db.passwords(self.database_url), self.africastalking_api_key)

    @property
    def simulated(self) -> bool:
        """Whether the built-in phone network takes the place of Africa's Talking: never beside a real account."""
        return self.local and _simulated(self.africastalking_username, self.twilio_account_sid)

    @property
    def departure_folders(self) -> tuple[Path, ...]:
        """Where the clock writes down who left, and a restore reads it."""
        return (self.data / "departures", *((self.departures_copy,) if self.departures_copy else ()))


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. A local run (`MBIU_LOCAL=1`) makes its own secrets under MBIU_DATA; any other needs them all.

    Raises `MissingSetting`.
    """
    values = {name: value.strip() for name, value in environment.items()}
    local = values.get("MBIU_LOCAL") == "1"
    port = int(_number(values, "PORT", 8000, least=1, most=65535))
    data = Path(values.get("MBIU_DATA") or "var")
    if local:
        # Beside the web, honcho gives each process a PORT of its own: where the web is, only PUBLIC_BASE_URL tells.
        base = (values.get("PUBLIC_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
        simulated = _simulated(values.get("AFRICASTALKING_USERNAME") or "sandbox", values.get("TWILIO_ACCOUNT_SID"))
        made_up = local_run.values(base, data, simulated=simulated)
        values = {**made_up, **{name: value for name, value in values.items() if value}}
    _read_keys(values)
    _require(values)
    tokens, metrics_tokens = _several(values["HOOK_TOKENS"]), _several(values.get("MBIU_METRICS_TOKEN", ""))
    _check(values, tokens, metrics_tokens, local)
    try:
        vault = Vault.parse(values["MBIU_KEYS"])
    except BadKeys as fault:
        raise MissingSetting(f"Mbiu does not start: {fault}.") from None
    return Settings(
        local=local,
        data=data,
        database_url=values["DATABASE_URL"],
        secret_keys=_several(values["SECRET_KEY"]),
        vault=vault,
        key_texts=tuple(entry.partition("=")[2] for entry in _several(values["MBIU_KEYS"])),
        public_base_url=values["PUBLIC_BASE_URL"].rstrip("/"),
        proxies=_proxies(values),
        hook_tokens=tokens,
        metrics_tokens=metrics_tokens,
        ussd_code=values.get("MBIU_USSD_CODE") or "*384*1234#",
        sms_price=_number(values, "MBIU_SMS_PRICE", Decimal("0.8"), least=0, most=1000),
        africastalking_username=values["AFRICASTALKING_USERNAME"],
        africastalking_api_key=values["AFRICASTALKING_API_KEY"],
        africastalking_sender_id=values.get("AFRICASTALKING_SENDER_ID") or None,
        africastalking_peace_sender_id=values.get("AFRICASTALKING_PEACE_SENDER_ID") or None,
        africastalking_short_code=values["AFRICASTALKING_SHORT_CODE"],
        africastalking_keyword=values.get("AFRICASTALKING_KEYWORD") or "",
        africastalking_base_url=values.get("AFRICASTALKING_BASE_URL") or None,
        africastalking_batch=int(_number(values, "AFRICASTALKING_BATCH", 100, least=1, most=1000)),
        africastalking_voice_number=values.get("AFRICASTALKING_VOICE_NUMBER") or None,
        twilio_account_sid=values.get("TWILIO_ACCOUNT_SID") or None,
        twilio_auth_tokens=_several(values.get("TWILIO_AUTH_TOKEN", "")),
        twilio_from=values.get("TWILIO_FROM") or None,
        alert_seal=_seal(values),
        reporter_days=int(_number(values, "MBIU_REPORTER_DAYS", 90, least=1, most=365)),
        controller=_line(values, "MBIU_CONTROLLER"),
        controller_contact=_line(values, "MBIU_CONTROLLER_CONTACT"),
        odpc_number=_line(values, "MBIU_ODPC_NUMBER"),
        pace={
            provider: int(_number(values, name, 0, least=1, most=100_000))
            for provider, name in PACES.items()
            if values.get(name)
        },
        departures_copy=Path(values["MBIU_DEPARTURES_COPY"]) if values.get("MBIU_DEPARTURES_COPY") else None,
    )


REQUIRED = (
    "DATABASE_URL",
    "SECRET_KEY",
    "MBIU_KEYS",
    "PUBLIC_BASE_URL",
    "HOOK_TOKENS",
    "AFRICASTALKING_USERNAME",
    "AFRICASTALKING_API_KEY",
    "AFRICASTALKING_SHORT_CODE",
)
PACES = {"africastalking": "AFRICASTALKING_PACE", "twilio": "TWILIO_PACE"}
SEAL = ("MBIU_CAP_KEY", "MBIU_CAP_CERTIFICATE")
TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")


def _read_keys(values: dict[str, str]) -> None:
    """Take MBIU_KEYS from the file that MBIU_KEYS_FILE names, an entry a line or with commas."""
    if not (path := values.get("MBIU_KEYS_FILE")):
        return
    try:
        values["MBIU_KEYS"] = ",".join(Path(path).read_text().split())
    except (OSError, UnicodeDecodeError):
        raise MissingSetting("Mbiu does not start: MBIU_KEYS_FILE names no file that can be read.") from None


def _require(values: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED if not values.get(name)]
    if any(values.get(name) for name in TWILIO):
        missing += [name for name in TWILIO if not values.get(name)]
    if any(values.get(name) for name in SEAL):
        missing += [name for name in SEAL if not values.get(name)]
    if missing:
        raise MissingSetting(f"Mbiu does not start: set {', '.join(missing)} (README, Settings).")


def _seal(values: Mapping[str, str]) -> tuple[bytes, bytes] | None:
    """The two files alerts are signed with, where they are named: RSA, or an elliptic curve, and its certificate."""
    if not values.get(SEAL[0]):
        return None
    try:
        key, certificate = (Path(values[name]).read_bytes() for name in SEAL)
        private = load_pem_private_key(key, None)
        fits = private.public_key() == load_pem_x509_certificate(certificate).public_key()
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        fits = False
    if not fits or not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        fault = "MBIU_CAP_KEY and MBIU_CAP_CERTIFICATE must name a key without a password and its certificate, both PEM"
        raise MissingSetting(f"Mbiu does not start: {fault} (README, Settings).")
    return key, certificate


def _check(values: Mapping[str, str], tokens: tuple[str, ...], metrics_tokens: tuple[str, ...], local: bool) -> None:
    """Refuse what would start and be open to strangers. What is secret is not repeated."""
    base = urlsplit(values["PUBLIC_BASE_URL"])
    faults = {
        "MBIU_LOCAL=1 is for PUBLIC_BASE_URL on this very machine": local and base.hostname not in LOOPBACK,
        "PUBLIC_BASE_URL must begin with https://": not local and (base.scheme != "https" or not base.hostname),
        f"each key in SECRET_KEY needs {SHORTEST_KEY} letters": not local
        and min(map(len, _several(values["SECRET_KEY"])), default=0) < SHORTEST_KEY,
        "HOOK_TOKENS names no token": not tokens,
        f"each of HOOK_TOKENS needs {SHORTEST_TOKEN} letters": not local
        and any(len(token) < SHORTEST_TOKEN for token in tokens),
        f"each of MBIU_METRICS_TOKEN needs {SHORTEST_TOKEN} letters": any(
            len(token) < SHORTEST_TOKEN for token in metrics_tokens
        ),
    }
    found = [fault for fault, is_so in faults.items() if is_so]
    if found:
        raise MissingSetting(f"Mbiu does not start: {found[0]} (README, Settings).")


def _several(text: str) -> tuple[str, ...]:
    """Secrets of which two live while one is changed for the other: separated by a comma, the newest first."""
    return tuple(secret.strip() for secret in text.split(",") if secret.strip())


def _proxies(values: Mapping[str, str]) -> tuple[Network, ...]:
    """The addresses or networks of our own proxies; `none` where nobody stands in front of us."""
    text = values.get("MBIU_PROXIES") or BESIDE_US
    try:
        return tuple(ip_network(each) for each in _several(text) if text != "none")
    except ValueError:
        fault = "MBIU_PROXIES must be addresses or networks like 10.0.0.0/8, or none"
        raise MissingSetting(f"Mbiu does not start: {fault} (README, Settings).") from None


def _number(values: Mapping[str, str], name: str, otherwise: int | Decimal, *, least: int, most: int) -> Decimal:
    text = values.get(name) or str(otherwise)
    whole = isinstance(otherwise, int)
    pattern = r"[0-9]{1,6}" if whole else r"[0-9]{1,6}(\.[0-9]{1,4})?"
    if not re.fullmatch(pattern, text) or not least <= Decimal(text) <= most:
        kind = "whole number" if whole else "number"
        raise MissingSetting(f"Mbiu does not start: {name} must be a {kind} from {least} to {most}.")
    return Decimal(text)


def _line(values: Mapping[str, str], name: str) -> str:
    """A line for everybody to read, on the page of the privacy notice."""
    text = values.get(name) or ""
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise MissingSetting(f"Mbiu does not start: {name} must be one line of at most {LONGEST_LINE} letters.")
    return text


def _simulated(username: str | None, twilio_account_sid: str | None) -> bool:
    return username == "sandbox" and not twilio_account_sid

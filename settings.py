"""Every setting of the service, read once at the door from the environment; nothing else reads it."""

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from domain.embedded import Postgres
from domain.vault import BadKeys, Vault

LOCALES = Path(__file__).parent / "locales"


class MissingSetting(SystemExit):
    """The service refuses to start; the message names what is missing."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Values as the parts of the service want them. `local` is one machine with no account anywhere."""

    local: bool
    port: int
    data: Path
    database_url: str
    secret_key: str
    vault: Vault
    public_base_url: str
    hook_tokens: tuple[str, ...]
    ussd_code: str
    sms_price: Decimal
    africastalking_username: str
    africastalking_api_key: str
    africastalking_sender_id: str | None
    africastalking_short_code: str
    africastalking_base_url: str | None
    africastalking_batch: int
    twilio_account_sid: str | None
    twilio_auth_token: str | None
    twilio_from: str | None

    @property
    def simulated(self) -> bool:
        """Whether the built-in phone network takes the place of Africa's Talking: never beside a real account."""
        return self.local and self.africastalking_username == "sandbox" and self.twilio_account_sid is None


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. A local run (`MBIU_LOCAL=1`) makes its own secrets under MBIU_DATA; any other needs them all.

    Raises `MissingSetting`.
    """
    values = {name: value.strip() for name, value in environment.items()}
    local = values.get("MBIU_LOCAL") == "1"
    port = int(values.get("PORT") or 8000)
    data = Path(values.get("MBIU_DATA") or "var")
    if local:
        # Beside the web, honcho gives each process a PORT of its own: where the web is, only PUBLIC_BASE_URL tells.
        base = (values.get("PUBLIC_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
        values = {**_local_values(base, data), **{name: value for name, value in values.items() if value}}
    _require(values)
    try:
        vault = Vault.parse(values["MBIU_KEYS"])
    except BadKeys as fault:
        raise MissingSetting(f"Mbiu does not start: {fault}.") from None
    return Settings(
        local=local,
        port=port,
        data=data,
        database_url=values["DATABASE_URL"],
        secret_key=values["SECRET_KEY"],
        vault=vault,
        public_base_url=values["PUBLIC_BASE_URL"].rstrip("/"),
        hook_tokens=tuple(token for token in values["HOOK_TOKENS"].split(",") if token),
        ussd_code=values.get("MBIU_USSD_CODE") or "*384*1234#",
        sms_price=Decimal(values.get("MBIU_SMS_PRICE") or "0.8"),
        africastalking_username=values["AFRICASTALKING_USERNAME"],
        africastalking_api_key=values["AFRICASTALKING_API_KEY"],
        africastalking_sender_id=values.get("AFRICASTALKING_SENDER_ID") or None,
        africastalking_short_code=values["AFRICASTALKING_SHORT_CODE"],
        africastalking_base_url=values.get("AFRICASTALKING_BASE_URL") or None,
        africastalking_batch=int(values.get("AFRICASTALKING_BATCH") or 100),
        twilio_account_sid=values.get("TWILIO_ACCOUNT_SID") or None,
        twilio_auth_token=values.get("TWILIO_AUTH_TOKEN") or None,
        twilio_from=values.get("TWILIO_FROM") or None,
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
TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")


def _require(values: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED if not values.get(name)]
    if any(values.get(name) for name in TWILIO):
        missing += [name for name in TWILIO if not values.get(name)]
    if missing:
        raise MissingSetting(f"Mbiu does not start: set {', '.join(missing)} (README, Settings).")


def _local_values(base: str, data: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": Postgres(data / "postgres").url,
        "SECRET_KEY": _kept(data / "secret_key", lambda: os.urandom(32).hex()),
        "MBIU_KEYS": _kept(data / "keys", Vault.new_keys),
        "PUBLIC_BASE_URL": base,
        "HOOK_TOKENS": "local",
        "AFRICASTALKING_USERNAME": "sandbox",
        "AFRICASTALKING_API_KEY": "local",
        "AFRICASTALKING_SENDER_ID": "MBIU",
        "AFRICASTALKING_SHORT_CODE": "20880",
        "AFRICASTALKING_BASE_URL": f"{base}/simulator/africastalking",
    }


def _kept(path: Path, make: Callable[[], str]) -> str:
    """A secret of a local run: made once, readable by its owner alone; several processes starting at once agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whoever links first has made it; the others read theirs
        draft.unlink()
    return path.read_text().strip()

"""The settings of a run on one machine with no account anywhere: secrets of its own, and the simulator's account."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from domain.embedded import Postgres
from domain.vault import Vault


def values(base: str, data: Path, *, simulated: bool) -> dict[str, str]:
    """What it makes up, by name. Beside a real account, not `simulated`, it is nothing that strangers could know."""
    secrets = {
        "DATABASE_URL": Postgres(data / "postgres").url,
        "SECRET_KEY": _kept(data / "secret_key", lambda: os.urandom(32).hex()),
        "MBIU_KEYS": _kept(data / "keys", Vault.new_keys),
        "PUBLIC_BASE_URL": base,
    }
    if not simulated:
        return secrets
    return secrets | {
        "HOOK_TOKENS": "local",
        "AFRICASTALKING_USERNAME": "sandbox",
        "AFRICASTALKING_API_KEY": "local",
        "AFRICASTALKING_SENDER_ID": "MBIU",
        "AFRICASTALKING_SHORT_CODE": "20880",
        "AFRICASTALKING_BASE_URL": f"{base}/simulator/africastalking",
        "AFRICASTALKING_VOICE_NUMBER": "+254711082000",
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

"""Every setting is documented, and a production run with a missing secret refuses to start and names it."""

import ast
import base64
import pickle
import re
import traceback
from dataclasses import fields
from pathlib import Path

import pytest

from domain.vault import Vault
from settings import REQUIRED, SEAL, TWILIO, MissingSetting, from_environment
from tests.certificates import make_seal

ROOT = Path(__file__).parents[2]

PRODUCTION = {
    "DATABASE_URL": "postgresql://db.example/mbiu",
    "SECRET_KEY": "s" * 64,
    "MBIU_KEYS": Vault.new_keys(),
    "PUBLIC_BASE_URL": "https://mbiu.example",
    "HOOK_TOKENS": "first-and-longer-than-needed,second-and-as-long-again",
    "AFRICASTALKING_USERNAME": "mbiu",
    "AFRICASTALKING_API_KEY": "key",
    "AFRICASTALKING_SHORT_CODE": "20880",
}


def names_read() -> set[str]:
    """Every name in capitals that settings.py mentions as a string."""
    strings = {
        node.value
        for node in ast.walk(ast.parse((ROOT / "settings.py").read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {word for word in strings if re.fullmatch(r"[A-Z]+(_[A-Z]+)+|PORT", word)}


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()

    assert not sorted(word for word in names_read() if f"`{word}`" not in readme)


def test_a_whole_environment_starts() -> None:
    settings = from_environment(PRODUCTION)

    assert settings.hook_tokens == ("first-and-longer-than-needed", "second-and-as-long-again")
    assert not settings.simulated


def test_what_must_stand_in_no_log_is_known_as_it_is_written_and_as_it_is_meant() -> None:
    secrets = {
        secret
        for where in ("mbiu:p%40ss%2Dword@db/mbiu", "db/mbiu?user=mbiu&password=p%40ss%2Dword")
        for secret in from_environment({**PRODUCTION, "DATABASE_URL": f"postgresql://{where}"}).secrets
        if "ss" in secret
    }

    assert secrets >= {"p%40ss%2Dword", "p@ss-word"}
    keys = {entry.partition("=")[2] for entry in PRODUCTION["MBIU_KEYS"].split(",")}
    assert keys <= set(from_environment(PRODUCTION).secrets)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_refuses_to_start_and_is_named(name: str) -> None:
    with pytest.raises(MissingSetting, match=name):
        from_environment({**PRODUCTION, name: " "})


def test_half_of_twilio_is_refused() -> None:
    with pytest.raises(MissingSetting, match=TWILIO[1]):
        from_environment({**PRODUCTION, TWILIO[0]: "AC1", TWILIO[2]: "MBIU"})


def test_the_key_of_alerts_comes_with_its_own_certificate(tmp_path: Path) -> None:
    key, certificate = make_seal()
    names = dict(zip(SEAL, (str(tmp_path / "key"), str(tmp_path / "certificate")), strict=True))
    (tmp_path / "key").write_bytes(key)
    (tmp_path / "certificate").write_bytes(certificate)

    assert from_environment(PRODUCTION).alert_seal is None
    assert from_environment({**PRODUCTION, **names}).alert_seal == (key, certificate)
    (tmp_path / "certificate").write_bytes(make_seal()[1])
    for wrong in (names, {SEAL[0]: names[SEAL[0]]}, {**names, SEAL[0]: str(tmp_path / "none")}):
        with pytest.raises(MissingSetting, match="MBIU_CAP_CERTIFICATE"):
            from_environment({**PRODUCTION, **wrong})


@pytest.mark.parametrize(
    "keys",
    ["", "k1=short", "k1=!!!,lookup=!!!", "lookup=" + base64.b64encode(bytes(32)).decode(), "k1", "k1=,lookup="],
)
def test_keys_that_cannot_be_used_are_refused_without_repeating_them(keys: str) -> None:
    with pytest.raises(MissingSetting) as refusal:
        from_environment({**PRODUCTION, "MBIU_KEYS": keys})

    assert "MBIU_KEYS" in str(refusal.value)
    assert "!!!" not in str(refusal.value)


def test_a_local_run_makes_its_own_secrets_and_keeps_them(tmp_path: Path) -> None:
    first = from_environment({"MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path)})
    second = from_environment({"MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path)})

    assert first.secret_keys == second.secret_keys
    assert first.simulated
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_there_is_no_simulator_beside_a_real_account(tmp_path: Path) -> None:
    local = {**PRODUCTION, "MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path), "PUBLIC_BASE_URL": "http://127.0.0.1:8000"}

    assert not from_environment(local).simulated
    assert not from_environment(PRODUCTION).simulated


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"), ("PORT", "0"), ("AFRICASTALKING_BATCH", "0"), ("AFRICASTALKING_BATCH", "1001"),
        ("AFRICASTALKING_BATCH", "-5"), ("AFRICASTALKING_BATCH", "1e2"), ("MBIU_SMS_PRICE", "KES 1"),
        ("MBIU_SMS_PRICE", "NaN"), ("MBIU_SMS_PRICE", "-1"), ("SECRET_KEY", "hard to guess"), ("HOOK_TOKENS", " , ,"),
        ("HOOK_TOKENS", "short"), ("HOOK_TOKENS", f"{'a' * 20}, short"), ("PUBLIC_BASE_URL", "http://mbiu.example"),
        ("PUBLIC_BASE_URL", "mbiu.example"), ("MBIU_PROXIES", "1"), ("MBIU_PROXIES", "10.0.0.1/8"),
        ("SECRET_KEY", f"{'a' * 40},short"), ("PUBLIC_BASE_URL", "https://"),
    ],
)  # fmt: skip
def test_what_would_start_and_be_wrong_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(MissingSetting, match=name):
        from_environment({**PRODUCTION, name: value})


@pytest.mark.parametrize("name", ["SECRET_KEY", "TWILIO_AUTH_TOKEN"])
def test_two_of_a_secret_live_while_one_is_changed_for_the_other(name: str) -> None:
    two = from_environment({**PRODUCTION, **dict.fromkeys(TWILIO, "given"), name: f"{'n' * 40}, {'o' * 40}"})

    found = {"SECRET_KEY": two.secret_keys, "TWILIO_AUTH_TOKEN": two.twilio_auth_tokens}[name]
    assert found == ("n" * 40, "o" * 40)


@pytest.mark.parametrize(
    ("said", "found"),
    [("", ["127.0.0.0/8", "::1/128"]), ("none", []), ("10.0.0.0/8, 192.0.2.1", ["10.0.0.0/8", "192.0.2.1/32"])],
)
def test_whose_word_about_the_visitor_is_taken_is_said(said: str, found: list[str]) -> None:
    assert [str(network) for network in from_environment({**PRODUCTION, "MBIU_PROXIES": said}).proxies] == found


def test_blanks_around_a_hook_token_are_no_part_of_it() -> None:
    tokens = from_environment({**PRODUCTION, "HOOK_TOKENS": f" {'a' * 20} , {'b' * 20},"}).hook_tokens

    assert tokens == ("a" * 20, "b" * 20)


def test_a_local_run_on_a_public_address_is_refused(tmp_path: Path) -> None:
    local = {"MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path)}

    with pytest.raises(MissingSetting, match="MBIU_LOCAL"):
        from_environment({**local, "PUBLIC_BASE_URL": "https://mbiu.example"})
    assert from_environment({**local, "PUBLIC_BASE_URL": "http://localhost:8000"}).simulated


@pytest.mark.parametrize("real", [{"AFRICASTALKING_USERNAME": "mbiu"}, dict.fromkeys(TWILIO, "given")])
def test_nothing_of_the_simulator_stands_in_beside_a_real_account(tmp_path: Path, real: dict[str, str]) -> None:
    with pytest.raises(MissingSetting, match="HOOK_TOKENS"):
        from_environment({"MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path), **real})


# What may be read by whoever sees the settings printed: a field is hidden until it is put here on purpose.
SHOWN = {
    "local", "data", "public_base_url", "ussd_code", "sms_price", "africastalking_username", "africastalking_sender_id",
    "africastalking_peace_sender_id", "africastalking_short_code", "africastalking_keyword", "africastalking_base_url",
    "africastalking_batch", "africastalking_voice_number", "twilio_account_sid", "twilio_from", "reporter_days", "pace",
    "proxies", "controller", "controller_contact", "odpc_number", "departures_copy",
}  # fmt: skip


def test_settings_print_no_secret_and_cannot_be_pickled() -> None:
    with_twilio = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "twilio-token", "TWILIO_FROM": "MBIU"}
    database = "postgresql://mbiu:hunter2@db.example/mbiu"  # pragma: allowlist secret
    given = {**PRODUCTION, **with_twilio, "DATABASE_URL": database}
    settings = from_environment({**given, "AFRICASTALKING_API_KEY": "atsk-secret"})
    keys = [entry.partition("=")[2] for entry in given["MBIU_KEYS"].split(",") if "=" in entry]
    hidden = ["hunter2", "s" * 64, "first-and", "second-and", "atsk-secret", "twilio-token", *keys]

    try:
        raise ValueError(settings)
    except ValueError:
        broken = traceback.format_exc()
    for printed in (
        repr(settings),
        str(settings),
        f"{settings}",
        broken,
        repr(settings.vault),
        repr(vars(settings.vault)),
    ):
        assert not [secret for secret in hidden if secret in printed]
    with pytest.raises(TypeError):
        pickle.dumps(settings)
    assert {field.name for field in fields(settings) if field.repr} == SHOWN


def test_keys_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(PRODUCTION["MBIU_KEYS"].replace(",", "\n") + "\n")
    without = {name: value for name, value in PRODUCTION.items() if name != "MBIU_KEYS"}

    assert from_environment({**without, "MBIU_KEYS_FILE": str(tmp_path / "keys")}).vault.names == ["k1"]
    with pytest.raises(MissingSetting, match="MBIU_KEYS_FILE"):
        from_environment({**without, "MBIU_KEYS_FILE": str(tmp_path / "none")})

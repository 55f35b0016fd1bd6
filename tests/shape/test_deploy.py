"""What lies under `deploy/` fits together and the settings; systemd and Caddy read it where they are installed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from settings import REQUIRED, from_environment

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))


def example() -> dict[str, str]:
    """The settings a county begins with, as systemd reads them."""
    made = subprocess.run([sys.executable, DEPLOY / "secrets"], capture_output=True, text=True, check=True).stdout
    lines = ((DEPLOY / "mbiu.env.example").read_text() + made).splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value.strip("'") for name, _, value in pairs}


def test_the_example_with_its_secrets_lacks_the_account_and_nothing_else() -> None:
    account = {name: "given" for name in REQUIRED if name.startswith("AFRICASTALKING")}

    settings = from_environment(example() | account)

    assert [name for name in REQUIRED if not example().get(name)] == list(account)
    assert (settings.local, str(settings.data)) == (False, "/var/lib/mbiu")
    assert settings.vault.bound_only, "a new service has nothing that is not bound to its row (docs/keys.md)"


def test_a_shell_reads_the_example_as_systemd_does() -> None:
    said = subprocess.run(
        ["sh", "-c", f'set -a; . "{DEPLOY}/mbiu.env.example"; env -0'],
        capture_output=True,
        text=True,
        check=True,
        env={},
    ).stdout
    from_shell = dict(pair.split("=", 1) for pair in said.split("\0") if "=" in pair)

    assert {name: from_shell[name] for name in example() if name in from_shell} == {
        name: value for name, value in example().items() if name in from_shell
    }
    assert "DATABASE_URL" in from_shell


def test_the_web_unit_starts_what_the_procfile_starts() -> None:
    def flags(line: str) -> set[str]:
        return set(re.findall(r"--[a-z0-9-]+", line)) | set(re.findall(r"[a-z]+:[a-z]+$", line))

    [procfile] = [line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:")]
    [unit] = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "systemd" / "mbiu-web@.service").read_text(), re.M)

    assert flags(unit) == flags(procfile)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    folder = tmp_path / "system"
    shutil.copytree(DEPLOY / "systemd", folder)
    for unit in folder.glob("*.service"):  # the programs are not here: any other that is stands for them
        unit.write_text(re.sub(r"/opt/mbiu/current/\.venv/bin/\w+", "/bin/true", unit.read_text()))
    names = [unit.name.replace("@.", "@8001.") for unit in UNITS if unit.is_file()]
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *(str(folder / name) for name in names)],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:"},
    )

    assert [line for line in found.stderr.splitlines() if "mbiu" in line] == []


@pytest.mark.skipif(not shutil.which("caddy"), reason="there is no caddy here")
def test_caddy_understands_its_file_and_never_sends_a_body_twice(tmp_path: Path) -> None:
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    said = subprocess.run(command, capture_output=True, text=True, env={"HOME": str(tmp_path)})

    assert said.returncode == 0, said.stderr
    assert "buffer_requests" in said.stdout
    assert "try_duration" not in said.stdout
    assert "retries" not in said.stdout

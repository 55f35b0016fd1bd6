"""The Word file is opened by an office program, and every ĩ and ũ is still there in print."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from domain.languages import Language
from domain.scripts import Script, Speech, rows
from messages.radio_document import sheet
from messages.radio_docx import as_docx
from tests.programs import needed

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
WORDS = "Kĩw'ũ nĩ kyũ, ĩvinda ya mbua yĩ vakuvĩ. Ũtethyo: *384*1234#. ĨŨĩũ"


def test_a_script_prints_with_every_letter_of_kamba(tmp_path: Path) -> None:
    soffice, pdftotext = needed("soffice", "pdftotext")
    speeches = [Speech(speaker="Msomaji wa taarifa", words=WORDS, language=Language.KAMBA)] * 40
    script = Script(
        week=date(2026, 11, 30), county="kitui", language=Language.KAMBA, spoken=Language.KAMBA,
        speeches=rows(speeches), missing=[], drafted_at=NOW,
    )  # fmt: skip
    file = tmp_path / "script.docx"
    file.write_bytes(as_docx(sheet(script, county="Kitui", reviewer=None, reader=Language.ENGLISH), NOW))

    office = [soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    subprocess.run(
        [*office, "--convert-to", "pdf", "--outdir", tmp_path, file], check=True, capture_output=True, timeout=120
    )
    printed = subprocess.run(
        [pdftotext, "-layout", tmp_path / "script.pdf", "-"], check=True, capture_output=True, timeout=30
    ).stdout.decode()

    for letter in "ĩũĨŨ":
        assert printed.count(letter) == 40 * WORDS.count(letter)
    assert "Page 2 of " in printed

"""Sentences that leave as a file and come back: through the console, and from the command line."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot import wording_files, words
from bot.console.wording_lists import key_of
from bot.fresh import Fresh
from domain.audit import Audit
from domain.languages import Language
from domain.wordings import Wording
from messages.catalog import Catalog
from tests.bot.conftest import SignIn

FILE = "/console/wordings/kam/file"
PO = "/console/wordings/kam/messages.po"
Edit = Callable[[str, str, str], str]


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fresh, "PATIENCE", 0.0)


@pytest.fixture
def speaker(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """A reviewer of Kamba at the console."""
    sign_in(client, "mutheu")
    return client


def entry(po: str, msgid: str) -> str:
    """One entry of a file with its comments."""
    return next(block for block in po.split("\n\n") if f'msgid "{msgid}"' in block)


def edited(po: str, msgid: str, text: str | None, *, fuzzy: bool = False, plain: str = "") -> str:
    """The file after a speaker worked on one entry in a plain editor; without text only the fuzzy mark goes."""
    before = entry(po, msgid)
    after = before if fuzzy else before.replace("#, fuzzy\n", "").replace("#, fuzzy, ", "#, ")
    if text is not None:
        after = re.sub(r'msgstr ".*"', f'msgstr "{text}"', after)
    if plain:
        after = f"# plain: {plain}\n{after}"
    return po.replace(before, after)


def bring(client: FlaskClient, po: str | bytes, address: str = FILE) -> TestResponse:
    body = po.encode() if isinstance(po, str) else po
    return client.post(address, data={"file": (io.BytesIO(body), "kam.po")})


def confirm(client: FlaskClient, compared: TestResponse) -> TestResponse:
    """Press the button below the comparison, as a browser sends it."""
    [form] = BeautifulSoup(compared.text, "html.parser").select(f'form[action="{FILE}/sign"]')
    hidden = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}
    text = form.textarea.text.removeprefix("\n").replace("\n", "\r\n")  # type: ignore[union-attr]
    return client.post(
        f"{FILE}/sign", data={**hidden, "text": text, "dialect": "Kitui"}, content_type="multipart/form-data"
    )


def ledger(session: Session) -> list[tuple[str, str, str]]:
    session.rollback()
    return [(line.msgid, line.text, line.plain) for line in session.scalars(select(Wording).order_by(Wording.id))]


def said(answer: TestResponse) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def test_the_file_is_the_one_in_the_tree_but_for_the_line_of_the_ledger(speaker: FlaskClient) -> None:
    po = speaker.get(PO).text
    tree = Path("locales/kam/LC_MESSAGES/messages.po").read_text(encoding="utf-8")

    def bare(text: str) -> list[str]:
        marks = ("# ledger: ", "#, fuzzy", "#", '"Generated-By: ')  # the last is whatever Babel is installed
        return [line for line in text.splitlines() if not line.startswith(marks) or line.startswith(("#.", "#:", "# "))]

    assert "# ledger: 0" in po
    assert [line for line in bare(po) if line != "# ledger: 0"] == [line for line in bare(tree) if line != "#"]


def test_words_go_out_and_come_back_signed(speaker: FlaskClient, session: Session) -> None:
    po = speaker.get(PO).text
    po = edited(po, words.BACK, "Sỹoka".replace("ỹ", "y"))
    po = edited(po, words.MORE, "Mbĩange", plain="Mbiange")
    po = edited(po, words.EMERGENCY_NUMBERS, "Namba sya ũtethyo wa mĩtũkĩ", plain="Namba sya mituki")
    po = edited(po, words.CONTINUE, "Endeea mbee", fuzzy=True)  # still a draft: not taken
    po = edited(po, words.HOW_TO_LEAVE, None)  # the draft is right: only the mark went
    po = edited(po, words.SKIP, "Eka")

    compared = bring(speaker, po)
    assert "Will be signed: 5" in said(compared)
    assert ledger(session) == []
    signed = confirm(speaker, compared)

    assert signed.status_code == 303, said(signed)
    draft = Catalog.load(Path("locales")).entries[Language.KAMBA][words.HOW_TO_LEAVE]
    assert sorted(ledger(session)) == sorted(
        [
            (words.BACK, "Syoka", "Syoka"),
            (words.MORE, "Mbĩange", "Mbiange"),
            (words.EMERGENCY_NUMBERS, "Namba sya ũtethyo wa mĩtũkĩ", "Namba sya mituki"),
            (words.HOW_TO_LEAVE, draft.text, draft.plain),
            (words.SKIP, "Eka", "Eka"),
        ]
    )
    acts = session.scalars(select(Audit).where(Audit.subject == "words kam")).all()
    assert [(act.what, act.detail["sentences"]) for act in acts] == [("signed words of a file", 5)]
    again = speaker.get(PO).text
    assert "#, fuzzy" not in entry(again, words.BACK)
    assert "# plain: Namba sya mituki" in entry(again, words.EMERGENCY_NUMBERS)
    assert "# plain:" not in entry(again, words.MORE)  # that is what its letters give anyway
    assert "This file changes nothing that can be signed." in said(bring(speaker, again))


def test_bringing_the_same_file_twice_signs_once(speaker: FlaskClient, session: Session) -> None:
    po = edited(speaker.get(PO).text, words.SKIP, "Eka")
    confirm(speaker, bring(speaker, po))

    again = confirm(speaker, bring(speaker, po))

    assert again.status_code == 303
    assert len(ledger(session)) == 1


def test_errors_are_told_by_entry_and_the_rest_can_be_signed(speaker: FlaskClient, session: Session) -> None:
    po = speaker.get(PO).text
    po = edited(po, words.HOW_TO_LEAVE, "Kũtia Mbiu.")
    po = edited(po, words.YOUR_WARD, "Wadi yaku.")
    po = edited(po, words.MORE, "M" * 15)
    po = edited(po, words.SKIP, "Eka")
    po += '\nmsgid "No such sentence"\nmsgstr "Vai"\n\nmsgid "One"\nmsgid_plural "Many"\nmsgstr[0] "Ĩmwe"\n'

    compared = bring(speaker, po)

    page = said(compared)
    assert "Cannot be signed: 3" in page
    assert "Keep STOP in capitals" in page
    assert "Keep %(ward)s, once" in page
    assert "15 letters long, and there is room for 14" in page
    assert "Not sentences of Mbiu: 2" in page
    assert "No such sentence" in page
    assert "One / Many" in page
    assert confirm(speaker, compared).status_code == 303
    assert ledger(session) == [(words.SKIP, "Eka", "Eka")]


def test_what_somebody_changed_after_the_export_is_not_undone(speaker: FlaskClient, session: Session) -> None:
    po = speaker.get(PO).text
    online = {"text": "Syoka ĩtina", "dialect": "Machakos", "seen": "0"}
    speaker.post(f"/console/wordings/kam/{key_of(words.BACK)}", data=online)
    po = edited(edited(po, words.BACK, "Vinda"), words.SKIP, "Eka")

    page = said(bring(speaker, po))

    assert "Somebody changed this sentence after the file was exported" in page
    assert "Will be signed: 1" in page
    untouched = said(bring(speaker, edited(speaker.get(PO).text, words.SKIP, "Eka")))
    assert "Cannot be signed" not in untouched


def test_a_plain_form_that_was_forgotten_is_noticed(speaker: FlaskClient) -> None:
    form = {"text": "Mbĩange", "plain": "Mbeange", "dialect": "Kitui", "seen": "0"}
    speaker.post(f"/console/wordings/kam/{key_of(words.MORE)}", data=form)
    po = speaker.get(PO).text

    assert "# plain: Mbeange" in entry(po, words.MORE)
    assert "their plain form did not" in said(bring(speaker, edited(po, words.MORE, "Ĩngĩ")))


def test_who_signs_while_a_comparison_is_read_is_not_written_over(speaker: FlaskClient, session: Session) -> None:
    compared = bring(speaker, edited(speaker.get(PO).text, words.SKIP, "Eka"))
    online = {"text": "Vĩtya", "dialect": "Machakos", "seen": "0"}
    speaker.post(f"/console/wordings/kam/{key_of(words.SKIP)}", data=online)

    late = confirm(speaker, compared)

    assert late.status_code == 409
    assert "Somebody signed while you read." in said(late)
    assert [text for _, text, _ in ledger(session)] == ["Vĩtya"]


def test_a_file_that_does_not_say_when_it_left_signs_only_changed_words(speaker: FlaskClient) -> None:
    po = re.sub("# ledger: .*\n", "", speaker.get(PO).text).replace("#, fuzzy\n", "")

    page = said(bring(speaker, edited(po, words.SKIP, "Eka")))

    assert "The file does not say when it was exported" in page
    assert "Will be signed: 1" in page


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b'msgid "Back"\nmsgstr "Syoka\n', "The file is broken near line 2"),
        (b'msgid "Back"\nmsgstr Syoka\n', "The file is broken near line 2"),
        ("msgid \"Back\"\nmsgstr \"S\u0169\"\n".encode("utf-16"), "not in UTF-8"),
        (b'msgid ""\nmsgstr "Language: dav\\n"\n\nmsgid "Back"\nmsgstr "Wuya"\n', "another language (dav)"),
        (b"", "Choose a .po file"),
        (b"\x00\x00", "Choose a .po file"),
        (b"PK\x03\x04 not a file of words", "The file is broken near line 1"),
        (b"# nothing but a comment\n", "Choose a .po file"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=nosuch\\n"\n\nmsgid "Back"\nmsgstr "S"\n', ""),
        (b'msgid ""\nmsgstr "POT-Creation-Date: yesterday\\n"\n\nmsgid "Back"\nmsgstr "S"\n', ""),
        (b'msgid ""\nmsgstr "Plural-Forms: nonsense\\n"\n\nmsgid "Back"\nmsgstr "S"\n', ""),
        (b"#" * (wording_files.LARGEST + 1), "too large: at most 256 kilobytes"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_explained_and_nothing_is_signed(
    speaker: FlaskClient, session: Session, file: bytes, why: str
) -> None:
    answer = bring(speaker, file)

    assert answer.status_code in ((422,) if why else (200, 422))
    assert why in said(answer)
    assert ledger(session) == []


def test_the_button_without_a_file_is_explained(speaker: FlaskClient) -> None:
    answer = speaker.post(FILE, data={})

    assert answer.status_code == 422
    assert "Choose a .po file" in said(answer)


def test_a_speaker_of_another_language_brings_nothing(client: FlaskClient, sign_in: SignIn, session: Session) -> None:
    sign_in(client, "mwakio")
    po = edited(client.get(PO).text, words.SKIP, "Eka")

    assert "You do not sign texts in this language." in said(bring(client, po))
    assert client.post(f"{FILE}/sign", data={"text": po, "seen": "0", "dialect": "Bura"}).status_code == 422
    assert ledger(session) == []


# From the command line.


def run(app: Flask, *command: str, typed: str = "") -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["words", *command], input=typed)
    return done.exit_code, done.output


def test_a_file_goes_out_and_comes_back_by_the_command_line(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "kam.po"
    assert run(app, "export", "kam", str(path))[0] == 0
    po = edited(edited(path.read_text(encoding="utf-8"), words.SKIP, "Eka"), words.YOUR_WARD, "Wadi yaku.")
    path.write_text(po, encoding="utf-8")
    bring_it = ("import", "kam", str(path), "--signer", "Ndanu Muli", "--dialect", "Kitui")

    refused = run(app, *bring_it, typed="n\n")
    assert ledger(session) == []
    code, output = run(app, *bring_it, typed="y\n")

    assert "Nothing was signed." in refused[1]
    assert code == 0, output
    assert "cannot be signed: Your ward: %(ward)s." in output
    assert "Sentences signed: 1." in output
    [line] = session.scalars(select(Wording)).all()
    assert (line.text, line.signer, line.dialect, line.officer_id) == ("Eka", "Ndanu Muli", "Kitui", None)


def test_a_broken_file_is_explained_on_the_command_line(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "kam.po"
    path.write_text('msgid "Back"\nmsgstr "Syoka\n', encoding="utf-8")

    code, output = run(app, "import", "kam", str(path), "--signer", "Ndanu", "--dialect", "Kitui", "--yes")

    assert code == 1
    assert "The file is broken near line 2." in output


def test_what_was_signed_can_be_committed_back_into_the_tree(app: Flask, speaker: FlaskClient, tmp_path: Path) -> None:
    for msgid, text, plain in ((words.SKIP, "Eka", ""), (words.MORE, "Mbĩange", "Mbeange")):
        form = {"text": text, "plain": plain, "dialect": "Kitui", "seen": "0"}
        assert speaker.post(f"/console/wordings/kam/{key_of(msgid)}", data=form).status_code == 303

    for language in ("sw", "kam", "dav"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        assert run(app, "export", language, str(folder / "messages.po"))[0] == 0
    assert run(app, "ledger", str(tmp_path / "ledger.csv"))[0] == 0

    entries = Catalog.load(tmp_path).entries[Language.KAMBA]
    assert {msgid for msgid, one in entries.items() if one.signed} == {words.SKIP, words.MORE}
    assert (entries[words.MORE].text, entries[words.MORE].plain) == ("Mbĩange", "Mbeange")
    assert entries[words.MORE].signers[0].name == "Mutheu Nzioka"
    with (tmp_path / "ledger.csv").open(encoding="utf-8", newline="") as file:
        assert csv.DictReader(file).fieldnames == ["language", "msgid", "fingerprint", "signer", "dialect", "date"]

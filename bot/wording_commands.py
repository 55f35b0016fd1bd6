"""`flask --app wsgi words …`: what phones say, exported, signed from a file, and the ledger of signatures."""

from pathlib import Path

import click
from flask.cli import AppGroup

from bot import wording_files
from bot.services import commit, services, session
from domain import audit, wordings
from domain.languages import Language
from domain.refusals import Refusal
from domain.wordings import Signer
from messages.catalog import TRANSLATED
from settings import LOCALES

words = AppGroup("words", help="What phones say, and who signed it.")
LANGUAGE = click.Choice([language.value for language in TRANSLATED])


@words.command("export")
@click.argument("language", type=LANGUAGE)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_words(language: str, file: Path) -> None:
    """Write the sentences of a language as they count now to a .po file; what nobody signed is fuzzy."""
    text = wording_files.export(
        LOCALES, services().newest_words(session()), Language(language), wordings.newest(session())
    )
    file.write_text(text, encoding="utf-8")
    click.echo(f"{file}: written.")


@words.command("ledger")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_ledger(file: Path) -> None:
    """Write the signatures under the words that count now, in the form of locales/ledger.csv."""
    file.write_text(wording_files.filed_csv(services().newest_words(session())), encoding="utf-8")
    click.echo(f"{file}: written.")


@words.command("import")
@click.argument("language", type=LANGUAGE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--signer", required=True, help="The speaker whose words these are.")
@click.option("--dialect", required=True, help="Where the speaker's way of speaking is from.")
@click.option("--yes", is_flag=True, help="Sign without asking.")
def import_words(language: str, file: Path, signer: str, dialect: str, yes: bool) -> None:
    """Show what a .po file changes, ask, and sign it in a speaker's name."""
    spoken = Language(language)
    try:
        changes = _compared(spoken, file)
        if not changes or not (yes or click.confirm(f"Sign {len(changes)} sentences as {signer} ({dialect})?")):
            click.echo("Nothing was signed.")
            return
        now = services().now()
        signed = wording_files.sign_all(session(), spoken, changes, Signer(signer, dialect), now)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    detail = {"sentences": signed, "signer": signer, "by": "command line"}
    audit.record(session(), None, "signed words of a file", f"words {spoken}", now=now, **detail)
    commit()
    click.echo(f"Sentences signed: {signed}.")


def _compared(language: Language, file: Path) -> list[wording_files.Change]:
    """What the file would change, printed with what is wrong in it."""
    text = wording_files.decoded(file.read_bytes())
    found = wording_files.compare(session(), services().files, language, text)
    for msgid in found.strangers:
        click.echo(f"not a sentence of Mbiu: {msgid}", err=True)
    for change in found.refused:
        click.echo(f"cannot be signed: {change.msgid}\n  {change.text}\n  {change.refusal}", err=True)
    for change in found.changes:
        click.echo(f"{change.msgid}\n- {change.entry.text}\n+ {change.text}")
        if change.plain != change.text:
            click.echo(f"+ {change.plain} (on phones)")
    return found.changes

"""A script as the file somebody takes."""

from flask import Response, abort

from bot.console.words import interface
from bot.services import services, session
from domain.officers import Officer
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from domain.stations import Station
from messages.radio_document import as_text, sheet
from messages.radio_docx import as_docx

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def answer(
    script: Script, version: ScriptVersion, kind: str, *, station: Station | None = None, minutes: int | None = None
) -> Response:
    """A file of this version: for a station, in its slot and at its presenters' speed, or whole."""
    if kind == "pdf":
        abort(404)
    signer = session().get(Officer, version.signer_id) if version.signer_id else None
    model = sheet(
        script,
        version,
        county=services().places[script.county].name,
        reviewer=signer.name if signer else None,
        reader=interface(),
    )
    content = as_docx(model, version.made_at) if kind == "docx" else as_text(model)
    draft = "" if version.state is State.APPROVED else "-DRAFT"
    name = f"mbiu-{script.county}-{script.language}-{script.week}{draft}.{kind}"
    return Response(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

"""Files a browser fetches once: their address holds a hash of what is in them, so what it has never grows old."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request

from bot.headers import A_YEAR


def register(app: Flask) -> None:
    app.url_defaults(add_version)
    app.after_request(keep)


def add_version(endpoint: str, values: dict[str, object]) -> None:
    """Put the hash into the address of a file, whoever builds it."""
    if is_static(endpoint) and "filename" in values:
        values.setdefault("v", _version(_folder(endpoint), str(values["filename"])))


def keep(response: Response) -> Response:
    """Let anybody keep a file asked for by the hash it has now; any other is asked for again."""
    if is_static(request.endpoint) and response.status_code in (200, 304):
        name = str((request.view_args or {})["filename"])
        if request.args.get("v") == _version(_folder(str(request.endpoint)), name):
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def is_static(endpoint: str | None) -> bool:
    """Whether it is the view of a folder of files: ours, or that of a blueprint."""
    return (endpoint or "").rpartition(".")[2] == "static"


def _folder(endpoint: str) -> str:
    of = endpoint.rpartition(".")[0]
    return str((current_app.blueprints[of] if of else current_app).static_folder)


@cache
def _version(folder: str, name: str) -> str:
    file = Path(folder, name)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""

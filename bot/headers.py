"""What every answer carries so that a browser keeps it to itself."""

from flask import Flask, Response, request

from bot.services import services

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 365 * 24 * 3600  # seconds


def register(app: Flask) -> None:
    app.after_request(harden)


def harden(response: Response) -> Response:
    """Add the headers; what a view has set itself is kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if not services().settings.local:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    return response

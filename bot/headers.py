"""What every answer carries so that a browser keeps it to itself."""

from flask import Flask, Response

from bot.services import services

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            # Markup comes into a page by the one policy our scripts make, and by no other way.
            "require-trusted-types-for 'script'",
            "trusted-types mbiu",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 365 * 24 * 3600  # seconds


def register(app: Flask) -> None:
    app.after_request(harden)


def harden(response: Response) -> Response:
    """Add the headers; what a view has set itself is kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if not services().settings.local:
        # For this name alone: a county's domain carries other sites, and a year of theirs is not ours to promise.
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    return response

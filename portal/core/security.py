"""Headers on every answer: strict content policy, no sniffing, no framing, private pages never stored."""

from __future__ import annotations

from flask import Flask, Response, request

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
)
POLICY = "; ".join(DIRECTIVES)
YEAR = 31_536_000
REVALIDATED = {"static_file", "service_worker"}  # say themselves how long they may be kept; hold nothing of anybody


def install_security(app: Flask) -> None:
    """Set the headers after each request; never reads the person, so it holds while the database is down."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.endpoint not in REVALIDATED:
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        return response

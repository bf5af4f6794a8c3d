"""Every setting of the portal: its name in the environment, its default and what it does.

`docs/settings.md` prints this table; a test holds the two together.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

DEMO, PRODUCTION = "demo", "production"
SHORTEST_SECRET = 32


class Unfit(RuntimeError):
    """The configuration would make an unsafe portal; the message says which setting to change and how."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: `default` is used when it is unset; `says` is one line for the administrator."""

    name: str
    default: str
    says: str


SETTINGS = (
    Setting("RAYON_MODE", DEMO, "demo: loads the demo organisation, catches mail; production: refuses unsafe settings"),
    Setting("DATABASE_URL", "", "sqlite:///path or postgresql+psycopg://…; empty: an SQLite file under var/"),
    Setting("SECRET_KEY", "", "signs cookies and tokens, at least 32 characters; empty in demo mode: made once"),
    Setting("BASE_URL", "", "address of the portal in mails, such as https://rayon.firm.example"),
    Setting("HOST", "127.0.0.1", "address the web server listens on"),
    Setting("PORT", "8000", "port the web server listens on"),
    Setting("PROXIES", "0", "how many proxies stand in front, whose X-Forwarded headers are believed"),
    Setting("WEB_WORKERS", "2", "number of web processes"),
    Setting("COOKIE_SECURE", "", "1: cookies travel over HTTPS only; empty: 1 in production, 0 in demo mode"),
    Setting("MAIL_HOST", "127.0.0.1", "SMTP server"),
    Setting("MAIL_PORT", "8025", "port of the SMTP server"),
    Setting("MAIL_FROM", "Rayon <rayon@rayon.example>", "sender of all mail"),
    Setting("DEMO_MAIL_DIR", "", "folder of the mail catcher of the demo; empty: var/mail"),
    Setting("TIME_ZONE", "Europe/Amsterdam", "zone in which times are shown; the database holds UTC"),
    Setting("SESSION_IDLE_HOURS", "12", "a sign-in unused for so many hours ends"),
    Setting("SESSION_DAYS", "14", "a sign-in ends after so many days at the latest"),
    Setting("MAX_UPLOAD_MB", "10", "largest upload in megabytes"),
    Setting("IMPORT_ROWS_DAYS", "30", "rows and file name of an import are kept so many days; its counts stay"),
)


def _secret_of_the_demo() -> str:
    """The key of a demo on this machine, made at the first start and kept in var/ so that sign-ins outlive restarts."""
    file = VAR / "secret-key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def load(given: dict | None = None) -> dict:
    """Flask configuration from the environment, with `given` (settings by name, or Flask's own keys) on top.

    Raises `Unfit` where production would be unsafe.
    """
    given = dict(given or {})
    value = {s.name: given.pop(s.name, None) or os.environ.get(s.name) or s.default for s in SETTINGS}
    mode = value["RAYON_MODE"]
    if mode not in {DEMO, PRODUCTION}:
        raise Unfit("RAYON_MODE must be demo or production.")
    secure = value["COOKIE_SECURE"] == "1" if value["COOKIE_SECURE"] else mode == PRODUCTION
    if mode == PRODUCTION:
        _refuse_unsafe(value, secure=secure)
    if not value["SECRET_KEY"]:
        value["SECRET_KEY"] = _secret_of_the_demo()
    if not value["DATABASE_URL"]:
        VAR.mkdir(parents=True, exist_ok=True)
        value["DATABASE_URL"] = f"sqlite:///{VAR / 'rayon.sqlite3'}"
    return (
        value
        | {
            "SQLALCHEMY_DATABASE_URI": value["DATABASE_URL"],
            "MAX_CONTENT_LENGTH": int(value["MAX_UPLOAD_MB"]) * 1_000_000 + 100_000,
            "MAX_FORM_MEMORY_SIZE": 4_000_000,
            "SESSION_COOKIE_NAME": "__Host-rayon" if secure else "rayon",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            "BABEL_DEFAULT_LOCALE": "en",
            "BABEL_DEFAULT_TIMEZONE": value["TIME_ZONE"],
        }
        | given
    )


def _refuse_unsafe(value: dict, *, secure: bool) -> None:
    if len(value["SECRET_KEY"]) < SHORTEST_SECRET or len(set(value["SECRET_KEY"])) < SHORTEST_SECRET // 3:
        raise Unfit("Set SECRET_KEY to at least 32 random characters, for example from `openssl rand -base64 48`.")
    if not secure:
        raise Unfit("Production needs cookies over HTTPS only: remove COOKIE_SECURE or set it to 1.")
    if not value["BASE_URL"].startswith("https://"):
        raise Unfit("Set BASE_URL to the https:// address of the portal; links in mails are made from it.")

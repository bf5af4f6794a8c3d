"""What went wrong, as a page or a fragment in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from portal.core.hx import is_partial

PAGES = {403, 404, 405, 409, 413, 422, 429, 500, 503}
METHOD_NOT_ALLOWED = 405


class Refused(Exception):
    """A move or an input that the rules refuse; `code` is looked up among the sentences when shown."""

    status = 422

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class TooLate(Refused):
    """The thing moved on since the person looked: the page is drawn again as it is now (409)."""

    status = 409


class Stale(TooLate):
    """Somebody else changed it meanwhile: `rev` is the present version and `now` its values by field."""

    def __init__(self, rev: int, now: dict[str, Any]) -> None:
        super().__init__("changed_meanwhile")
        self.rev, self.now = rev, now


def _page(status: int) -> Any:
    shown = status if status in PAGES else (500 if status >= 500 else 404)
    if shown == METHOD_NOT_ALLOWED:  # an address that only takes posts is no page to a reader
        shown = 404
    if is_partial():  # the page's script says it in a toast; a whole page would land inside a fragment
        return make_response("", status)
    return make_response(render_template(f"errors/{shown}.html"), status)


def install_errors(app: Flask) -> None:
    """Register the error pages; a database that does not answer is a 503 that promises nothing."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if isinstance(error, CSRFError):
            return app.extensions["rayon.expired"]()
        if error.response is not None:
            return error.response
        return _page(error.code or 500)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Any:
        return _page(error.status if error.status == TooLate.status else 422)

    @app.errorhandler(IntegrityError)
    @app.errorhandler(DataError)
    def impossible(error: DBAPIError) -> Any:
        """Two at once wrote what only one may, or a value no row can hold: nothing was stored, and that is certain."""
        app.logger.error("refused by the database on %s", request.endpoint, exc_info=error)
        return _page(409 if isinstance(error, IntegrityError) else 422)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(DBAPIError)
    def database(error: DBAPIError) -> Any:
        app.logger.error("database: %s on %s", type(error.orig).__name__, request.endpoint)
        g.frameless = True  # drawing the frame of the signed-in person needs the database that just failed
        response = make_response("" if is_partial() else render_template("errors/503.html"), 503)
        response.headers["Retry-After"] = "5"
        return response

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Any:
        app.logger.error("fault on %s", request.endpoint, exc_info=error)
        g.frameless = True
        return make_response("" if is_partial() else render_template("errors/500.html"), 500)

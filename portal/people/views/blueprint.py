"""The blueprint of sign-in and of a person's own page."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)

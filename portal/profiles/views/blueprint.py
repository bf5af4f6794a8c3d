"""The blueprint that the pages of profiles share."""

from flask import Blueprint

blueprint = Blueprint("profiles", __name__, url_prefix="/profiles")

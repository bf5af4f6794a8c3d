"""The blueprint of the account plans' pages."""

from flask import Blueprint

blueprint = Blueprint("plans", __name__, url_prefix="/plans")

"""The blueprint of /me/data and of what a person asks about a record; pages of /admin/privacy hang on /admin."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)

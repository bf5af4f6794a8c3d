"""The pages of sign-in and of a person's own settings: one file per page group, on one blueprint."""

from portal.people.views import device, finding, links, own, sign_in
from portal.people.views.blueprint import blueprint
from portal.people.views.sign_in import ask_to_sign_in, expired

__all__ = ["ask_to_sign_in", "blueprint", "device", "expired", "finding", "links", "own", "sign_in"]

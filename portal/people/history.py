"""Sentences of the history about people and the organisation."""

from portal.core.audit import sentences
from portal.core.policy import N_

sentences(
    {
        "signed_in": N_("Signed in"),
        "sign_in_failed": N_("A sign-in failed"),
        "signed_out": N_("Signed out"),
        "administrator_appointed": N_("First administrator added"),
    }
)

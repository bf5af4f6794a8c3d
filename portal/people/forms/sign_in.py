"""Sign-in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from portal.core.forms import Form, at_most, one_line, required


class SignInForm(Form):
    """E-mail and password; the password is taken exactly as typed."""

    email = StringField(_l("E-mail address"), [required(_l("Fill in your e-mail address.")), at_most(200), one_line])
    password = PasswordField(_l("Password"), [required(_l("Fill in your password.")), at_most(200)])

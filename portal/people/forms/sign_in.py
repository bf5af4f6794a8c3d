"""Sign-in, and a forgotten password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from portal.core.forms import Form, at_most, one_line, required


class ForgotForm(Form):
    """The address of the account."""

    email = StringField(_l("E-mail address"), [required(_l("Fill in your e-mail address.")), at_most(200), one_line])


class SignInForm(ForgotForm):
    """E-mail and password; the password is taken exactly as typed."""

    password = PasswordField(_l("Password"), [required(_l("Fill in your password.")), at_most(200)])

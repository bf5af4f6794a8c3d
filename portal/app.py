"""The application: configuration, extensions, packages. No routes, no logic."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_htmx import HTMX
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import portal.coaching.models
import portal.coaching.views
import portal.core.receipts
import portal.customers.figures
import portal.customers.history
import portal.customers.importing
import portal.customers.jobs
import portal.customers.models
import portal.customers.own_data
import portal.customers.views
import portal.demo.cli
import portal.demo.views
import portal.documents.own_data
import portal.duties.division_own_data
import portal.duties.figures
import portal.duties.history
import portal.duties.jobs
import portal.duties.models
import portal.duties.own_data
import portal.duties.privacy
import portal.duties.views
import portal.home.figures
import portal.home.views
import portal.imports.history
import portal.imports.jobs
import portal.imports.models
import portal.imports.organisation
import portal.imports.own_data
import portal.imports.views
import portal.people.cli
import portal.people.history
import portal.people.jobs
import portal.people.organisation
import portal.people.reach
import portal.people.scopes
import portal.people.views
import portal.plans.figures
import portal.plans.hand_over
import portal.plans.history
import portal.plans.jobs
import portal.plans.own_data
import portal.plans.panels
import portal.plans.preparing
import portal.plans.privacy
import portal.plans.reporting
import portal.plans.views
import portal.plans.views.reports
import portal.plans.views.rollup
import portal.plans.views.targets
import portal.privacy.figures
import portal.privacy.history
import portal.privacy.install
import portal.privacy.jobs
import portal.privacy.models
import portal.privacy.panels
import portal.privacy.sign_ins
import portal.privacy.sources
import portal.privacy.views
import portal.profiles.cli
import portal.profiles.history
import portal.profiles.jobs
import portal.profiles.own_data
import portal.profiles.views
import portal.talks.models
import portal.talks.views
import portal.visits.figures
import portal.visits.followup_jobs
import portal.visits.followup_panel
import portal.visits.followup_words
import portal.visits.hand_over
import portal.visits.history
import portal.visits.importing
import portal.visits.models
import portal.visits.own_data
import portal.visits.privacy
import portal.visits.views
from portal import config
from portal.core import assets, commands, errors, figures, i18n, numbers, routes, security
from portal.core.db import db
from portal.core.policy import install_gate
from portal.demo.guard import refuse_demo_sign_ins
from portal.home import navigation
from portal.people import sign_in
from portal.people.session_cookies import TwoCookies


def create_app(given: dict[str, Any] | None = None) -> Flask:
    """A configured portal. Raises `config.Unfit` when production would be unsafe."""
    app = Flask(__name__, static_folder=None)
    app.config.update(config.load(given))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["mode"] = app.config["RAYON_MODE"]
    if proxies := int(app.config["PROXIES"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
    db.init_app(app)
    install_gate(app)
    portal.imports.views.install_imports(app)
    CSRFProtect(app)
    HTMX(app)
    _install_sign_in(app)
    i18n.install_i18n(app)
    figures.install_figures(app)
    portal.privacy.install.install_privacy(app)
    numbers.install_numbers(app)
    assets.install_assets(app)
    security.install_security(app)
    errors.install_errors(app)
    routes.install_routes(app)
    for blueprint in (
        portal.people.views.blueprint,
        portal.people.organisation.blueprint,
        portal.privacy.views.blueprint,
        portal.profiles.views.blueprint,
        portal.customers.views.blueprint,
        portal.imports.views.blueprint,
        portal.home.figures.blueprint,
        portal.plans.views.blueprint,
        portal.plans.views.reports.blueprint,
        portal.visits.views.blueprint,
        portal.coaching.views.blueprint,
        portal.talks.views.blueprint,
        portal.duties.views.blueprint,
        portal.home.views.blueprint,
    ):
        app.register_blueprint(blueprint)
    if app.config["RAYON_MODE"] == config.DEMO:
        app.register_blueprint(portal.demo.views.blueprint)
    navigation.install_navigation(app)
    commands.install_commands(app)
    app.cli.add_command(portal.people.cli.people_cli)
    app.cli.add_command(portal.demo.cli.demo_cli)
    app.cli.add_command(portal.profiles.cli.profiles_cli)
    refuse_demo_sign_ins(app)
    return app


def _install_sign_in(app: Flask) -> None:
    app.session_interface = TwoCookies()
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # its processor asks the database, even for the page of a fault
    app.jinja_env.globals["current_user"] = current_user
    manager.user_loader(sign_in.whose)
    manager.unauthorized_handler(portal.people.views.ask_to_sign_in)
    app.extensions["rayon.expired"] = portal.people.views.expired

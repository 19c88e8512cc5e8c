"""Monter: which of our stands gave which families? `create_app` is the table of contents."""

from flask import Flask

from config import settings


def create_app(config: dict | None = None) -> Flask:
    """The application, ready to serve. `config` overrides what `config.settings()` reads from the environment."""
    from . import rail, wiring  # here, so that a command line can see to how it is loaded

    app = Flask("app", static_folder="web/static", static_url_path="/static", template_folder=None)
    app.config.update(settings())
    app.config.update(config or {})
    wiring.settings(app)
    wiring.templates(app)
    wiring.fresh_files(app)
    wiring.store(app)
    wiring.languages(app)
    wiring.security(app)
    wiring.staff_sign_in(app)
    wiring.pages(app)
    rail.navigation(app)
    wiring.links(app)
    wiring.commands(app)
    wiring.guards(app)
    return app

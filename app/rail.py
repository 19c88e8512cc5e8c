"""Where does the staff's rail lead, and where on it is one?"""

from flask import Flask, request, url_for

from .accounts.access import can, is_signed_in, me
from .i18n import _l

# label, endpoint, icon, permission: the first five are the rail's main places
PLACES = (
    (_l("Idag"), "desk.today", "today", "see plans"),
    (_l("Aktiviteter"), "events.year", "flag", "see plans"),
    (_l("Intressen"), "leads.index", "people", "see people"),
    (_l("Kalender"), "calendars.index", "calendar", "see plans"),
    (_l("Resultat"), "reports.index", "chart", "see results"),
    (_l("Överlämnat"), "handover.index", "handed", "see people"),
    (_l("Medhjälpare"), "register.index", "person", "see rosters"),
    (_l("Ambassadörer"), "ambassadors.index", "people", "work leads"),
    (_l("Inställningar"), "accounts.settings", "settings", "manage organisation"),
    (_l("Brevlåda"), "mail.mailbox", "mail", "see plans"),
)


# pages with an address of their own that are reached from a place of the rail, and lie under it
ALSO = {
    "events.year": ("/staff/stand", "/staff/hours"),
    "accounts.settings": ("/staff/packs",),
    "leads.index": ("/staff/board", "/staff/slots", "/staff/people", "/staff/rights"),
    "ambassadors.index": ("/staff/tips",),
}


def navigation(app: Flask) -> None:
    """The five places of the staff's rail, then the settings; a place whose pages or permission are missing is left out."""

    @app.context_processor
    def about_the_staff() -> dict:
        if not request or not request.path.startswith("/staff") or not is_signed_in():
            return {}
        there = app.view_functions.keys() - ({"mail.mailbox"} if app.config["MONTER_MODE"] != "demo" else set())
        known = [place for place in PLACES if place[1] in there and can(place[3])]
        return {
            "nav": [
                {
                    "label": label,
                    "href": url_for(endpoint),
                    "icon": icon,
                    "current": lies_under(request.path, url_for(endpoint), *ALSO.get(endpoint, ())),
                }
                for label, endpoint, icon, _permission in known
            ],
            "organisation_name": me().organisation.name,
            "colours_href": url_for("public.colours", slug=me().organisation.slug),
            "unit_name": me().unit.name,
            "me_name": me().name,
            "idle_minutes": app.config["SESSION_IDLE_MINUTES"],
            "home_href": url_for("desk.today"),
            "sign_out_href": url_for("accounts.sign_out"),
            "search_href": url_for("desk.search") if "desk.search" in app.view_functions else None,
            "account_href": url_for("accounts.account") if "accounts.account" in app.view_functions else None,
        }


def lies_under(path: str, *places: str) -> bool:
    """Whether a page lies under one of these addresses; `/staff/` holds only itself."""
    return any(path == place or (not place.endswith("/") and path.startswith(place + "/")) for place in places)

"""How does a visitor come to a form and send it, in tests? With the time that a person needs, without waiting for it."""

import json
import time
from base64 import urlsafe_b64decode
from dataclasses import replace

from flask import current_app

from app.web.ticket import SEAL, Ticket, sealed

ANNA = {"name": "Anna Björk", "phone": "070-123 45 67", "interest": ["guardian"], "best_time": "evening"}


def read_for(page, seconds: float = 30, selector: str = "main form"):
    """The form of a page that has been open for so many seconds by now, however long the machine took to show it."""
    form = page.form(selector)
    key = current_app.secret_key
    ticket = Ticket(*json.loads(urlsafe_b64decode(form.values["token"][0])[SEAL:]))
    return form.fill(token=sealed(replace(ticket, made_ms=int((time.time() - seconds) * 1000)), key))


def sign_up(visitor, path: str, **answers):
    """Open, read, fill in and send."""
    return read_for(visitor.get(path, status=200)).send(**(ANNA | answers))

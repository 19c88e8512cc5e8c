"""What would have gone out? In a demonstration no letter leaves; here one can read them all."""

from flask import Blueprint, render_template, request, url_for

from ..accounts.access import demonstration, may, me
from ..mail.models import MailboxItem
from ..web.contact import show_phone
from . import queries
from .access import letter_for

bp = Blueprint("mail", __name__, url_prefix="/staff/mailbox")


@bp.get("")
@demonstration
@may("see plans")
def mailbox():
    """E-mails and text messages, newest first."""
    channel = request.args.get("channel")
    skip = request.args.get("skip", 0, type=int)
    found = queries.newest(me().organisation_id, channel=channel, skip=max(skip, 0))
    letters, more = found[: queries.SHOWN], len(found) > queries.SHOWN
    return render_template(
        "mailbox/mailbox.html",
        letters=letters,
        receiver=receiver,
        channel=channel,
        earlier=url_for(".mailbox", channel=channel, skip=max(skip - queries.SHOWN, 0)) if skip > 0 else None,
        later=url_for(".mailbox", channel=channel, skip=skip + queries.SHOWN) if more else None,
    )


@bp.get("/<item_id>")
@demonstration
@may("see plans")
def letter(item_id: str):
    """One letter as it would have been read."""
    return render_template("mailbox/letter.html", letter=letter_for(me(), item_id), receiver=receiver)


def receiver(letter: MailboxItem) -> str:
    """To whom it would have gone, a phone number as people write it."""
    return show_phone(letter.recipient) if letter.channel == "sms" else letter.recipient

"""What does Monter do by itself, and what does its doctor ask? Used by the worker and the command line."""

from flask import current_app

from . import upkeep, worker
from .capture import two_places
from .handover import actions as handover_actions
from .handover import outcomes as handover_outcomes
from .journal import chain, head
from .leads import crediting, morning
from .mail import actions as mail_actions
from .origin import tips
from .people import nightly
from .rights import disposal
from .rights import nightly as rights_nightly
from .staffing import assigning, reminders


def regular_work() -> list:
    """What the worker does by itself: name, how often (minute, hour or day), and an action that takes `now` and counts."""
    return [
        ("reminders queued", "hour", reminders.queue_reminders),
        ("mailbox emptied", "hour", mail_actions.purge_mailbox),
        ("counts of sign-ups forgotten", "hour", upkeep.forget_abuse_counts),
        ("failed sign-ins forgotten", "hour", upkeep.forget_sign_in_failures),
        ("shifts finished", "hour", assigning.finish),
        ("old sign-ins ended", "hour", upkeep.end_old_sessions),
        ("outcomes taken in", "minute", handover_outcomes.take_in),
        ("late receipts told of", "hour", handover_actions.escalate_late_receipts),
        ("letters of the morning", "hour", morning.write_in_the_morning),
        ("tips that nobody could be told of closed", "day", tips.close_late),
        ("credits brought up to date", "minute", worker.InPieces(crediting.bring_up_to_date)),
        ("logos drawn small", "hour", upkeep.redraw_small_logos),
        ("records of tablets opened", "minute", upkeep.open_what_tablets_brought),
        ("sealed copies forgotten", "day", upkeep.forget_sealed_copies),
        ("duplicates hinted at", "day", nightly.look_for_duplicates),
        ("keys of booths destroyed", "day", upkeep.destroy_old_keys),
        ("keys of booths kept in two places", "hour", upkeep.keep_keys_in_two_places),
        ("lines of the journal sealed", "minute", upkeep.seal_journal),
        ("clock looked at", "hour", disposal.watch_clock),
        ("disposals gone on with", "minute", rights_nightly.go_on),
        ("disposed of", "day", rights_nightly.dispose_by_night),
        ("backups thrown away", "day", rights_nightly.throw_away_backups),
    ]


def journal_as_it_was_written(now) -> list[str]:
    """What is wrong with the sealed journal, for `monter doctor`."""
    config = current_app.config
    known = head.read(config["MONTER_HOME"])
    looked_at, wrong = chain.check(key=config["INSTANCE_KEY"], now=now, known_heads=known)
    return [*map(str, wrong[:5]), f" {looked_at} sealed lines as they were written"]


def keys_in_two_places(now) -> list[str]:
    """What is wrong with the keys of booths, for `monter doctor`."""
    config = current_app.config
    return two_places.wrong_with_keys(key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], now=now)


def questions() -> list:
    """What `monter doctor` asks besides: a name, and a function of `now` that gives what is wrong, line by line."""
    from .capture.doctor import records_that_wait_and_old_keys
    from .leads.doctor import leads_without_what_made_them
    from .mail.doctor import letters_of_nobody, letters_that_do_not_go

    return [
        ("tablets", records_that_wait_and_old_keys),
        ("keys", keys_in_two_places),
        ("journal", journal_as_it_was_written),
        ("outbox", letters_that_do_not_go),
        ("letters", letters_of_nobody),
        ("leads", leads_without_what_made_them),
    ]

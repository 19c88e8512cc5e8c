"""Which pages are there? All blueprints, in the order in which their addresses are matched. Used by `app/wiring.py` alone."""

from .accounts.issuer_views import bp as issuer
from .accounts.milestone_views import bp as milestones
from .accounts.settings_views import bp as settings
from .accounts.settings_views import open_bp as organisations
from .accounts.unit_views import bp as units
from .accounts.views import bp as accounts
from .booths.views import bp as booths
from .calendars.helper_views import bp as helper_calendar
from .calendars.views import bp as calendars
from .capture.booth_views import bp as booth_app
from .capture.kit_views import bp as kit
from .capture.slip_views import bp as slips
from .capture.tablet_views import bp as booth_api
from .capture.tablets_views import bp as tablets
from .capture.views import bp as capture
from .desk.views import bp as desk
from .events.duty_views import bp as duty
from .events.views import bp as events
from .flyers.views import bp as flyers
from .handover.choice_views import bp as choices
from .handover.followed_views import bp as followed
from .handover.link_views import bp as handed
from .handover.outcome_views import bp as outcome
from .handover.views import bp as handover
from .leads.board_views import bp as board
from .leads.policy_views import bp as policies
from .leads.views import bp as leads
from .mailbox.views import bp as mailbox
from .origin.ambassador_views import bp as ambassadors
from .origin.flight_views import bp as flights
from .origin.own_views import bp as own_cards
from .origin.tip_views import bp as tips
from .origin.views import bp as origin
from .packs.views import bp as packs
from .people.views import bp as people
from .public.time_views import bp as public  # the same as that of its views, with one's own pages
from .reports.views import bp as reports
from .rights.extras_views import bp as extras
from .rights.person_views import bp as people_rights
from .rights.views import bp as rights
from .rights.yes_views import bp as yeses
from .slots.views import bp as slots
from .staffing.helper_views import bp as helpers
from .staffing.invitation_views import bp as invitations
from .staffing.register_views import bp as register
from .staffing.shift_views import bp as shifts
from .staffing.views import bp as staffing
from .web.views import bp as web

ALL = [
    web,
    accounts,
    issuer,
    settings,
    milestones,
    units,
    organisations,
    booths,
    booth_api,
    booth_app,
    calendars,
    capture,
    tablets,
    kit,
    slips,
    desk,
    events,
    duty,
    flyers,
    board,
    helpers,
    invitations,
    helper_calendar,
    leads,
    handover,
    choices,
    handed,
    followed,
    outcome,
    policies,
    mailbox,
    packs,
    people,
    origin,
    ambassadors,
    flights,
    own_cards,
    tips,
    public,
    reports,
    slots,
    staffing,
    shifts,
    register,
    rights,
    people_rights,
    yeses,
    extras,
]

"""How long do we keep what, unless somebody decides otherwise? The subjects of the retention policies and their days.

The rows are what holds; these are what a new organisation begins with (trust.md P7). Pure.
"""

# subject → days after which it goes. What each counts from stands beside it.
DEFAULT_DAYS = {
    "open_lead": 180,  # the last attempt to reach the person
    "handed_over": 90,  # the receipt
    "declined": 30,  # the no
    "booked": 30,  # the event that a place was booked at
    "message": 7,  # the day a letter went out
    "abuse": 1,  # the sign-up
    "helper": 365,  # the last shift, or the last that we heard of them
    "slip": 14,  # the day a paper form was typed in; long enough to look something up, not to be forgotten
    "journal": 730,  # the act
    "backup": 35,  # the day it was made
    "credit": 1825,  # the sign-up; without the person
}
SUBJECTS = tuple(DEFAULT_DAYS)
# those that visitors read of
TOLD = ("open_lead", "handed_over", "declined", "booked", "message", "journal", "backup", "credit")

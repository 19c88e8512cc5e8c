"""Which states lead where, what is held and why, and does the picture of a code say what it should?"""

import pytest
import zxingcpp
from PIL import Image

from app.capture import states
from app.flyers import qr


@pytest.mark.parametrize(
    ("pairing", "closed", "sent", "why"),
    [
        (states.ACTIVE, False, 0, None),
        (states.ACTIVE, False, states.QUOTA, states.OVER_QUOTA),
        (states.ACTIVE, True, 0, states.BOOTH_CLOSED),
        (states.ENDED, False, 0, states.BOOTH_CLOSED),
        (states.LOST, False, 0, states.PAIRING_REVOKED),
        (states.MISTAKE, True, 0, states.PAIRING_REVOKED),
    ],
)
def test_a_record_is_held_for_a_reason_and_never_refused(pairing, closed, sent, why):
    assert states.held_because(pairing, booth_closed=closed, sent_today=sent) == why


@pytest.mark.parametrize(
    ("pairing", "closed", "over", "wanted"),
    [
        (states.ACTIVE, False, False, []),
        (states.ACTIVE, False, True, ["stop_capture"]),
        (states.MISTAKE, False, False, ["stop_capture"]),
        (states.LOST, False, False, ["stop_capture", "wipe_when_sent"]),
        (states.ACTIVE, True, False, ["stop_capture", "wipe_when_sent"]),
    ],
)
def test_what_a_tablet_is_told_to_do(pairing, closed, over, wanted):
    assert states.commands(pairing, booth_closed=closed, over=over, backed_up=True) == wanted


@pytest.mark.parametrize(("pairing", "wanted"), [(states.ENDED, False), (states.ACTIVE, False), (states.LOST, True)])
def test_a_finished_tablet_keeps_its_copies_until_a_backup_has_them_and_a_lost_one_does_not(pairing, wanted):
    told = states.commands(pairing, booth_closed=True, over=True, backed_up=False)
    assert told == ["stop_capture", "wipe_when_sent"][: 1 + wanted]


def test_every_state_has_a_word():
    known = {*states.OPEN, *states.REVOKED, states.REFUSED, states.ENDED}
    assert known == states.PAIRING_WORDS.keys()


def test_a_camera_reads_the_address_with_its_code():
    address = "https://monter.exempel.se/booth/#K7M4XW9P"
    modules, size = qr.any_matrix(address), 8
    side = (len(modules) + 8) * size
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, black in enumerate(row):
            if black:
                image.paste(0, ((x + 4) * size, (y + 4) * size, (x + 5) * size, (y + 5) * size))
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [address]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("not kept: QuotaExceededError: 3", "surfplattan kunde inte spara (3)"),
        ("store lost: 1", "det sparade försvann"),
        ("portal 302: 12", "nätet krävde inloggning (12)"),
        ("of tomorrow: 2", "of tomorrow: 2"),
    ],
)
def test_a_fault_is_told_in_words(app, told, shown):
    assert states.fault_in_words(told) == shown

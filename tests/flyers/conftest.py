"""What tests of paper share: the fonts, and one sheet with ordinary words and one with very long ones."""

import os
from pathlib import Path

import pytest

from app.flyers.sheet import Sheet


@pytest.fixture(scope="session")
def fonts():
    """The folder of the locked fonts."""
    return Path(os.environ.get("MONTER_FONTS", Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts"))


@pytest.fixture
def sheet():
    """A flyer as most are."""
    return Sheet(
        url="https://frivillig.linkoping.se/q/K7M4XW9P",
        title="Kärlekshelg",
        sender="Frivilligcentrum, Linköpings kommun",
        call_to_action="Anmäl ditt intresse",
        how="Rikta mobilens kamera mot koden eller skriv adressen.",
        code_says="QR-kod: anmäl ditt intresse",
        when="lör 9–sön 10 september kl. 10–16",
        where="Tältet på Stora torget",
        sentence="Ett barn i din närhet kan behöva någon som du.",
        footer="frivilligcentrum@linkoping.se · 013-20 60 00",
        colour="#0b5a52",
    )


@pytest.fixture
def long_sheet():
    """A flyer on which everybody has had their say."""
    return Sheet(
        url="https://frivilligcentrum.samverkan.ostergotland.se/q/K7M4XW9P",
        title="Nationell konferens: Rekrytering av familjehem, kontaktfamiljer och gode män – erfarenheter från tre års arbete i regionen",
        sender="Kommunledningsförvaltningen i samverkan med Överförmyndarenheten och Socialförvaltningen, Linköpings kommun",
        call_to_action="Anmäl ditt intresse för uppdraget",
        how="Rikta mobilens kamera mot koden, eller skriv adressen i webbläsaren på din telefon eller dator.",
        code_says="QR-kod: anmäl ditt intresse",
        when="onsdag 8 november 2017 kl. 9.00 – torsdag 9 november 2017 kl. 16.30",
        where="Konsert & Kongress, Konsistoriegatan 7, ingång från Vasavägen, våning 2, sal Garden, Linköping",
        sentence="Två dagar om hur kommuner, regioner, föreningar och samfund tillsammans hittar människor som vill göra skillnad för ett barn eller en vuxen, och hur vi tar emot dem så att de stannar kvar. Kaffe och lunch ingår.",
        footer="frivilligcentrum@linkoping.se · 013-20 60 00 · linkoping.se/frivillig",
        colour="#1b4f9c",
    )

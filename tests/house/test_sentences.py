"""Does every language say everything? The catalogues against the sentences in the code and the templates."""

import importlib.util
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from app.i18n import AT_THE_STAND
from app.web.language import FOLDERS

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("sentences", ROOT / "setup" / "sentences.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

PLACE = re.compile(r"%\([a-z_]+\)[sd]|%%")


def forms(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


@pytest.fixture(scope="module")
def said():
    return {(message.id, message.context) for message in tool.sentences() if message.id}


@pytest.mark.parametrize("language", ["en"])
def test_no_sentence_lacks_a_translation_and_none_is_left_over(said, language):
    known = {(m.id, m.context): m for m in tool.catalogue(language) if m.id}
    assert sorted(str(key[0]) for key in said - known.keys()) == []
    assert sorted(str(key[0]) for key in known.keys() - said) == []
    assert sorted(str(key[0]) for key, message in known.items() if not all(forms(message.string))) == []


def test_what_visitors_of_a_stand_read_is_the_same_in_all_languages_and_said_somewhere(said):
    known = {language: {(m.id, m.context) for m in tool.catalogue(language, "stand") if m.id} for language in STAND}
    assert {language: sorted(str(key[0]) for key in found ^ known["ar"]) for language, found in known.items()} == {
        language: [] for language in STAND
    }
    assert sorted(str(key[0]) for key in known["ar"] - said) == []
    assert sorted(FOLDERS.get(tag, tag) for tag in AT_THE_STAND) == STAND


def test_what_we_write_to_visitors_of_a_stand_is_in_all_their_languages():
    written = {
        row[1]
        for name in ("leads", "slots")
        for row in extract_from_file("python", ROOT / "app" / name / "letters.py", tool.KEYWORDS)
    }
    known = {m.id for m in tool.catalogue("ar", "stand") if m.id}  # and so all others, see above
    assert sorted(written - known) == []


STAND = tool.folders("stand")
CATALOGUES = [("en", "messages"), *((language, "stand") for language in STAND)]


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_translation_keeps_the_places_for_values(language, domain):
    for message in tool.catalogue(language, domain):
        if message.id:
            wanted = set(PLACE.findall(forms(message.id)[-1]))
            for form in forms(message.string):
                assert set(PLACE.findall(form)) <= wanted, (message.id, form)
            assert set(PLACE.findall(forms(message.string)[-1])) == wanted, message.id


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_what_is_compiled_is_what_is_written(language, domain):
    folder = ROOT / "app" / "translations" / language / "LC_MESSAGES"
    assert (folder / f"{domain}.mo").read_bytes() == tool.as_mo(tool.catalogue(language, domain))

"""Does every language say everything? The catalogues against the sentences in the code and the templates."""

import importlib.util
import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("language", ["en"])
def test_every_translation_keeps_the_places_for_values(language):
    for message in tool.catalogue(language):
        if message.id:
            wanted = set(PLACE.findall(forms(message.id)[-1]))
            for form in forms(message.string):
                assert set(PLACE.findall(form)) <= wanted, (message.id, form)
            assert set(PLACE.findall(forms(message.string)[-1])) == wanted, message.id


@pytest.mark.parametrize("language", ["en"])
def test_what_is_compiled_is_what_is_written(language):
    folder = ROOT / "app" / "translations" / language / "LC_MESSAGES"
    assert (folder / "messages.mo").read_bytes() == tool.as_mo(tool.catalogue(language))

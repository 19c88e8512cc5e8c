"""Which sentences does Monter say, and how do they read in other languages? `make sentences` brings the catalogues up to date.

Sentences are Swedish where they are used (docs/decisions/0003). This takes them out of the code and the templates, keeps the
translations that are there, drops those of sentences that are gone, and compiles. A new sentence stands untranslated at the
end of `messages.po` until somebody writes it; tests/house/test_sentences.py fails until then. `stand.po` holds the few sentences
that visitors of a stand read in a language that no page is in; it is written by hand, and compiled with the others.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "app" / "translations"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "_n": (1, 2), "lazy_gettext": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {
    "**/templates/**.html": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
        "extensions": "jinja2.ext.do",
    },
    "**/templates/**.txt": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
        "extensions": "jinja2.ext.do",
    },
}


def sentences() -> Catalog:
    """Every sentence in the code and the templates, sorted, without places (they would change with every line)."""
    found = Catalog(project="Monter", charset="utf-8", fuzzy=False)
    rows = extract_from_dir(ROOT / "app", METHODS, OPTIONS, KEYWORDS)
    for _file, _line, message, _comments, context in sorted(rows, key=lambda row: str(row[2])):
        found.add(message, context=context)
    return found


def languages() -> list[str]:
    """The languages that have a catalogue of all."""
    return folders("messages")


def folders(domain: str) -> list[str]:
    """Those that have a catalogue of that name, as gettext calls them."""
    return sorted(path.parts[-3] for path in CATALOGUES.glob(f"*/LC_MESSAGES/{domain}.po"))


def catalogue(language: str, domain: str = "messages") -> Catalog:
    """A language's translations as they stand."""
    path, locale = CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po", language.partition("@")[0]
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def renewed(language: str) -> Catalog:
    """The catalogue of a language with the sentences of today."""
    known, made = catalogue(language), sentences()
    new = Catalog(locale=language, project="Monter", charset="utf-8", fuzzy=False)
    for message in made:
        if message.id:
            old = known.get(message.id, message.context)
            new.add(message.id, old.string if old else None, context=message.context)
    return new


def as_po(found: Catalog) -> bytes:
    """The text of a catalogue; the same for the same sentences."""
    page = BytesIO()
    write_po(page, found, omit_header=True, sort_output=True, width=120)
    return b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n' + (
        f'"Language: {found.locale}\\n"\n"Plural-Forms: {found.plural_forms}\\n"\n\n'.encode() + page.getvalue()
    )


def as_mo(found: Catalog) -> bytes:
    """The compiled catalogue, the same for the same sentences whenever it is made."""
    page = BytesIO()
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(page, found)
    return page.getvalue()


def main() -> None:
    """Bring every catalogue up to date and say what is missing."""
    for language in languages() or ["en"]:
        folder = CATALOGUES / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        found = renewed(language)
        (folder / "messages.po").write_bytes(as_po(found))
        (folder / "messages.mo").write_bytes(as_mo(catalogue(language)))
        missing = [
            message.id
            for message in found
            if message.id and not all([message.string] if isinstance(message.string, str) else message.string or [""])
        ]
        print(f"{language}: {len(found)} sentences, {len(missing)} without a translation")
    for language in folders("stand"):
        (CATALOGUES / language / "LC_MESSAGES" / "stand.mo").write_bytes(as_mo(catalogue(language, "stand")))


if __name__ == "__main__":
    main()

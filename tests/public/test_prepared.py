"""Pages with holes: the same words, plain or compressed, whatever is put into them."""

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from app.public.prepared import HOLE, MOST, Prepared, Shelf, hole

TEXTS = st.text(st.characters(exclude_characters=HOLE, codec="utf-8"))


def test_words_go_into_their_holes():
    page = Prepared.of(f"<p>{hole('a')}, {hole('b')}</p>", about=7)
    assert (page.filled(a="1", b="2"), page.about) == ("<p>1, 2</p>", 7)


@given(st.lists(TEXTS, min_size=1, max_size=5), TEXTS)
def test_compressed_it_says_the_same(texts, word):
    page = Prepared.of(hole("word").join(texts))
    zipped = page.zipped(word=word)
    assert gzip.decompress(zipped).decode() == page.filled(word=word) == word.join(texts)
    assert zlib.decompressobj(31).decompress(zipped).decode() == word.join(texts)


def test_a_page_is_made_once_and_the_shelf_stays_small():
    shelf, made = Shelf(), []

    def make():
        made.append(1)
        return Prepared.of("x")

    for number in [1, 1, 1, *range(2 * MOST)]:
        shelf.page((number,), make)
    assert (len(made), len(shelf._pages) <= MOST) == (2 * MOST, True)

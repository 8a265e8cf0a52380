"""Names in the order and spelling people look for them."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

_WORDS_KEPT = 50_000


def pinyin_key(name: str) -> str:
    """A key to sort and search by: full pinyin, a bar, the initials; lower case.

    「姑苏区」 → ``gusuqu|gsq``. The database collates by code point, so Chinese order
    comes from this key. Cut to fit its column, which never hurts the order that shows.

    pypinyin reads a text word by word, so reading each word once and remembering it gives
    its own answer many times faster: a city of 12,000 bodies has few thousand words.
    """
    tidy = unicodedata.normalize("NFKC", name).strip()
    read = [_read(word) for word in _words(tidy)]
    full = "".join([word[0] for word in read]).lower()
    initials = "".join([word[1] for word in read]).lower()
    return f"{full[:160]}|{initials[:60]}"


@lru_cache(maxsize=_WORDS_KEPT)
def _read(word: str) -> tuple[str, str]:
    full = "".join(lazy_pinyin(word))
    return full, "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))


def _words(text: str) -> list[str]:
    """The longest phrases of pypinyin's vocabulary from the left, single characters between.

    Phrases decide how a character of several readings is read: 行 in 银行 and in 行业.
    """
    longer = _longer()
    words = []
    start, end = 0, len(text)
    while start < end:
        word = text[start]
        pair = text[start : start + 2]
        if pair in longer:
            for length in longer[pair]:
                phrase = text[start : start + length]
                if phrase in PHRASES_DICT:
                    word = phrase
                    break
        words.append(word)
        start += len(word)
    return words


@cache
def _longer() -> dict[str, tuple[int, ...]]:
    """How long the phrases are that begin with two characters, the longest first."""
    found: dict[str, tuple[int, ...]] = {}
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    for phrase in PHRASES_DICT:
        if len(phrase) > 1:
            pair = phrase if len(phrase) == 2 else phrase[:2]
            lengths = tuple(sorted({len(phrase), *found.get(pair, ())}, reverse=True))
            found[pair] = shared.setdefault(lengths, lengths)
    return found

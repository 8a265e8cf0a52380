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
    beginnings = _beginnings()
    words = []
    start, length = 0, len(text)
    while start < length:
        end = reach = start + 1
        while end < length and text[start : end + 1] in beginnings:
            end += 1
            if text[start:end] in PHRASES_DICT:
                reach = end
        words.append(text[start:reach])
        start = reach
    return words


@cache
def _beginnings() -> frozenset[str]:
    """Every phrase, and every beginning of one, of two characters or more."""
    return frozenset(phrase[:end] for phrase in PHRASES_DICT for end in range(2, len(phrase) + 1))

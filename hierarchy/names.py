"""Names in the order and spelling people look for them."""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin


def pinyin_key(name: str) -> str:
    """A key to sort and search by: full pinyin, a bar, the initials; lower case.

    「姑苏区」 → ``gusuqu|gsq``. The database collates by code point, so Chinese order
    comes from this key. Cut to fit its column, which never hurts the order that shows.
    """
    tidy = unicodedata.normalize("NFKC", name).strip()
    full = "".join(lazy_pinyin(tidy)).lower()
    initials = "".join(lazy_pinyin(tidy, style=Style.FIRST_LETTER)).lower()
    return f"{full[:160]}|{initials[:60]}"

"""Finding members by name as far as one reads it: the whole name, or what its mask shows.

A search that looked through the mask would tell whoever guesses a name that it is there.
"""

from __future__ import annotations

import re
from typing import Final

from django.db.models import Q, Value
from django.db.models.functions import Left, StrIndex, Substr, Upper
from django.db.models.lookups import Exact

from hierarchy.scope import Viewer
from people.querysets import own_or_affiliated, sees_masks

_LATIN: Final = re.compile(r"[a-z]+", re.ASCII)
_MASK: Final = re.compile(r"([^\W\d_])(\**)")
# Two letters that begin some syllable; whatever begins with two others are initials.
_SYLLABLE: Final = re.compile(r"[a-z][aeiouv]|[czs]h|[ae]n|er|[hn]m|hn|ng", re.ASCII)
_NOBODY: Final = Q(pk__in=())


def as_read(words: str, actor: Viewer) -> Q:
    """Members whom a person may find by these words: their own by name, others by the mask."""
    found = by_name(words)
    return (own_or_affiliated(actor) & found if sees_masks(actor) else found) | by_mask(words)


def by_name(words: str) -> Q:
    """By the beginning of the name, or of its pinyin, or by its initials."""
    text = "".join(words.split())
    latin = text.lower()
    if _LATIN.fullmatch(latin):
        found = Q(name_key__startswith=latin) | Q(name_key__contains=f"|{latin}")
        if len(latin) > 1 and not _SYLLABLE.match(latin):
            # The first reading is one letter long, so that pinyin and initials begin alike.
            return _of_initials(latin[:2]) & found
        # Pinyin and initials begin alike: a list in the order of pinyin is read from there on.
        return Q(name_key__startswith=latin[0]) & found
    return _of_family(text) & Q(name__istartswith=text)


def by_mask(words: str) -> Q:
    """By what a mask shows: the family name, or that and how long the rest is (示 or 示**)."""
    mask = _MASK.fullmatch("".join(words.split()).replace("＊", "*"))
    if mask is None:
        return _NOBODY
    first, stars = mask.groups()
    found = _of_family(first) & Q(name__istartswith=first)
    return found & Q(name__regex=rf"^.{{{len(stars) + 1}}}$") if stars else found


def _of_initials(two: str) -> Q:
    """Whose first two initials are these, which have an index in the order of pinyin."""
    initials = Substr("name_key", StrIndex("name_key", Value("|")) + 1, 2)
    return Q(Exact(initials, Value(two)))


def _of_family(text: str) -> Q:
    """Whose name begins with the same character, which has an index in the order of pinyin."""
    return Q(Exact(Left(Upper("name"), 1), Left(Upper(Value(text)), 1)))


def order_for(actor: Viewer) -> tuple[str, ...]:
    """The order of a list of members: by name, or by branch where some names are masked.

    A page begins after the last row of the one before, so its address holds the ordering keys:
    the name in pinyin, which a mask hides, may not be among them.
    """
    return ("organization_id", "id") if sees_masks(actor) else ("name_key", "id")

"""What of this room bears some words: rounds, letters and yearly reviews, each in scope."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import Q, QuerySet

from hierarchy.actors import Actor
from inspections.models import DutyReview, Rectification, Round
from inspections.terms import RoundStatus

_YEAR: Final = re.compile(r"(20\d\d)")
_CALLED: Final = re.compile(r"[\s　]|20\d\d|年度?|述职|评议")


def found_rounds(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Rounds by name, the latest first; the cancelled are left out."""
    rows = Round.objects.visible_to(actor).exclude(status=RoundStatus.CANCELLED)
    return rows.filter(name__contains=text).order_by("-year", "-pk")


def found_letters(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Rectifications by number or title, the latest first."""
    rows = Rectification.objects.visible_to(actor)
    return rows.filter(Q(number__icontains=text) | Q(title__contains=text)).order_by("-pk")


def found_reviews(text: str, actor: Actor) -> QuerySet[Any, Any]:
    """Yearly reviews as people call them: 「2026年度述职评议」, 「观前商城述职」.

    None without the word 述职: a body's name alone finds the body itself.
    """
    rows = DutyReview.objects.visible_to(actor)
    if "述职" not in text:
        return rows.none()
    if year := _YEAR.search(text):
        rows = rows.filter(year=int(year[1]))
    if body := _CALLED.sub("", text):
        rows = rows.filter(organization__name__contains=body)
    return rows.order_by("-year", "organization__name_key", "pk")

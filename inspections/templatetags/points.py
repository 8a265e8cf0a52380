"""Points on pages: without needless zeros, and what a score says in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django import template

from inspections.appeal_words import handling_of, outcome_of
from inspections.models import Appeal, Scheme, Score
from inspections.score_rules import plain, signed
from inspections.sheet_parts import grave, reading_words
from inspections.terms import Subject

register = template.Library()

DASH = "—"
_LIGHTS = {"red": "red", "yellow": "yellow"}


@register.filter
def points(value: Decimal | None) -> str:
    """``{{ 3.5000|points }}`` → ``3.5``, at most two decimals; nothing → a dash."""
    if value is None:
        return DASH
    return plain(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


@register.filter
def tenth(value: Decimal | None) -> str:
    """A total, always with its one decimal: ``57.0``; nothing → a dash."""
    return DASH if value is None else f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):f}"


@register.filter
def signed_points(value: Decimal) -> str:
    """``{{ -1.5|signed_points }}`` → ``−1.5``; ``{{ 2|signed_points }}`` → ``+2``."""
    return signed(value)


@register.filter
def level_light(score: Score) -> str:
    """The light of what a score lost: red, yellow, or green where nothing is found."""
    level = grave(score)
    return _LIGHTS[level.value] if level else "green"


@register.filter
def level_word(score: Score) -> str:
    """红项, 黄项, or nothing."""
    level = grave(score)
    return str(level.label) if level else ""


@register.filter
def reading(score: Score) -> str:
    """What was read of an automatic indicator, in words."""
    return reading_words(score)


@register.filter
def asked_by(scheme: Scheme) -> str:
    """The article that asks for what a scheme inspects: ``第十二条``, ``第十七条``."""
    return Subject(scheme.subject).asked_by


@register.filter
def outcome(appeal: Appeal) -> str:
    """What an upheld appeal put right, in words; empty otherwise."""
    return outcome_of(appeal)


@register.filter
def handling(appeal: Appeal) -> str:
    """How an answered appeal was handled, with the answer."""
    return handling_of(appeal)

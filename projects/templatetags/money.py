"""Amounts of money on pages: to the cent, and a rate never without both its figures."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.money import amount, capital_amount
from documents.papers.tables import execution_rate

register = template.Library()

DASH = "—"
NO_RATE = "尚未拨付，不计算"


@register.filter
def money(value: Decimal | None) -> str:
    """``{{ 12345.6|money }}`` → ``12,345.60``; nothing → a dash."""
    return DASH if value is None else amount(value)


@register.filter
def capitals(value: Decimal) -> str:
    """``{{ 35000|capitals }}`` → ``叁万伍仟元整``."""
    return capital_amount(value)


@register.simple_tag
def spent_rate(spent: Decimal, held: Decimal) -> SafeString:
    """预算执行率: ``85.00%`` with 已支出÷（已支出＋结余） behind it; a dash of nothing paid out."""
    if not spent + held:
        return format_html('<span class="rate rate-none" title="{}">{}</span>', NO_RATE, DASH)
    share, _, figures = execution_rate(spent, spent + held).partition("（")
    above, sign, below = figures.partition("÷")
    # A narrow column may break behind the sign, never within a sum.
    return format_html(
        '<span class="rate money-rate">{} <span class="rate-share">（{}{}<wbr>{}</span></span>',
        share,
        above,
        sign,
        below,
    )

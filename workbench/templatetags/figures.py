"""Figures: a rate never stands without its numerator and denominator."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

Number: TypeAlias = int | Decimal | None
DASH = "—"
TENTH = Decimal("0.1")
NEARLY_NONE, NEARLY_ALL, ALL = TENTH, Decimal("99.9"), Decimal("100.0")


def percent(part: Number, whole: Number) -> Decimal | None:
    """Per cent to one decimal, None when the whole is missing or zero.

    Rounding never turns "almost all" into 100.0 nor "a few" into 0.0.
    """
    if part is None or not whole:
        return None
    value = (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, rounding=ROUND_HALF_UP)
    if part < whole:
        value = min(value, NEARLY_ALL)
    return max(value, NEARLY_NONE) if part > 0 else value


def grouped(value: Number) -> str:
    """A number with thousands marks and no trailing zeros: `12,000`, `3.5`."""
    if value is None:
        return DASH
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def number(value: Number) -> str:
    """`{{ 12000|number }}` → `12,000`; nothing → a dash."""
    return grouped(value)


@register.filter
def amount(value: Number, unit: str) -> str:
    """`{{ 30|amount:"户" }}` → `30 户`, `{{ 90|amount:"%" }}` → `90%`."""
    space = " " if unit and unit != "%" else ""
    return f"{grouped(value)}{space}{unit}"


@register.simple_tag
def rate(part: Number, whole: Number, unit: str = "") -> SafeString:
    """`{% rate 12 30 "户" %}` → `12/30 户 (40.0%)`; a dash when there is nothing to divide by."""
    share = percent(part, whole)
    if share is None:
        return format_html(
            '<span class="rate rate-none" title="没有应完成数，不计算比率">{}</span>', DASH
        )
    return format_html(
        '<span class="rate">{}/{}{} <span class="rate-share">({}%)</span></span>',
        grouped(part),
        grouped(whole),
        f" {unit}" if unit else "",
        share,
    )


@register.inclusion_tag("components/progress.html")
def progress(part: Number, whole: Number, label: str = "完成") -> dict[str, object]:
    """A progress bar with its figures; a dash and no bar when there is nothing to divide by."""
    return {"part": part, "whole": whole, "label": label, "share": percent(part, whole)}

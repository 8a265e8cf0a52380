"""Dates as staff read them: `3月28日(周六) 还有 5 天`. Today is passed in, never read."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

WEEKDAYS = "一二三四五六日"
NO_DATE = "未定"
SOON_DAYS = 3


def day_of(value: date | datetime) -> date:
    """The calendar day of a date, or of an aware datetime in the local time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day_text(value: date, *, today: date | None = None) -> str:
    """`3月28日(周六)`; the year is written when it is not the year of `today`."""
    year = f"{value.year}年" if today is None or value.year != today.year else ""
    return f"{year}{value.month}月{value.day}日(周{WEEKDAYS[value.weekday()]})"


def distance_text(value: date, *, today: date) -> str:
    """How far a due day lies from today: `还有 5 天`, `今天到期`, `逾期 3 天`."""
    days = (value - today).days
    if days == 0:
        return "今天到期"
    return f"还有 {days} 天" if days > 0 else f"逾期 {-days} 天"


@register.filter
def day(value: date | datetime | None, today: date | datetime | None = None) -> SafeString | str:
    """A day alone: `{{ date|day:today }}` → `3月28日(周六)`; without today the year is shown."""
    if not value:
        return NO_DATE
    on = day_of(value)
    text = day_text(on, today=day_of(today) if today else None)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), text)


@register.filter
def kept_day(value: str, today: date | datetime | None = None) -> SafeString | str:
    """A day as a kept sheet holds it, `2026-03-28`, read like any other."""
    return day(date.fromisoformat(value) if value else None, today)


@register.filter
def due(value: date | datetime | None, today: date | datetime) -> SafeString | str:
    """A due day and how far it is: `{{ date|due:today }}` → `3月28日(周六) 还有 5 天`."""
    if not value:
        return NO_DATE
    on, now = day_of(value), day_of(today)
    days = (on - now).days
    nearness = "late" if days < 0 else "soon" if days <= SOON_DAYS else "far"
    return format_html(
        '<span class="due due-{}"><time datetime="{}">{}</time> <span>{}</span></span>',
        nearness,
        on.isoformat(),
        day_text(on, today=now),
        distance_text(on, today=now),
    )


@register.filter
def waiting(value: date | datetime, today: date | datetime) -> SafeString:
    """Since when something waits for an answer: `11月16日(周一)报来，已等 8 天`."""
    on, now = day_of(value), day_of(today)
    days = (now - on).days
    return format_html(
        '<time datetime="{}">{}</time>报来{}',
        on.isoformat(),
        "今天" if days == 0 else day_text(on, today=now),
        f"，已等 {days} 天" if days else "",
    )


@register.filter
def moment(value: datetime | None, today: date | datetime | None = None) -> SafeString | str:
    """A point in time to the minute, local: `3月28日 14:05`, with the year unless it is today's."""
    if not value:
        return "—"
    local = timezone.localtime(value)
    same_year = today is not None and day_of(today).year == local.year
    year = "" if same_year else f"{local.year}年"
    text = f"{year}{local.month}月{local.day}日 {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)

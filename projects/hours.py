"""Hours of a booking in words: 3月5日 14:00–16:00."""

from __future__ import annotations

from django.utils import timezone

from projects.models import Booking


def hours_in_words(booking: Booking) -> str:
    """When it is, on one day: 「3月5日 14:00 至 16:00」."""
    starts, ends = timezone.localtime(booking.starts_at), timezone.localtime(booking.ends_at)
    return f"{starts.month}月{starts.day}日 {starts:%H:%M} 至 {ends:%H:%M}"

"""Inline SVG icons: `{% icon "bell" %}`. The drawings are Tabler Icons kept in static/icons/."""

import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SVG_BODY = re.compile(r"<svg[^>]*>(?P<body>.*)</svg>", re.DOTALL)
BOUNDING_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


@lru_cache(maxsize=128)
def drawing(name: str) -> SafeString:
    """The inside of one icon file. Raises TemplateSyntaxError when there is no such icon."""
    path = finders.find(f"icons/{name}.svg") if re.fullmatch(r"[a-z0-9-]+", name) else None
    if path is None:
        message = f"No icon {name!r} in static/icons; copy it there from Tabler Icons first."
        raise template.TemplateSyntaxError(message)
    match = SVG_BODY.search(Path(path).read_text(encoding="utf-8"))
    if match is None:
        raise template.TemplateSyntaxError(f"static/icons/{name}.svg is not an SVG drawing.")
    body = BOUNDING_BOX.sub("", match["body"])
    return mark_safe(" ".join(body.split()))  # noqa: S308 - our own files, never user input


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon. Without a label it is decoration and hidden from screen readers."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else "aria-hidden=true"
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
        'stroke-linejoin="round" focusable="false" {}>{}</svg>',
        meaning,
        drawing(name),
    )

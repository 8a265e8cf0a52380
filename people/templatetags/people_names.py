"""Names of persons as officer and station read them."""

from __future__ import annotations

from django import template

from people import masks

register = template.Library()


@register.filter
def masked_name(name: str) -> str:
    """张三丰 as 张**."""
    return masks.masked_name(name)

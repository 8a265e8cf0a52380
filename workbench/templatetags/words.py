"""The city's own words in templates: ``{{ organization.kind|kind_word:request.actor.words }}``."""

from __future__ import annotations

from django import template

from hierarchy.vocabulary import Vocabulary

register = template.Library()


@register.filter
def kind_word(kind: str, words: Vocabulary) -> str:
    """What a body of that kind is called."""
    return words.kind(kind)

"""Every address of the site, as the resolver knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses without a name are known by their pattern.
NAMELESS = "unnamed:"


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: its full name (``checklists:thread``) and its text."""

    name: str
    pattern: str


def routes() -> list[Route]:
    """All patterns of all included confs, in the resolver's order."""
    return list(_walk(get_resolver(), prefix="", namespace=""))


def _walk(resolver: URLResolver, *, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else f"{NAMELESS}{pattern}"
            yield Route(name, pattern)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, prefix=pattern, namespace=inner)

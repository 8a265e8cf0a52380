"""Contents on disk that several rows share: kept and dropped by one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def hold(places: Iterable[str]) -> None:
    """Let nobody else keep or drop what lies at these places until the transaction ends."""
    with connection.cursor() as cursor:
        for place in sorted(set(places)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])

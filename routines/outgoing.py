"""Records going out: the same rows for the interface and for the sheet; talks without contents."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from routines.kinds import default_title
from routines.models import Record
from routines.querysets import RecordQuerySet
from routines.terms import RecordStatus
from routines.wire import CONTENTS, MOST, PRIVATE

_PLAIN: Final = (
    *("id", "source", "external_id", "kind", "title", "happened_on", "starts_at", "ends_at"),
    *("place", "chair", "recorder", "speaker", "expected_count", "present_count", "absences"),
    *("hours", "topics", "minutes", "decisions", "entered_at"),
)

_PRIVATE: Final = frozenset(str(kind) for kind in PRIVATE)


def going_out(records: RecordQuerySet[Record]) -> RecordQuerySet[Record]:
    """What may leave: registered records and those taken back, never drafts."""
    return records.filter(status__in=(RecordStatus.KEPT, RecordStatus.WITHDRAWN)).select_related(
        "organization", "group"
    )


def as_sent(record: Record) -> dict[str, Any]:
    """One record in the shape of ``wire.RecordOut``."""
    row: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN}
    row |= {
        "source_label": record.get_source_display(),
        "organization_code": record.organization.code,
        "organization_name": record.organization.name,
        "kind_label": record.get_kind_display(),
        "also": list(record.also),
        "marks": list(record.marks),
        "group": record.group.name if record.group else "",
        "withdrawn": record.status == RecordStatus.WITHDRAWN,
        "hours": None if record.hours is None else float(record.hours),
    }
    if not _PRIVATE.isdisjoint(record.kinds):
        day = record.happened_on
        row |= dict.fromkeys(CONTENTS, "")
        row["title"] = default_title(record.kind, year=day.year, month=day.month)
    return row


def page_of(
    records: RecordQuerySet[Record],
    *,
    since: dt.date | None,
    until: dt.date | None,
    kind: str,
    organization_code: str,
    after: int,
    size: int,
) -> tuple[list[Record], str]:
    """Some records in the order of their numbers, and the number to go on from."""
    rows = going_out(records).filter(pk__gt=after)
    asked = {
        "happened_on__gte": since,
        "happened_on__lte": until,
        "kind": kind,
        "organization__code": organization_code,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    size = min(size, MOST)
    found = list(rows.order_by("pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    return found, str(found[-1].pk) if more else ""

"""What a city decided about inspections and rectification, in force on a day (体检规则)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError

from hierarchy.models import Tenant
from inspections.models import InspectionPolicy, Scheme

POLICY_FIELDS: Final = (
    *("rounds_a_year", "reply_days", "days_are_working", "reminder_days"),
    *("at_once_days", "usual_days", "complex_days", "second_days", "article", "is_example"),
)
"""What a version says besides its days."""


def policy_of(tenant: Tenant, on: dt.date) -> InspectionPolicy:
    """The numbers in force that day; where the city has set none, the proposals themselves."""
    rows = InspectionPolicy.objects.filter(tenant=tenant).effective(on)
    found: InspectionPolicy | None = rows.order_by("-effective_from").first()
    return found or InspectionPolicy(tenant=tenant, effective_from=on)


def has_examples(tenant: Tenant) -> bool:
    """Whether a city has rules of its own and a scheme to begin with."""
    has_rules = InspectionPolicy.objects.filter(tenant=tenant).exists()
    return has_rules and Scheme.objects.filter(tenant=tenant).exists()


def check_days(row: InspectionPolicy) -> None:
    """Days that can be kept: at least one each, and the graver the matter the longer.

    Raises ``ValidationError`` ``no_day``, ``days_fall``.
    """
    for name in ("reply_days", "reminder_days", "at_once_days", "second_days"):
        if getattr(row, name) < 1:
            label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            raise _at(name, f"{label}至少 1 天，填 0 无法办理。请改为 1 以上的数。", "no_day")
    for shorter, longer in (("at_once_days", "usual_days"), ("usual_days", "complex_days")):
        if getattr(row, shorter) > getattr(row, longer):
            raise _at(
                longer,
                "整改期限应依次放宽：立行立改不长于一般问题，一般问题不长于复杂问题。请核对天数。",
                "days_fall",
            )


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})

"""The numbers and switches of people as tenant data (队伍规则): versions from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from people.models import PeoplePolicy
from workflow.actions.versions import add_version, content_fields, stop_version

POLICY_FIELDS: Final = content_fields(PeoplePolicy)
"""What a version says besides its days."""
_AT_LEAST_ONE: Final = (
    *("caseload_most", "visit_days", "stay_days", "abroad_days", "yellow_months", "red_months"),
    *("reply_days", "notice_days", "kept_years", "export_days"),
)
_KEPT_MOST: Final = 100
"""Years after which nothing of a person is kept, whatever a city says."""
_WARNED_OF: Final = 6
"""Months after which members are dealt with (R-27): the red notice comes before."""


@transaction.atomic
def add_policy(*, row: PeoplePolicy, actor: Actor) -> PeoplePolicy:
    """Set an unsaved row down from its day on (登记队伍规则), in place of the version before.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields and of ``check_numbers``.
    """
    return add_version(row=row, verb="peoplepolicy.add", actor=actor, check=check_numbers)


@transaction.atomic
def stop_policy(
    *, row: PeoplePolicy, effective_to: dt.date, reason: str, actor: Actor
) -> PeoplePolicy:
    """Let the last version end (停用队伍规则): from then on the proposals hold again.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``stopped`` and of the
    days' order.
    """
    return stop_version(
        row=row, effective_to=effective_to, reason=reason, verb="peoplepolicy.stop", actor=actor
    )


def check_numbers(row: PeoplePolicy) -> None:
    """Numbers that can be kept: at least one each, warnings in their order, points with a register.

    Raises ``ValidationError`` ``no_number``, ``kept_too_long``, ``warnings_fall``,
    ``points_alone``.
    """
    for name in _AT_LEAST_ONE:
        if getattr(row, name) < 1:
            label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            raise _at(name, f"{label}至少为 1，填 0 无法办理。请改为 1 以上的数。", "no_number")
    if row.kept_years > _KEPT_MOST:
        words = f"离开党员的资料最多保存 {_KEPT_MOST} 年，到期清除。请改为 {_KEPT_MOST} 以下的数。"
        raise _at("kept_years", words, "kept_too_long")
    if not row.yellow_months < row.red_months < _WARNED_OF:
        words = f"红色提醒应晚于黄色提醒，并早于满 {_WARNED_OF} 个月。请核对月数。"
        raise _at("red_months", words, "warnings_fall")
    if row.points_on and not row.register_on:
        words = "党员积分以党员名册为基础，请先启用党员名册，或不启用积分。"
        raise _at("points_on", words, "points_alone")


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})

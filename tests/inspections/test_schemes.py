"""Schemes: drafted, changed while a draft, put in use, followed, retired, discarded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.schemes import (
    adopt_scheme,
    discard_scheme,
    draft_scheme,
    edit_scheme,
    follow_scheme,
    retire_scheme,
    seed_schemes,
)
from inspections.models import Dimension, GradeLimit, Indicator, InspectionPolicy, Scheme
from inspections.policy import policy_of
from inspections.scheme_rules import DIMENSION, HEADER, INDICATOR, LIMIT, points_of
from inspections.terms import SchemeStatus
from tests.inspections.grounds import a_draft, a_scheme, scheme_of, seeded
from tests.world import FOUNDED, World
from workflow.models import AuditEntry


def _codes(error: ValidationError) -> set[str]:
    if hasattr(error, "error_dict"):
        return {one.code for errors in error.error_dict.values() for one in errors}
    return {one.code for one in error.error_list}


def _verbs(scheme: Scheme) -> list[str]:
    return list(AuditEntry.objects.about(scheme).order_by("id").values_list("verb", flat=True))


def test_a_clerk_drafts_an_empty_scheme_of_their_own_body(world: World) -> None:
    scheme = draft_scheme(
        owner=world.home.mall,
        subject="branch",
        name=" 季度抽查 ",
        content={"excellent_from": Decimal(92)},
        actor=world.actor("mall_clerk"),
    )

    assert (scheme.name, scheme.version, scheme.status) == ("季度抽查", 1, SchemeStatus.DRAFT)
    assert scheme.excellent_from == 92
    assert _verbs(scheme) == ["scheme.draft"]

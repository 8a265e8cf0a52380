"""Registering the number under which a body sent a list out (登记发文字号, domain.md §9)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.models import Checklist
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit

# 机关代字〔年份〕顺序号, without 第 and without padded zeros (GB/T 9704-2012 7.2.5).
NUMBER = re.compile(r"[一-龥]{1,20}〔\d{4}〕[1-9]\d{0,4}号")


@transaction.atomic
def register_issue_number(*, checklist: Checklist, number: str, actor: Actor) -> Checklist:
    """Write down the number that the body's registry gave (发文字号); empty takes it back.

    Allowed before and after issue: it changes nothing that the list asks. Raises
    ``PermissionDenied``, ``ValidationError`` ``issues_no_documents`` or ``not_a_number``.
    """
    fresh = (
        Checklist.objects.select_for_update(of=("self",))
        .select_related("issuer")
        .get(pk=checklist.pk)
    )
    post = require(actor, Capability.DRAFT, at=fresh.issuer)
    if not fresh.issuer.may_issue_documents:
        raise ValidationError(
            f"“{fresh.issuer.name}”不具备发文资格，清单不编发文字号，按无红头清单表印发。",
            code="issues_no_documents",
        )
    given = "".join(number.split())
    if given and not NUMBER.fullmatch(given):
        raise ValidationError(
            "发文字号由机关代字、年份和顺序号组成，年份用六角括号，顺序号前不加“第”和“0”，"
            "如“苏两新〔2026〕1号”，请改正。",
            code="not_a_number",
        )
    before, fresh.issue_number = fresh.issue_number, given
    fresh.save(update_fields=["issue_number"])
    audit.record(
        verb="checklist.register_issue_number",
        target=fresh,
        actor=actor,
        organization=fresh.issuer,
        before={"issue_number": before},
        after={"issue_number": given},
        post=post,
    )
    return fresh

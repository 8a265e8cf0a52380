"""What was written of members whose personal data are erased goes as well (保存和清除)."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from people.models import MemberWarning, StayContact
from workflow import audit

ERASED: Final = "已清除"


@transaction.atomic
def erase_care(*, tenant: Tenant, actor: Actor) -> int:
    """Clear warnings and words of contacts of erased members; how many rows.

    For the clock only; days and counts stay. Twice does no harm. Raises ``PermissionDenied``.
    """
    if not actor.is_system:
        raise PermissionDenied("名册资料由系统每日清理，页面上不能办理。")
    warnings, _ = MemberWarning.objects.filter(
        tenant=tenant, member__erased_on__isnull=False
    ).delete()
    told = StayContact.objects.filter(tenant=tenant, stay__member__erased_on__isnull=False)
    contacts = told.exclude(words=ERASED).update(words=ERASED, took_part="")
    if warnings or contacts:
        audit.record(
            verb="care.erase",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"warnings_erased": warnings, "contacts_erased": contacts},
        )
    return warnings + contacts

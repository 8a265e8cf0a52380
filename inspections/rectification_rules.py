"""What a rectification must be before it is written, issued or decided; nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Q

from documents.word.names import chinese_date
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from inspections.models import Finding, Inspection, Rectification
from inspections.privacy import refuse_personal
from inspections.querysets import FindingQuerySet
from inspections.results import OF_PUBLISHED
from inspections.terms import Grade, InspectionStatus, RectificationKind
from workflow.models import AuditEntry

CONTENT: Final = ("title", "urgency", "demands", "responsible", "contact", "feedback")
ISSUERS: Final = (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY, Tier.STATION)
"""The tiers that issue: article 12 the committees, 17 the city; stations on the spot."""
INSPECTED: Final = (Tier.BRANCH, Tier.COUNTY, Tier.COMMITTEE)
"""The tiers that are inspected: article 12 the fifth, article 17 the second."""
_ANSWERS: Final = ("rectification.report", "rectification.explain")
_PLANS: Final = ("rectification.plan",)


def refuse_body(organization: Organization, *, on: dt.date) -> None:
    """Raise ``ValidationError`` ``no_inspection_here`` for what is never inspected.

    ``body_closed`` for what is closed on a day: nobody would sign or put anything right there.
    """
    if organization.kind == Kind.UNIT or organization.tier not in INSPECTED:
        raise ValidationError(
            "问题和整改只针对两新党组织和行业党建专委会（党委）。请选择党组织。",
            code="no_inspection_here",
        )
    if organization.closed_on is not None and organization.closed_on <= on:
        raise ValidationError(
            f"“{organization.label}”已于 {chinese_date(organization.closed_on)}撤销或并入其他组织，"
            "没有人签收和整改。请核对组织；并入的，请对并入后的组织办理。",
            code="body_closed",
        )


def refuse_issuer(
    organization: Organization, issuer: Organization, inspection: Inspection | None
) -> None:
    """Raise ``ValidationError`` ``not_above``, ``foreign_inspection``, ``not_the_organizer``.

    The issuer stands above the body; what a round found, its organizer tells.
    """
    above = {
        *(organization.station_id, organization.county_id, organization.committee_id),
        *Organization.objects.filter(tenant_id=organization.tenant_id, tier=Tier.CITY).values_list(
            "pk", flat=True
        ),
    }
    fits = issuer.tier in ISSUERS and issuer.pk in above and issuer.pk != organization.pk
    if not fits:
        raise ValidationError(
            f"“{issuer.label}”不是“{organization.label}”的上级，不能向其下发整改。请核对单位。",
            code="not_above",
        )
    if inspection is None:
        return
    if inspection.organization_id != organization.pk:
        raise ValidationError("体检单不是该组织的，请重新选择。", code="foreign_inspection")
    if inspection.round.organizer_id != issuer.pk:
        raise ValidationError(
            f"这次体检由“{inspection.round.organizer.label}”组织，整改由其下发。请切换到相应岗位。",
            code="not_the_organizer",
        )


def free_findings(organization: Organization, issuer: Organization) -> FindingQuerySet[Finding]:
    """What a letter of the issuer may still tell a body: neither settled nor in a standing letter.

    What a round found, its organizer tells; where that is closed, whoever stands above.
    """
    held = "inspection__round__organizer"
    own = Q(inspection__isnull=True) | Q(**{held: issuer})
    rows: FindingQuerySet[Finding] = Finding.objects.filter(organization=organization).free()
    return rows.filter(own | Q(**{f"{held}__closed_on__isnull": False}))


def sayable_findings(organization: Organization, issuer: Organization) -> FindingQuerySet[Finding]:
    """Those of them that may be told at once: an appeal takes none of them back any more."""
    return free_findings(organization, issuer).filter(OF_PUBLISHED)


def refuse_taken(free: FindingQuerySet[Finding], wanted: Collection[int]) -> None:
    """Raise ``ValidationError`` ``finding_taken`` unless all wanted ones are among the free."""
    if free.filter(pk__in=wanted).count() != len(set(wanted)):
        raise ValidationError(
            {
                "findings": ValidationError(
                    "所选问题有的已经列入其他整改或已销号，或来自其他单位组织、还没有公布的体检。"
                    "请刷新后重新选择。",
                    code="finding_taken",
                )
            }
        )


def refuse_wording(letter: Rectification) -> None:
    """Raise ``ValidationError`` of the fields, and ``personal_data``."""
    letter.full_clean(exclude=("number", "issued_on", "due_on"), validate_constraints=False)
    refuse_personal(
        title=letter.title,
        demands=letter.demands,
        responsible=letter.responsible,
        feedback=letter.feedback,
    )


def refuse_issue(letter: Rectification, *, on: dt.date) -> None:
    """Raise ``ValidationError`` ``result_open``, ``nothing_to_tell``, ``body_closed``.

    Before the result stands, an appeal could still take back what the letter tells; and one that
    was upheld may have left nothing to tell.
    """
    refuse_body(letter.organization, on=on)
    inspection = letter.inspection
    is_open = inspection is not None and inspection.status != InspectionStatus.PUBLISHED
    if is_open or letter.findings.exclude(OF_PUBLISHED).exists():
        raise ValidationError(
            "体检结果还在告知和申诉期内，公布后才能下发整改。请先公布这一轮体检。",
            code="result_open",
        )
    if letter.findings.exists():
        return
    if inspection is None:
        raise ValidationError(
            "没有选定要整改的问题。请先修改，选定问题后再下发。", code="nothing_to_tell"
        )
    if inspection.grade not in (Grade.FAIR, Grade.POOR):
        raise ValidationError(
            f"“{letter.organization.label}”的体检结果已没有列出的问题，等次也不需要整改。"
            "请撤销这份草稿；另有问题的，先修改、选定问题后再下发。",
            code="nothing_to_tell",
        )


def refuse_kind(letter: Rectification, *, asks: str) -> None:
    """Raise ``ValidationError`` ``plan_instead`` or ``explain_instead``.

    An order asks for a plan; a reminder or a spoken word for an explanation.
    """
    is_order = letter.kind == RectificationKind.ORDER
    if asks == "explanation" and is_order:
        raise ValidationError(
            "整改通知书须先报送整改方案，经同意后整改。请点“报送方案”。", code="plan_instead"
        )
    if asks == "plan" and not is_order:
        raise ValidationError(
            f"{letter.get_kind_display()}不需要整改方案，请点“报送说明”。", code="explain_instead"
        )


def refuse_own_answer(letter: Rectification, user_id: int | None) -> None:
    """Raise ``ValidationError`` ``own_report``: nobody re-checks what he handed in himself."""
    if _is_last_by(letter, _ANSWERS, user_id):
        raise ValidationError(
            "这次复查申请是您本人报送的，不能由本人复查。请本单位其他负责人办理。",
            code="own_report",
        )


def refuse_own_plan(letter: Rectification, user_id: int | None) -> None:
    """Raise ``ValidationError`` ``own_plan``: nobody agrees to the plan that he handed in."""
    if _is_last_by(letter, _PLANS, user_id):
        raise ValidationError(
            "这份整改方案是您本人报送的，不能由本人审核。请本单位其他负责人办理。",
            code="own_plan",
        )


def _is_last_by(letter: Rectification, verbs: Sequence[str], user_id: int | None) -> bool:
    """Whether the latest of these acts upon a letter was this person's."""
    acts = AuditEntry.objects.about(letter).filter(verb__in=verbs)
    last = acts.order_by("-id").values_list("user_id", flat=True).first()
    return last is not None and last == user_id

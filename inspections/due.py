"""What of inspections falls due: self-checks, scoring, results to sign for, what is put right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from hierarchy.models import Tenant
from inspections.models import Correction, Inspection, Rectification
from inspections.terms import (
    OWED_RECTIFICATIONS,
    InspectionStatus,
    RectificationKind,
    RoundStatus,
)
from workflow.reminders import Plan, Subject

S, R = InspectionStatus, RoundStatus
_SELF_CHECKS: Final = Q(status=S.SELF_CHECK, round__status=R.SELF_CHECK)
_SCORINGS: Final = Q(status=S.ON_SITE, round__status=R.SCORING)
_UNSIGNED: Final = Q(status=S.TOLD, round__status=R.REPLY, seen_at__isnull=True)


class _OfSheets:
    """Sheets of one state, due by a day of their round; one plan for all."""

    waiting: ClassVar[Q]
    body_column: str
    due_column: str
    title: ClassVar[str]
    page: ClassVar[str]

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """Every sheet in the state, of rounds under way."""
        return Inspection.objects.filter(self.waiting, round__tenant=tenant)

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those still in the state now."""
        rows = Inspection.objects.filter(self.waiting, pk__in=ids)
        columns = (self.body_column, self.due_column, "round__name", "organization__name")
        return {
            pk: Subject(
                organization_id=body,
                due_on=due_on,
                title=self.title.format(round=name, body=inspected),
                path=reverse(f"inspections:{self.page}", args=[pk]),
            )
            for pk, body, due_on, name, inspected in rows.values_list("pk", *columns)
        }


class SelfCheckDue(_OfSheets):
    """Self-checks (自查) that a body has to hand in."""

    key = "inspections.self_check"
    label = "体检自查"
    body_column = "organization_id"
    due_column = "round__self_check_until"
    usual = Plan(before=(3, 1), after=(1,))
    waiting = _SELF_CHECKS
    title = "提交自查（{round}）"
    page = "self_check"


class ScoringDue(_OfSheets):
    """Sheets (体检单) that the examining body has to look at and score."""

    key = "inspections.scoring"
    label = "体检核验评分"
    body_column = "examiner_id"
    due_column = "round__scoring_until"
    usual = Plan(before=(5, 1), after=(1, 5), up_after=5)
    waiting = _SCORINGS
    title = "核验评分：{body}（{round}）"
    page = "inspection_score"


class ReplyDue(_OfSheets):
    """Results that the inspected has not signed for: until that day it may appeal."""

    key = "inspections.reply"
    label = "体检结果签收"
    body_column = "organization_id"
    due_column = "round__reply_until"
    usual = Plan(before=(1,), on_day=True)
    waiting = _UNSIGNED
    title = "签收体检结果（{round}）"
    page = "inspection_detail"


class RectificationDue:
    """What a body was told to put right, by its day; each way of telling may have its plan."""

    key = "inspections.rectification"
    label = "整改"
    body_column = "organization_id"
    due_column = "due_on"
    usual = Plan(before=(5, 1), after=(1, 5), up_after=3)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """By the kind: 口头指正、批评指正、整改通知书."""
        return {kind: str(label) for kind, label in RectificationKind.choices}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """What the body that was told still owes; a re-check that was asked for is the issuer's."""
        rows = Rectification.objects.filter(tenant=tenant, status__in=OWED_RECTIFICATIONS)
        if only:
            rows = rows.filter(kind__in=only)
        return rows.exclude(kind__in=but) if but else rows

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those whose body still has to move."""
        rows = Rectification.objects.filter(pk__in=ids, status__in=OWED_RECTIFICATIONS)
        columns = ("organization_id", "due_on", "number", "title", "kind")
        return {
            pk: Subject(
                organization_id=body,
                due_on=due_on,
                title=f"{title}（{number}）",
                path=reverse("inspections:rectification_detail", args=[pk]),
                is_binding=kind == RectificationKind.ORDER,
            )
            for pk, body, due_on, number, title, kind in rows.values_list("pk", *columns)
            if due_on is not None
        }


class CorrectionDue:
    """What a yearly review asked to be put right (述职整改事项)."""

    key = "inspections.correction"
    label = "述职整改事项"
    body_column = "review__organization_id"
    due_column = "due_on"
    usual = Plan(before=(5,), after=(1,), up_after=10)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """What is not done."""
        return Correction.objects.filter(done_on__isnull=True, review__tenant=tenant)

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those not done now."""
        rows = Correction.objects.filter(done_on__isnull=True, pk__in=ids)
        columns = ("review__organization_id", "due_on", "words", "review_id", "review__year")
        return {
            pk: Subject(
                organization_id=body,
                due_on=due_on,
                title=f"{words}（{year}年度述职评议）",
                path=reverse("inspections:review_detail", args=[review]),
            )
            for pk, body, due_on, words, review, year in rows.values_list("pk", *columns)
        }

"""Writing a rectification (起草整改), one at a time or for a whole round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.letter_words import fitting_demands, fitting_title, proposed
from inspections.models import Finding, Inspection, Rectification, Round
from inspections.rectification_rules import (
    CONTENT,
    free_findings,
    refuse_body,
    refuse_issuer,
    refuse_taken,
    refuse_wording,
)
from inspections.terms import (
    Grade,
    Level,
    RectificationKind,
    RectificationStatus,
    RoundStatus,
)
from workflow import audit

BATCH: Final = 500
"""So many letters are written at a time."""


@transaction.atomic
def draft_rectification(
    *,
    organization: Organization,
    issuer: Organization,
    kind: str,
    findings: Iterable[Finding],
    content: Mapping[str, Any],
    actor: Actor,
    inspection: Inspection | None = None,
) -> Rectification:
    """Write a reminder or an order about findings of a body (起草批评指正、整改通知书).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_inspection_here``,
    ``body_closed``, ``not_above``, ``foreign_inspection``, ``not_the_organizer``,
    ``verbal_is_noted``, ``findings_needed``, ``finding_taken``, ``drafted_already``,
    ``personal_data``.
    """
    post = require(actor, Capability.HANDLE, at=issuer)
    refuse_body(organization, on=actor.on)
    refuse_issuer(organization, issuer, inspection)
    letter = Rectification(
        tenant_id=organization.tenant_id,
        organization=organization,
        issuer=issuer,
        inspection=inspection,
        kind=_written_kind(kind),
        created_at=actor.at,
    )
    _fill(letter, content)
    chosen = _locked_findings(letter, findings, needed=inspection is None)
    if not chosen:
        _refuse_again(letter)
    letter.save(force_insert=True)
    _hold(letter, chosen)
    told = _plain(letter) | {"findings": len(chosen)}
    _record_draft(letter, told, actor=actor, post=post)
    return letter


def _record_draft(
    letter: Rectification, told: dict[str, Any], *, actor: Actor, post: Post | None
) -> None:
    audit.record(
        verb="rectification.draft",
        target=letter,
        actor=actor,
        organization=letter.issuer,
        after=told,
        post=post,
    )


@transaction.atomic
def edit_rectification(
    *,
    rectification: Rectification,
    changes: Mapping[str, Any],
    actor: Actor,
    findings: Iterable[Finding] | None = None,
) -> Rectification:
    """Change a draft (修改); ``findings`` replace those it held.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``wrong_status``,
    ``verbal_is_noted``, ``findings_needed``, ``finding_taken``, ``personal_data``,
    ``nothing_changed``.
    """
    fresh = Rectification.objects.select_for_update(of=("self",)).get(pk=rectification.pk)
    post = require(actor, Capability.HANDLE, at=fresh.issuer)
    if fresh.status != RectificationStatus.DRAFT:
        raise ValidationError(
            f"这份整改{fresh.get_status_display()}，不能再修改。有误的请撤销后重新起草。",
            code="wrong_status",
        )
    before = _plain(fresh) | {"findings": fresh.findings.count()}
    fresh.kind = _written_kind(changes.get("kind", fresh.kind))
    _fill(fresh, changes)
    moved = findings is not None and _exchange(fresh, findings)
    after = _plain(fresh) | {"findings": fresh.findings.count()}
    changed = [name for name in before if before[name] != after[name]]
    if not changed and not moved:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    fresh.save(update_fields=["kind", *CONTENT])
    audit.record(
        verb="rectification.edit",
        target=fresh,
        actor=actor,
        organization=fresh.issuer,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        post=post,
    )
    return fresh


@transaction.atomic
def draft_for_round(*, round: Round, actor: Actor) -> int:
    """Propose letters for a round that was told (批量起草), one a body; how many were written.

    A poor grade or any red finding asks for an order, a fair one or any yellow for a reminder
    (domain.md §5.3). A body that has a standing letter of this round is passed over, and so is
    one that was closed since: its findings stay with the result.
    Raises ``PermissionDenied``, ``ValidationError`` ``round_not_told``.
    """
    post = require(actor, Capability.HANDLE, at=round.organizer)
    fresh = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if fresh.status not in (RoundStatus.REPLY, RoundStatus.PUBLISHED):
        raise ValidationError(
            f"这一轮体检{fresh.get_status_display()}，结果还没有告知，不能起草整改。请先告知结果。",
            code="round_not_told",
        )
    waiting = list(_to_be_told(fresh, on=actor.on))
    for start in range(0, len(waiting), BATCH):
        _write_proposals(fresh, waiting[start : start + BATCH], actor=actor)
    if waiting:
        audit.record(
            verb="rectification.draft_all",
            target=fresh,
            actor=actor,
            organization=fresh.organizer,
            after={"rectifications": len(waiting)},
            post=post,
        )
    return len(waiting)


def _to_be_told(round: Round, *, on: dt.date) -> Iterable[Inspection]:
    """Inspections of the round that ask for a letter and have none; ``is_grave`` for an order."""
    findings = _free_of_inspection()
    standing = Rectification.objects.filter(inspection=OuterRef("pk")).exclude(
        status=RectificationStatus.REVOKED
    )
    rows = Inspection.objects.taking_part().filter(round=round).exclude(Exists(standing))
    marked = rows.annotate(
        has_red=Exists(findings.filter(level=Level.RED)), has_any=Exists(findings)
    )
    asked = Q(has_any=True) | Q(grade__in=(Grade.FAIR, Grade.POOR))
    still_open = Organization.objects.open(on).values("pk")
    return (
        marked.filter(asked, organization__in=still_open)
        .select_related("organization")
        .order_by("pk")
    )


def _free_of_inspection() -> Any:
    """The free findings of the inspection around which this stands as a subquery."""
    return Finding.objects.free().filter(inspection=OuterRef("pk"))


def _write_proposals(round: Round, rows: list[Any], *, actor: Actor) -> None:
    letters = []
    for row in rows:
        grave = row.has_red or row.grade == Grade.POOR
        kind = RectificationKind.ORDER if grave else RectificationKind.REMINDER
        letters.append(
            Rectification(
                tenant_id=round.tenant_id,
                organization_id=row.organization_id,
                issuer_id=round.organizer_id,
                inspection=row,
                kind=kind,
                created_at=actor.at,
                **proposed(kind, round=round, organization=row.organization),
            )
        )
    Rectification.objects.bulk_create(letters)
    ids = [letter.pk for letter in letters]
    own = Rectification.objects.filter(pk__in=ids, inspection=OuterRef("inspection"))
    free = Finding.objects.filter(inspection__in=[row.pk for row in rows]).free()
    # By id: an UPDATE does not join the letter that says whether a finding is free.
    Finding.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(
        rectification=Subquery(own.values("pk")[:1])
    )


def _written_kind(kind: str) -> str:
    if kind == RectificationKind.VERBAL:
        raise ValidationError(
            {
                "kind": ValidationError(
                    "口头指正当面提出，不起草文书，请点“登记口头指正”。", code="verbal_is_noted"
                )
            }
        )
    return RectificationKind(kind)


def _fill(letter: Rectification, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            setattr(letter, name, str(content[name]).strip())
    letter.title = fitting_title(letter.kind, letter.title)
    letter.demands = fitting_demands(letter.kind, letter.demands)
    refuse_wording(letter)


def _refuse_again(letter: Rectification) -> None:
    """A letter about a result alone, without a finding, stands once."""
    about: Any = Inspection.objects.select_for_update(of=("self",), no_key=True)
    standing = Rectification.objects.filter(inspection=about.get(pk=letter.inspection_id))
    if standing.exclude(status=RectificationStatus.REVOKED).exists():
        raise ValidationError(
            "这份体检单已有整改文书，没有选定新的问题，不必再起草。请在“整改”中查看原来的文书。",
            code="drafted_already",
        )


def _locked_findings(
    letter: Rectification, findings: Iterable[Finding], *, needed: bool
) -> list[Finding]:
    """The findings chosen, locked; two letters at once cannot hold the same one."""
    wanted = {finding.pk for finding in findings}
    if needed and not wanted:
        raise ValidationError(
            {
                "findings": ValidationError(
                    "请至少选定一个问题。还没有登记的，请先登记问题。", code="findings_needed"
                )
            }
        )
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    locked = list(rows.order_by("pk"))
    refuse_taken(free_findings(letter.organization, letter.issuer), wanted)
    return locked


def _exchange(letter: Rectification, findings: Iterable[Finding]) -> bool:
    """Let these be what a draft is about; whether that changed anything."""
    wanted = {finding.pk: finding for finding in findings}
    held = set(letter.findings.values_list("pk", flat=True))
    if set(wanted) == held:
        return False
    if letter.inspection_id is None and not wanted:
        _locked_findings(letter, (), needed=True)
    new = [finding for pk, finding in wanted.items() if pk not in held]
    chosen = _locked_findings(letter, new, needed=False)
    letter.findings.exclude(pk__in=wanted).update(rectification=None)
    _hold(letter, chosen)
    return True


def _hold(letter: Rectification, findings: Iterable[Finding]) -> None:
    ids = [finding.pk for finding in findings]
    Finding.objects.filter(pk__in=ids).update(rectification=letter)


def _plain(letter: Rectification) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in ("kind", *CONTENT)}

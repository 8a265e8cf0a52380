"""Findings (问题): drawn from the scores of a round, or noted where somebody saw one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Tier
from inspections.facts import fact_of
from inspections.models import Finding, Inspection, LimitHit, Score
from inspections.privacy import refuse_personal, without_personal
from inspections.rectification_rules import refuse_body
from inspections.scoring import level_of
from inspections.terms import Grade, Level, RectificationStatus
from workflow import audit

BATCH: Final = 500
"""So many inspections are looked through at a time."""
LIMIT_CODE: Final = "限制项"
_CONTENT: Final = ("level", "code", "fact", "article")
_DRAWN: Final = ("level", "code", "fact", "article", "lost")
# Per cent of the points, as SQL compares it.
_YELLOW = F("indicator__points") * F("indicator__yellow_below")


@transaction.atomic
def note_finding(
    *, organization: Organization, content: Mapping[str, Any], actor: Actor
) -> Finding:
    """Note something seen outside a round (登记问题): ``level``, ``fact``, ``article``, ``code``.

    By whoever works above the body, from its guidance officer to the city. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields, ``no_inspection_here``,
    ``body_closed``, ``found_later``, ``noted_already``, ``personal_data``.
    """
    noted_by = noting_body(organization, actor)
    post = require(actor, Capability.HANDLE, at=noted_by)
    found_on: dt.date = content.get("found_on") or actor.on
    _refuse_noting(organization, found_on, on=actor.on)
    finding = Finding(
        tenant_id=organization.tenant_id,
        organization=organization,
        found_on=found_on,
        **{name: str(content.get(name, "")).strip() for name in _CONTENT},
    )
    refuse_personal(fact=finding.fact, article=finding.article)
    finding.full_clean()
    _refuse_again(finding)
    finding.save(force_insert=True)
    audit.record(
        verb="finding.note",
        target=finding,
        actor=actor,
        organization=organization,
        after={name: getattr(finding, name) for name in (*_CONTENT, "found_on")},
        post=post,
    )
    return finding


def noting_body(organization: Organization, actor: Actor) -> Organization:
    """In whose name a finding is noted: the nearest body above for which the person writes.

    The one just above where the person writes for none, so that the right is refused there.
    """
    above = list(bodies_above(organization))
    writes = (body for body in above if can(actor, Capability.HANDLE, at=body))
    return next(writes, above[0] if above else organization)


def bodies_above(organization: Organization) -> Iterator[Organization]:
    """The bodies above one, the nearest first: officer, station, county, committee, city."""
    for name in ("officer", "station", "county", "committee"):
        body: Organization | None = getattr(organization, name)
        if body is not None and body.pk != organization.pk:
            yield body
    cities = Organization.objects.filter(tenant_id=organization.tenant_id, tier=Tier.CITY)
    yield from cities.exclude(pk=organization.pk)


def findings_of(inspections: Sequence[int], *, on: dt.date) -> int:
    """Draw the findings of these inspections from their scores; how many stand now.

    Part of an action; to be run again when a score changed: what is no longer a finding goes,
    and what a letter has told already, or what is settled, stays as it was told. A limit that
    kept the grade down is a finding too. A bounded number of queries each 500 inspections.
    """
    starts = range(0, len(inspections), BATCH)
    return sum(_draw(list(inspections[start : start + BATCH]), on=on) for start in starts)


def _draw(inspections: list[int], *, on: dt.date) -> int:
    wanted = {one.score_id: one for one in _of_scores(inspections, on=on)}
    limits = {(one.inspection_id, one.fact): one for one in _of_limits(inspections, on=on)}
    known = Finding.objects.filter(inspection__in=inspections).select_related("rectification")
    gone: list[int] = []
    changed: list[Finding] = []
    stands = 0
    for finding in known:
        key = (finding.inspection_id, finding.fact)
        drawn = wanted.pop(finding.score_id, None) if finding.score_id else limits.pop(key, None)
        if _is_told(finding):
            stands += 1
        elif drawn is None:
            gone.append(finding.pk)
        elif _differs(finding, drawn):
            changed.append(_taken_over(finding, drawn))
        else:
            stands += 1
    Finding.objects.filter(pk__in=gone).delete()
    Finding.objects.bulk_update(changed, _DRAWN, batch_size=BATCH)
    new = [*wanted.values(), *limits.values()]
    Finding.objects.bulk_create(new, batch_size=2000)
    return stands + len(changed) + len(new)


def _is_told(finding: Finding) -> bool:
    """Whether the body was told of it, or it is put right: neither is rewritten."""
    letter = finding.rectification
    drafted = letter is None or letter.status == RectificationStatus.DRAFT
    return finding.settled_on is not None or not drafted


def _differs(finding: Finding, drawn: Finding) -> bool:
    return any(getattr(finding, name) != getattr(drawn, name) for name in _DRAWN)


def _taken_over(finding: Finding, drawn: Finding) -> Finding:
    for name in _DRAWN:
        setattr(finding, name, getattr(drawn, name))
    return finding


def _of_scores(inspections: list[int], *, on: dt.date) -> Iterator[Finding]:
    """Red and yellow scores; what lost less than either bound is no finding."""
    low = Score.objects.filter(
        inspection__in=inspections,
        earned__lt=F("indicator__points"),
    ).alias(bound=_YELLOW / 100)
    rows = low.filter(earned__lt=F("bound")).values(
        *("pk", "inspection_id", "value", "of", "lacks_all", "earned", "reason", "disputed"),
        tenant_id=F("inspection__tenant_id"),
        body_id=F("inspection__organization_id"),
        points=F("indicator__points"),
        code=F("indicator__code"),
        name=F("indicator__name"),
        formula=F("indicator__formula"),
        source=F("indicator__source"),
        target=F("indicator__target"),
        article=F("indicator__article"),
        red=F("indicator__red_below"),
        yellow=F("indicator__yellow_below"),
    )
    for row in rows.iterator(chunk_size=2000):
        level = level_of(row["points"], row["earned"], red=row["red"], yellow=row["yellow"])
        if level is not None:
            yield _finding(SimpleNamespace(**row), level, on=on)


def _finding(row: SimpleNamespace, level: Level, *, on: dt.date) -> Finding:
    lost: Decimal = row.points - row.earned
    return Finding(
        tenant_id=row.tenant_id,
        organization_id=row.body_id,
        inspection_id=row.inspection_id,
        score_id=row.pk,
        level=level,
        code=row.code,
        fact=fact_of(row),
        article=row.article,
        lost=lost.quantize(Decimal("0.0001")),
        found_on=on,
    )


def _of_limits(inspections: list[int], *, on: dt.date) -> Iterator[Finding]:
    """What kept the grade down: red where it can only be poor, yellow where fair at most."""
    hits = LimitHit.objects.filter(inspection__in=inspections).select_related("limit", "inspection")
    for hit in hits:
        inspection: Inspection = hit.inspection
        reason = without_personal(hit.reason.strip().rstrip("。"))
        grade = Grade(hit.limit.grade)
        tail = f"：{reason}" if reason else ""
        yield Finding(
            tenant_id=inspection.tenant_id,
            organization_id=inspection.organization_id,
            inspection_id=inspection.pk,
            level=Level.RED if grade == Grade.POOR else Level.YELLOW,
            code=LIMIT_CODE,
            fact=f"{hit.limit.name}{tail}，等次最高为“{grade.label}”"[:399] + "。",
            article=hit.limit.article,
            found_on=on,
        )


def _refuse_again(finding: Finding) -> None:
    """The same fact of the same day stands once until a letter tells it: a button pressed twice."""
    # One at a time a body: the second sees the first.
    locked(finding.organization)
    same = Finding.objects.filter(
        organization_id=finding.organization_id, fact=finding.fact, found_on=finding.found_on
    )
    if same.free().exists():
        raise ValidationError(
            "同一天、同一事实的问题已经登记，还没有列入整改，不必重复登记。请在“问题”中查看。",
            code="noted_already",
        )


def _refuse_noting(organization: Organization, found_on: dt.date, *, on: dt.date) -> None:
    refuse_body(organization, on=on)
    if found_on > on:
        raise ValidationError(
            {
                "found_on": ValidationError(
                    "发现日期不能晚于今天，请核对后再登记。", code="found_later"
                )
            }
        )

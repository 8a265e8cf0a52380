"""Month-end snapshots (覆盖快照): written once, by the database, and never again."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from coverage.models import ContactRecord, CoverageSnapshot, SnapshotUnit, Unit, UnitState
from coverage.models.unit import COUNTS
from coverage.rulebook import rules_on
from coverage.standing import LINE_COLUMNS
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from workflow import audit

_FIGURES = (*COUNTS, "operating", "cover")

# Each unit by its last state on or before the day; units entered for later days are not in it.
_COPY = f"""
    INSERT INTO {SnapshotUnit._meta.db_table} (
        snapshot_id, unit_id, tenant_id, name, credit_code, industry_id, place_id,
        {", ".join(LINE_COLUMNS)}, district_id, town_id, is_above_scale, has_work_coverage,
        last_contact_on, verified_on, {", ".join(_FIGURES)})
    SELECT %(snapshot)s, u.id, u.tenant_id, u.name, u.credit_code, u.industry_id, s.place_id,
        {", ".join(f"o.{column}" for column in LINE_COLUMNS)}, u.district_id, u.town_id,
        u.is_above_scale, o.officer_id IS NOT NULL OR u.has_union OR u.has_league,
        (SELECT MAX(c.contacted_on) FROM {ContactRecord._meta.db_table} c
         WHERE c.unit_id = u.id AND c.contacted_on <= %(day)s),
        CASE WHEN u.verified_on <= %(day)s THEN u.verified_on END,
        {", ".join(f"s.{name}" for name in _FIGURES)}
    FROM {Unit._meta.db_table} u
    CROSS JOIN LATERAL (
        SELECT * FROM {UnitState._meta.db_table} known
        WHERE known.unit_id = u.id AND known.effective_on <= %(day)s
        ORDER BY known.effective_on DESC, known.id DESC LIMIT 1
    ) s
    JOIN {Organization._meta.db_table} o ON o.id = s.place_id
    WHERE u.tenant_id = %(tenant)s
    ORDER BY u.id
"""  # noqa: S608 - names are ours


@transaction.atomic
def take_snapshot(*, tenant: Tenant, taken_for: dt.date, actor: Actor) -> CoverageSnapshot:
    """Keep the ledger of a city as it was on a day; a second call changes nothing.

    The rules of that day are kept along. System only in practice: nothing is asked of the
    actor but the moment. Raises ``ValidationError`` ``in_future`` for a day not yet over.
    """
    if taken_for >= actor.on:
        raise ValidationError("只能为已经过去的日期生成快照，请选择更早的日期。", code="in_future")
    snapshot, is_new = CoverageSnapshot.objects.get_or_create(
        tenant=tenant,
        taken_for=taken_for,
        defaults={
            "taken_at": actor.at,
            "rules": rules_on(tenant=tenant, on=taken_for).as_json(),
        },
    )
    if not is_new:
        return snapshot
    with connection.cursor() as cursor:
        cursor.execute(_COPY, {"snapshot": snapshot.pk, "tenant": tenant.pk, "day": taken_for})
        count = cursor.rowcount
    audit.record(
        verb="coveragesnapshot.take",
        target=snapshot,
        actor=actor,
        tenant=tenant,
        after={"taken_for": taken_for, "units": count},
    )
    return snapshot

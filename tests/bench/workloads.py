"""Lists and assignments to measure on: issued by SQL, in every status, due over a whole year."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from accounts.models import User
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.terms import AssignmentStatus, Category, ListKind, ListStatus
from hierarchy.actions.planting import plant_bulk
from hierarchy.actors import system_actor
from hierarchy.bulk import HolderSpec
from hierarchy.models import Appointment, Organization, Position
from hierarchy.terms import Role
from tests.bench.grounds import AT, FOUNDED, Ground, build_city, found, inner_specs

YEAR = AT.year
# A city's bodies; with the number of items this gives the number of assignments.
_BODIES = 12_000

_ASSIGN = f"""
    INSERT INTO {Assignment._meta.db_table} (
        tenant_id, item_id, issuer_id, receiver_id, tier, key_point_id,
        committee_id, station_id, officer_id, district_id, town_id,
        status, progress, due_date, sign_due_date, issued_at, signed_at,
        has_objected, extension_asked, is_decomposed
    )
    SELECT
        body.tenant_id, item.id, body.parent_id, body.id, body.tier, item.id,
        body.committee_id, body.station_id, body.officer_id, body.district_id, body.town_id,
        (ARRAY['to_sign', 'in_progress', 'in_progress', 'reported', 'returned', 'accepted',
               'accepted', 'accepted'])[1 + (body.id * 31 + item.id * 17) %% 8],
        (body.id * 13 + item.id) %% 101,
        %(start)s::date + ((body.id * 7 + item.id * 11) %% 365)::integer,
        %(start)s, %(at)s, %(at)s, false, false, body.id %% 3 = 0
    FROM {ChecklistItem._meta.db_table} item
    JOIN {Organization._meta.db_table} body
      ON body.tenant_id = item.tenant_id AND body.parent_id IS NOT NULL
    WHERE item.checklist_id = %(checklist)s
    ORDER BY item.id, body.id
"""


def build_work(size: int) -> Ground:
    """A city of 12,000 bodies that owe about ``size`` assignments."""
    ground = build_city(_BODIES)
    checklist = new_list(ground.root, items=max(1, round(size / _BODIES)))
    with connection.cursor() as cursor:
        cursor.execute(
            _ASSIGN,
            {"checklist": checklist.pk, "start": dt.date(YEAR, 1, 1), "at": AT},
        )
    return ground


def build_receivers(count: int) -> Ground:
    """A city with ``count`` committees directly below it, each with someone in post."""
    ground = found(count)
    people = User.objects.bulk_create(
        [User(username=f"receiver-{index}", name="测试") for index in range(count)]
    )
    plant_bulk(
        tenant=ground.tenant,
        specs=list(inner_specs(ground, stations=0, officers=0, committees=count)),
        on=FOUNDED,
        reason="测试",
        actor=system_actor(at=AT),
        holders=[
            HolderSpec(node=index, title="主任", user_id=person.pk, starts_on=FOUNDED)
            for index, person in enumerate(people)
        ],
    )
    return ground


def build_reminded(size: int, *, due: dt.date) -> Ground:
    """About ``size`` tasks of 12,000 bodies, each with somebody in post, all due on one day."""
    ground = build_work(size)
    bodies = list(Organization.objects.filter(parent__isnull=False).order_by("pk"))
    people = User.objects.bulk_create(
        [User(username=f"holder-{body.pk}", name="测试") for body in bodies]
    )
    posts = Position.objects.bulk_create(
        [
            Position(tenant=ground.tenant, organization=body, title="专责", role=Role.CLERK)
            for body in bodies
        ]
    )
    Appointment.objects.bulk_create(
        [
            Appointment(user=user, position=post, starts_on=FOUNDED)
            for user, post in zip(people, posts, strict=True)
        ]
    )
    Assignment.objects.update(status=AssignmentStatus.IN_PROGRESS, due_date=due)
    return ground


def new_list(issuer: Organization, *, items: int, status: str = ListStatus.ISSUED) -> Checklist:
    """A list with so many items; issued ones have their time."""
    checklist = Checklist.objects.create(
        tenant=issuer.tenant,
        issuer=issuer,
        kind=ListKind.KEY_POINTS,
        year=YEAR,
        title="测试清单",
        status=status,
        created_at=AT,
        issued_at=AT if status == ListStatus.ISSUED else None,
        sign_due_date=dt.date(YEAR, 3, 10),
    )
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(
                tenant=issuer.tenant,
                checklist=checklist,
                serial=serial,
                category=Category.values[0],
                title=f"测试事项{serial}",
                starts_on=dt.date(YEAR, 1, 1),
                due_date=dt.date(YEAR, 12, 20),
            )
            for serial in range(1, items + 1)
        ]
    )
    return checklist

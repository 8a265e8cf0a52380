"""Dues and private warnings over 200,000 members: the first of a month, and a night.

One member in fifty has paid nothing for three months, one in fifty has been absent for five.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.db.models.functions import Mod

from hierarchy.actors import system_actor
from hierarchy.models import Tenant
from people.actions.dues import make_dues
from people.actions.warnings import refresh_warnings
from people.models import Dues, Member
from people.months import first_of, months_later
from people.sealed import as_secret
from tests.bench.grounds import AT, Ground
from tests.bench.people_cases import MEMBERS, NIGHT_GOAL
from tests.bench.people_grounds import build_members
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import seconds

_SIZES: Final = {"small": MEMBERS // 20}
_MONTHS: Final = 12
_WRITE: Final = f"""
    INSERT INTO {Dues._meta.db_table} (
        member_id, tenant_id, organization_id, month, percent, owed, paid, paid_on, is_excused,
        words
    )
    SELECT id, tenant_id, organization_id, (%(month)s::date - make_interval(months => back))::date,
           1, %(sum)s, CASE WHEN late THEN '' ELSE %(sum)s END,
           CASE WHEN late THEN NULL ELSE %(month)s::date END, false, ''
    FROM (
        SELECT member.*, back, member.id %% 50 = 0 AND back <= 3 AS late
        FROM {Member._meta.db_table} AS member, generate_series(1, %(months)s) AS back
        WHERE tenant_id = %(tenant)s AND presence = 'present'
    ) AS owing
"""


def care(bench: Bench) -> Iterator[Result]:
    """The month's dues made, a first night that raises warnings, and one with nothing new."""
    size = _SIZES.get(bench.scale, MEMBERS)
    ground: Ground = bench.server.open(f"care_{size}", lambda: _build(size))
    actor = system_actor(at=AT)
    city: Tenant = ground.tenant
    for case, step in (
        ("people.care.dues", lambda: make_dues(tenant=city, actor=actor)),
        ("people.care.night", lambda: refresh_warnings(tenant=city, actor=actor)),
        ("people.care.night.again", lambda: refresh_warnings(tenant=city, actor=actor)),
    ):
        done: list[object] = []
        taken = seconds(lambda step=step, done=done: done.append(step()))
        yield Result(
            case=case, n=size, value=taken, unit="s", goal=NIGHT_GOAL, more={"done": str(done[0])}
        )
    bench.server.drop(f"care_{size}")


def _build(size: int) -> Ground:
    """The register of the other cases, with a year of dues that are paid but for a few."""
    ground = build_members(size)
    month = first_of(AT.date())
    members = Member.objects.filter(tenant=ground.tenant, presence="present")
    members.update(income=as_secret("5000"))
    absent = members.annotate(part=Mod("pk", 50)).filter(part=1)
    absent.update(absent_on=months_later(month, -6))
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "month": month,
                "months": _MONTHS,
                "sum": as_secret("50.00").sealed,
                "tenant": ground.tenant.pk,
            },
        )
        cursor.execute("ANALYZE")
    return ground


CASES: dict[str, Case] = {"people.care": care}

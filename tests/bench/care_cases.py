"""The clock over 200,000 members: the dues of a month, and the rules of a night (清除 and 预警).

One member in twenty left years ago and is to be erased. One in fifty has paid nothing for three
months, one in fifty has been absent for five; every branch has a secretary to be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import process_time
from typing import Any, Final

from django.db import connection
from django.db.models.functions import Mod

from accounts.models import User
from hierarchy.actors import system_actor
from hierarchy.models import Appointment, Organization, Position
from hierarchy.terms import Role, Tier
from people.actions.care_erasing import erase_care
from people.actions.dues import make_dues
from people.actions.retention import keep_city
from people.actions.warnings import refresh_warnings
from people.models import Dues, Member
from people.months import first_of, months_later
from people.sealed import as_secret
from tests.bench.grounds import AT, FOUNDED, Ground
from tests.bench.people_cases import MEMBERS
from tests.bench.people_grounds import build_members
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import Step, database_seconds, seconds

NIGHT_GOAL: Final = 60
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
    """The first of a month: what each member owes is set down, and a second run adds nothing."""
    size = _SIZES.get(bench.scale, MEMBERS)
    ground: Ground = bench.server.open(f"care_{size}", lambda: _build(size))
    actor = system_actor(at=AT)
    for case, least in (("people.care.dues", 1), ("people.care.dues.again", 0)):
        yield _measured(
            case, {"dues": lambda: make_dues(tenant=ground.tenant, actor=actor)}, size, least=least
        )


def night(bench: Bench) -> Iterator[Result]:
    """All the rules of a night: one member in twenty erased, warnings told; then nothing new."""
    size = _SIZES.get(bench.scale, MEMBERS)
    ground: Ground = bench.server.open(f"care_{size}", lambda: _build(size))
    city, actor = ground.tenant, system_actor(at=AT)
    steps: dict[str, Step] = {
        "keep": lambda: keep_city(tenant=city, actor=actor),
        "erase": lambda: erase_care(tenant=city, actor=actor),
        "warn": lambda: refresh_warnings(tenant=city, actor=actor),
    }
    for case, least in (("people.night", 1), ("people.night.again", 0)):
        yield _measured(case, steps, size, least=least)
    bench.server.drop(f"care_{size}")


def _measured(case: str, steps: Mapping[str, Step], size: int, *, least: int) -> Result:
    """Seconds of these steps one after the other; each tells what it has done."""
    taken: dict[str, float] = {}
    done: dict[str, Any] = {}
    before = process_time() + database_seconds()
    for name, step in steps.items():
        taken[name] = seconds(lambda name=name, step=step: done.update({name: step()}))
    processor = process_time() + database_seconds() - before
    changed = sum(_count(told) for told in done.values())
    if bool(changed) != bool(least):
        raise RuntimeError(f"{case} changed {changed} rows: {done}")
    more = {**taken, "processor": processor, "done": str(done)}
    return Result(
        case=case, n=size, value=sum(taken.values()), unit="s", goal=NIGHT_GOAL, more=more
    )


def _count(told: Any) -> int:
    """What a step says: a number, numbers by name, or a row of numbers."""
    if isinstance(told, int):
        return told
    return sum(told.values() if isinstance(told, dict) else told)


def _build(size: int) -> Ground:
    """The register of the other cases, with a year of dues that are paid but for a few."""
    ground = build_members(size)
    month = first_of(AT.date())
    members = Member.objects.filter(tenant=ground.tenant, presence="present")
    members.update(income=as_secret("5000"))
    absent = members.annotate(part=Mod("pk", 50)).filter(part=1)
    absent.update(absent_on=months_later(month, -6))
    _appoint_secretaries(ground)
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


def _appoint_secretaries(ground: Ground) -> None:
    branches = Organization.objects.filter(tenant=ground.tenant, tier=Tier.BRANCH).order_by("pk")
    posts = Position.objects.bulk_create(
        Position(tenant=ground.tenant, organization=branch, title="书记", role=Role.SECRETARY)
        for branch in branches
    )
    people = User.objects.bulk_create(
        User(username=f"secretary-{post.organization_id}", name="测试") for post in posts
    )
    Appointment.objects.bulk_create(
        Appointment(user=user, position=post, starts_on=FOUNDED)
        for user, post in zip(people, posts, strict=True)
    )


CASES: dict[str, Case] = {"people.care": care, "people.night": night}

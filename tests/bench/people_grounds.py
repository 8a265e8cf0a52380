"""200,000 members to measure on: written by SQL, numbers sealed alike, one of them to be found."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction

from coverage.models import PartyOrganization
from coverage.terms import Cover
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.terms import Kind, Tier
from people.models import Member, PeoplePolicy
from people.sealed import as_secret, blind_index
from tests.bench.grounds import AT, FOUNDED, Ground, build_city

IDENTITY, PHONE = "11010519491231002X", "13987654321"
NAME, PINYIN, INITIALS, MASKED = "赵明", "zhaoming", "zm", "赵*"
_BODIES: Final = 12_000
_SURNAMES: Final = "赵zhao 钱qian 孙sun 李li 周zhou 吴wu 郑zheng 王wang 冯feng 陈chen"
_GIVEN: Final = "明ming 华hua 强qiang 芳fang 敏min 静jing 磊lei 洋yang 勇yong 艳yan 杰jie 娟juan"

_WRITE = f"""
    WITH branch AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
        FROM {Organization._meta.db_table}
        WHERE tenant_id = %(tenant)s AND tier = 'branch'
    ), words AS (
        SELECT serial,
               (%(surnames)s::text[])[1 + serial * 7919 %% %(s)s] AS surname,
               (%(given)s::text[])[1 + serial * 104729 %% %(g)s] AS first,
               (%(given)s::text[])[1 + serial * 1299709 / 7 %% %(g)s] AS second
        FROM generate_series(1, %(size)s::bigint) AS serial
    )
    INSERT INTO {Member._meta.db_table} (
        tenant_id, organization_id, name, name_key, identity, identity_index, phone, phone_index,
        address, income, standing, admitted_on, regular_on, duty, is_leader, is_spared, joined_on,
        presence, presence_on, moved_to
    )
    SELECT %(tenant)s, branch.id,
           left(surname, 1) || left(first, 1) || left(second, 1),
           substr(surname, 2) || substr(first, 2) || substr(second, 2) || '|'
               || substr(surname, 2, 1) || substr(first, 2, 1) || substr(second, 2, 1),
           %(sealed)s, left(md5('i' || serial) || md5('j' || serial), 40),
           %(sealed)s, left(md5('p' || serial) || md5('q' || serial), 40),
           %(sealed)s, %(sealed)s, 'regular', %(joined)s, %(joined)s, '', false, false, %(joined)s,
           CASE WHEN serial %% 20 = 0 THEN 'transferred' ELSE 'present' END,
           CASE WHEN serial %% 20 = 0 THEN %(left)s::date ELSE %(joined)s::date END, ''
    FROM words JOIN branch ON branch.place = words.serial %% branch.many
"""


def build_members(size: int) -> Ground:
    """A city of 12,000 bodies that keeps a register of ``size``, all under one party committee."""
    ground = build_city(min(_BODIES, size))
    superior = Organization.objects.filter(tenant=ground.tenant, tier=Tier.COMMITTEE)[0]
    Organization.objects.filter(pk=superior.pk).update(kind=Kind.INDUSTRY_COMMITTEE)
    PeoplePolicy.objects.create(tenant=ground.tenant, register_on=True, effective_from=FOUNDED)
    branches = Organization.objects.filter(tenant=ground.tenant, tier=Tier.BRANCH)
    PartyOrganization.objects.bulk_create(
        (
            PartyOrganization(
                organization=branch,
                tenant=ground.tenant,
                formation=Cover.ALONE,
                superior_organization=superior,
                updated_on=AT.date(),
            )
            for branch in branches
        ),
        batch_size=2000,
    )
    _write(ground, size)
    first = Member.objects.filter(organization=ground.some(Tier.BRANCH)[0], presence="present")[0]
    Member.objects.filter(pk=first.pk).update(
        name=NAME,
        name_key=pinyin_key(NAME),
        identity_index=blind_index(IDENTITY),
        phone_index=blind_index(PHONE),
    )
    return ground


def _write(ground: Ground, size: int) -> None:
    surnames, given = _SURNAMES.split(), _GIVEN.split()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "tenant": ground.tenant.pk,
                "size": size,
                "surnames": surnames,
                "s": len(surnames),
                "given": given,
                "g": len(given),
                "sealed": as_secret("13800005678").sealed,
                "joined": FOUNDED,
                "left": dt.date(2020, 6, 1),
            },
        )

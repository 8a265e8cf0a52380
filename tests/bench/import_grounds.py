"""A city to import into, and sheets of so many units for it: made up, different in every row."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import xlsxwriter
from stdnum.cn import uscc

from hierarchy.actions.planting import plant_bulk
from hierarchy.actors import system_actor
from hierarchy.bulk import NodeSpec
from hierarchy.models import Industry, Organization
from hierarchy.terms import Kind, Tier
from tests.bench.grounds import AT, COMMITTEES, FOUNDED, Ground, found

STATIONS, OFFICERS, BRANCHES = 120, 1_200, 12_000
COLUMNS = (
    *("统一社会信用代码", "单位名称", "单位类型", "行业", "所属区县", "镇街"),
    *("楼宇园区或商圈", "经营地址", "经营状态", "是否三有", "出资人或负责人", "联系电话"),
    *("从业人数", "35岁以下人数", "正式党员数", "组织关系在外党员数"),
    *("覆盖方式", "党组织", "指导员岗位", "备注"),
)
# Two primes: names come in no order, as real ones do, and none comes twice.
_STRIDE, _MODULUS = 7_919, 10_000_019
_TRADES = ("餐饮管理", "商贸", "信息科技", "物业服务", "文化传播", "建筑装饰", "医疗器械", "物流")


@dataclass(frozen=True, slots=True)
class ImportGround:
    """The city with its industries, and the names that sheets use."""

    ground: Ground
    industries: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    parties: tuple[str, ...]
    officers: tuple[str, ...]


def build_import_city() -> ImportGround:
    """Ten industries, 120 stations, 1,200 officers' posts and 12,000 party organisations."""
    ground = found(BRANCHES)
    industries = [
        Industry.objects.create(
            tenant=ground.tenant,
            code=f"I{index}",
            name=f"测试行业{index}",
            sort_order=index,
            effective_from=FOUNDED,
        )
        for index in range(COMMITTEES)
    ]
    plant_bulk(
        tenant=ground.tenant,
        specs=list(_specs(ground, industries)),
        on=FOUNDED,
        reason="测试",
        actor=system_actor(at=AT),
    )
    bodies = Organization.objects.filter(tenant=ground.tenant).order_by("pk")
    return ImportGround(
        ground=ground,
        industries=tuple(industry.name for industry in industries),
        places=tuple((town.parent.name if town.parent else "", town.name) for town in ground.towns),
        parties=tuple(bodies.filter(tier=Tier.BRANCH).values_list("name", flat=True)),
        officers=tuple(bodies.filter(tier=Tier.OFFICER).values_list("code", flat=True)),
    )


def _specs(ground: Ground, industries: Sequence[Industry]) -> Iterator[NodeSpec]:
    for industry in industries:
        yield NodeSpec(
            parent=ground.root,
            tier=Tier.COMMITTEE,
            kind=Kind.WORKING_BODY,
            name=f"{industry.name}行业党建专委会",
            region=ground.root.region,
            industry=industry,
        )
    layers = ((Tier.STATION, STATIONS), (Tier.OFFICER, OFFICERS), (Tier.BRANCH, BRANCHES))
    first, width = 0, len(industries)
    for tier, count in layers:
        for index in range(count):
            serial = index * _STRIDE % _MODULUS
            yield NodeSpec(
                parent=first + index % width,
                tier=tier,
                kind=_KINDS[tier],
                name=f"测试{serial}{_WORDS[tier]}",
                code=f"{tier[:2].upper()}-{index}",
                region=ground.towns[index % width % len(ground.towns)],
            )
        first, width = first + width, count


_KINDS = {
    Tier.STATION: Kind.STATION,
    Tier.OFFICER: Kind.OFFICER_POST,
    Tier.BRANCH: Kind.JOINT_BRANCH,
}
_WORDS = {
    Tier.STATION: "区域党建工作站",
    Tier.OFFICER: "号岗",
    Tier.BRANCH: "号楼宇联合党支部",
}


def sheet(city: ImportGround, count: int, *, changed: int = 0) -> bytes:
    """An .xlsx of ``count`` units; the first ``changed`` of every hundred have new counts."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        page = workbook.add_worksheet("台账")
        page.write_row(0, 0, COLUMNS)
        for index in range(count):
            page.write_row(index + 1, 0, line(city, index, changed=index % 100 < changed))
    return target.getvalue()


def line(city: ImportGround, index: int, *, changed: bool = False) -> list[Any]:
    """The cells of one unit."""
    serial = index * _STRIDE % _MODULUS
    district, town = city.places[index % len(city.places)]
    employees = 5 + serial % 400
    covered = index % 3 == 0
    party = index % len(city.parties)
    industry = party % len(city.industries) if covered else index % len(city.industries)
    return [
        credit_code(index),
        f"测试{serial}{_TRADES[index % len(_TRADES)]}有限公司",
        "私营企业",
        city.industries[industry],
        district,
        town,
        f"测试大厦{index % 700}座",
        f"测试路{serial % 999}号{index % 40}室",
        "实体运营",
        "是" if index % 2 else "否",
        f"测试{index % 5_000}",
        f"139{index:08d}",
        employees + changed,
        employees // 3,
        index % 7 % 3 + changed,
        index % 5 % 2,
        "联合" if covered else "未覆盖",
        city.parties[party] if covered else "",
        "" if covered else city.officers[index % len(city.officers)],
        f"备注{index}" if index % 10 == 0 else "",
    ]


@cache
def credit_code(index: int) -> str:
    """A code that passes every check and is nobody's."""
    body = f"MA{index:06d}"
    total = sum(
        int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    number = f"91320500{body}{'0X987654321'[total % 11]}"
    return f"{number}{uscc.calc_check_digit(number)}"

"""The columns of a sheet of organisations: stations, officers' posts and what stands below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from documents.intake.fields import Field, FieldKind
from hierarchy.terms import KINDS_OF_TIER, Kind, Tier

TIERS: Final = (Tier.STATION, Tier.OFFICER, Tier.BRANCH)
TIER_WORDS: Final = {
    "工作站": Tier.STATION,
    "区域党建工作站": Tier.STATION,
    "指导员": Tier.OFFICER,
    "党建指导员": Tier.OFFICER,
    "指导员岗位": Tier.OFFICER,
    "两新党组织": Tier.BRANCH,
    "党组织": Tier.BRANCH,
    "支部": Tier.BRANCH,
}
KIND_WORDS: Final = {
    "工作站": Kind.STATION,
    "指导员岗位": Kind.OFFICER_POST,
    "支部": Kind.BRANCH,
    "总支": Kind.GENERAL_BRANCH,
    "联合支部": Kind.JOINT_BRANCH,
    "临时支部": Kind.TEMPORARY_BRANCH,
    "党委": Kind.BASE_COMMITTEE,
}
ONLY_KIND: Final = {Tier.STATION: Kind.STATION, Tier.OFFICER: Kind.OFFICER_POST}
ATTRIBUTES: Final = ("name", "short_name", "code", "kind")
_FIELDS: Final = (
    Field(
        "tier",
        "层级",
        FieldKind.CHOICE,
        required=True,
        aliases=("组织层级", "级别"),
    ),
    Field(
        "name",
        "全称",
        required=True,
        aliases=("组织名称", "组织全称", "名称", "党组织名称"),
        max_length=100,
        example="示例区域党建工作站",
        width=32,
    ),
    Field("short_name", "简称", aliases=("组织简称",), max_length=48),
    Field(
        "code",
        "代码",
        aliases=("组织代码", "编码"),
        max_length=32,
        note="本市内不重复；填了代码的按代码识别，没有的按上级和全称识别。",
        example="SL-01",
    ),
    Field(
        "kind",
        "类别",
        FieldKind.CHOICE,
        aliases=("组织类别", "党组织类别"),
        note="党支部、联合党支部、党总支等；工作站和指导员岗位可留空。",
        example="区域党建工作站",
        width=22,
    ),
    Field(
        "parent",
        "上级",
        required=True,
        aliases=("上级组织", "上级名称", "隶属", "上级代码"),
        max_length=100,
        note="上级的全称或代码；上级也可以在本表中，前后次序不限。",
        example="商圈市场行业党建专委会",
        width=28,
    ),
    Field(
        "region",
        "区域",
        required=True,
        aliases=("所在区域", "镇街", "所属镇街", "所属区域"),
        note="区县或镇（街道）的名称；重名的写成“区县＋镇街”。",
    ),
    Field(
        "founded_on",
        "设立日期",
        FieldKind.DATE,
        aliases=("建立日期", "成立日期"),
        note="仅新设立的使用；留空即导入当天。",
        example="2026-03-01",
    ),
)


def organization_fields(
    *, tier_words: Mapping[str, str], region_names: Sequence[str]
) -> list[Field]:
    """All columns; ``tier_words`` are what the city calls its tiers today."""
    tiers = {**tier_words, **{word: tier.value for word, tier in TIER_WORDS.items()}}
    tiers |= {str(tier.label): tier.value for tier in TIERS}
    kinds = {str(Kind(kind).label): Kind(kind) for tier in TIERS for kind in KINDS_OF_TIER[tier]}
    kinds |= {word: kind for word, kind in KIND_WORDS.items() if word not in kinds}
    offered: dict[str, dict[str, str]] = {
        "tier": tiers,
        "kind": {word: str(kind.value) for word, kind in kinds.items()},
        "region": {name: name for name in region_names},
    }
    return [
        replace(field, choices=offered[field.key], example=next(iter(offered[field.key]), ""))
        if field.key in offered
        else field
        for field in _FIELDS
    ]

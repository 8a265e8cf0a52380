"""The columns of a sheet of party organisations (domain.md §7.2)."""

from __future__ import annotations

from typing import Any, Final

from coverage.models import PartyOrganization
from coverage.terms import Cover, Duty
from documents.intake.fields import Field, FieldKind
from hierarchy.terms import KINDS_OF_TIER, Kind, Tier

KINDS: Final = tuple(Kind(kind) for kind in KINDS_OF_TIER[Tier.BRANCH] if kind != Kind.UNIT)
FORMATIONS: Final[dict[str, str]] = {
    "单独": Cover.ALONE.value,
    "联合": Cover.JOINT.value,
    "行业统建": Cover.INDUSTRY.value,
    "区域兜底": Cover.FALLBACK.value,
    "单独组建": Cover.ALONE.value,
    "联合组建": Cover.JOINT.value,
}
FACTS: Final = (
    *("formation", "formation_reason", "party_code", "superior", "approved_on", "document_no"),
    *("term_from", "term_to", "meeting_day", "venue", "phone"),
)
"""The columns that are particulars of the same name."""
DUTIES: Final[dict[str, Duty]] = {f"duty_{duty.value}": duty for duty in Duty}
"""The columns that name members of the committee."""


def _text(key: str, label: str, **more: Any) -> Field:
    length = getattr(PartyOrganization._meta.get_field(key), "max_length", None)
    return Field(key, label, max_length=length, **more)


FIELDS: Final = (
    Field(
        "kind",
        "类别",
        FieldKind.CHOICE,
        required=True,
        aliases=("党组织类别", "党组织类型"),
        choices={
            **{str(kind.label): str(kind.value) for kind in KINDS},
            "支部": Kind.BRANCH.value,
            "联合支部": Kind.JOINT_BRANCH.value,
            "总支": Kind.GENERAL_BRANCH.value,
            "党委": Kind.BASE_COMMITTEE.value,
            "临时支部": Kind.TEMPORARY_BRANCH.value,
        },
        example="党支部",
    ),
    Field(
        "name",
        "全称",
        required=True,
        aliases=("党组织名称", "党组织全称", "名称", "党组织"),
        max_length=100,
        example="示例商城党支部",
        width=32,
    ),
    Field(
        "code",
        "代码",
        aliases=("组织代码",),
        max_length=32,
        note="本市内不重复；填了的按代码识别，没有的按全称识别。",
    ),
    Field(
        "parent",
        "上级",
        aliases=("指导员岗位", "上级组织", "指导员", "联系指导员岗位"),
        max_length=100,
        note="指导员岗位的全称或代码；新设立的必填，已有的不因导入而改变。",
        example="平江1岗",
    ),
    Field(
        "region",
        "区域",
        aliases=("所在区域", "镇街", "所属镇街"),
        note="仅新设立的使用；留空即与上级相同。",
    ),
    Field("founded_on", "建立日期", FieldKind.DATE, aliases=("成立日期", "设立日期")),
    Field(
        "formation",
        "组建方式",
        FieldKind.CHOICE,
        aliases=("覆盖方式",),
        choices=FORMATIONS,
        example="单独",
    ),
    _text("formation_reason", "组建理由", aliases=("联合组建理由",)),
    _text("party_code", "党内编码", aliases=("党组织编码",), note="以官方系统的为准，不自编。"),
    _text(
        "superior",
        "隶属党委",
        aliases=("上级党委", "隶属上级党委"),
        note="审批其成立的党委；新设立的必填。行业党建专委会不是一级党组织，不能填写。",
        example="示例街道党工委",
        width=24,
    ),
    Field("approved_on", "批复日期", FieldKind.DATE, aliases=("批准日期",)),
    _text("document_no", "批复文号", aliases=("文号",), example="示委〔2026〕1号"),
    Field("term_from", "本届起", FieldKind.DATE, aliases=("本届起始日期", "任期起", "当选日期")),
    Field("term_to", "本届止", FieldKind.DATE, aliases=("本届届满日期", "任期止", "届满日期")),
    Field(
        "meeting_day",
        "固定主题党日",
        FieldKind.INTEGER,
        aliases=("主题党日", "固定主题党日（每月几日）"),
        note="每月几日，填 1 至 28。",
        minimum=1,
        maximum=28,
        example="15",
    ),
    *(
        Field(
            key,
            str(duty.label) if duty != Duty.MEMBER else "其他委员",
            aliases=("党组织书记", "支部书记") if duty == Duty.SECRETARY else (),
            max_length=200,
            note="姓名；多人用顿号分开。" if duty != Duty.SECRETARY else "姓名。",
            example="示例" if duty == Duty.SECRETARY else "",
        )
        for key, duty in DUTIES.items()
    ),
    _text("venue", "活动阵地", aliases=("阵地", "活动场所")),
    Field("phone", "联系电话", FieldKind.PHONE, aliases=("电话", "联系方式")),
)

"""The columns of the unit ledger (domain.md §7.2), as clerks write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from coverage.models import Unit
from coverage.terms import Cover, OperatingState, UnitKind
from documents.intake.fields import Field, FieldKind
from hierarchy.imports.planning import KEEP_NOTE

WORK_ONLY: Final = "work"
"""Not covered, but worked with: stored as not covered; who works there tells the rest."""

KIND_CHOICES: Final[dict[str, str]] = {
    **{str(kind.label): str(kind.value) for kind in UnitKind},
    "港澳台": UnitKind.GREATER_CHINA.value,
    "外商投资": UnitKind.FOREIGN.value,
    "混合所有": UnitKind.MIXED.value,
    "混合所有制": UnitKind.MIXED.value,
    "个体": UnitKind.SOLE_TRADER.value,
    "个体户": UnitKind.SOLE_TRADER.value,
    "民办非企业": UnitKind.SOCIAL_SERVICE.value,
    "民办非企业单位": UnitKind.SOCIAL_SERVICE.value,
    "社会服务机构": UnitKind.SOCIAL_SERVICE.value,
    "民办非企业（社会服务机构）": UnitKind.SOCIAL_SERVICE.value,
    "民营企业": UnitKind.PRIVATE.value,
}
STATE_CHOICES: Final[dict[str, str]] = {
    **{str(state.label): str(state.value) for state in OperatingState},
    "在营": OperatingState.OPERATING.value,
    "正常经营": OperatingState.OPERATING.value,
    "已注销": OperatingState.DEREGISTERED.value,
}
COVER_CHOICES: Final[dict[str, str]] = {
    "单独": Cover.ALONE.value,
    "联合": Cover.JOINT.value,
    "行业统建": Cover.INDUSTRY.value,
    "区域兜底": Cover.FALLBACK.value,
    "仅工作覆盖": WORK_ONLY,
    "未覆盖": Cover.NONE.value,
    **{str(cover.label): str(cover.value) for cover in Cover},
}
PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    UnitKind.PRIVATE: ("91",),
    UnitKind.GREATER_CHINA: ("91",),
    UnitKind.FOREIGN: ("91",),
    UnitKind.MIXED: ("91",),
    UnitKind.SOLE_TRADER: ("92",),
    UnitKind.ASSOCIATION: ("51",),
    UnitKind.SOCIAL_SERVICE: ("52",),
    UnitKind.FOUNDATION: ("53",),
    UnitKind.LAW_FIRM: ("31",),
    UnitKind.ACCOUNTING_FIRM: ("91",),
    UnitKind.TAX_FIRM: ("91",),
    UnitKind.SCHOOL: ("52", "91"),
    UnitKind.CLINIC: ("52", "91", "92"),
}
"""How a credit code of a kind of unit begins, as a rule (§7.3); a hint, no proof."""

ATTRIBUTES: Final = (
    *("credit_code", "name", "kind", "national_code", "building", "association", "address"),
    *("established_on", "operating", "has_three_haves", "is_above_scale", "head_name"),
    *("head_is_member", "phone", "employees", "under_35", "members_here", "members_elsewhere"),
    *("probationary", "prospects", "activists", "applicants", "reason", "has_union"),
    *("has_league", "has_women", "department", "note", "verified_by", "verified_on"),
)
"""The columns that are an attribute of ``Unit`` of the same name, written as it is read."""


def _long(name: str) -> int | None:
    return getattr(Unit._meta.get_field(name), "max_length", None)


def _text(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, max_length=_long(key), **more)


def _number(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, FieldKind.INTEGER, maximum=10_000_000, width=12, **more)


def _yes_no(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, FieldKind.YES_NO, width=12, **more)


CREDIT_CODE: Final = Field(
    "credit_code",
    "统一社会信用代码",
    FieldKind.CREDIT_CODE,
    required=True,
    aliases=("统一代码", "信用代码", "社会信用代码", "统一信用代码", "机构代码"),
    note="18 位，按营业执照或登记证书填写；暂时没有的填“待补”。按此代码识别同一单位。",
    example="91320594MA0000015J",
    width=22,
)
NAME: Final = _text(
    "name",
    "单位名称",
    required=True,
    aliases=("企业名称", "单位全称", "企业全称", "组织名称", "公司名称", "名称"),
    note="登记证照上的全称。代码待补的，按名称识别同一单位。",
    example="苏州示例商贸有限公司",
    width=32,
)
COUNTED_ON: Final = Field(
    "counted_on",
    "数据日期",
    FieldKind.DATE,
    aliases=("更新日期", "统计日期", "数据截止日期"),
    note="人数、经营状态和覆盖方式是哪一天的；留空即导入当天。",
    example="2026-03-01",
)
COUNT_FIELDS: Final = (
    _number("employees", "从业人数", required=True, aliases=("职工人数", "员工人数"), example="42"),
    _number("under_35", "35岁以下人数", aliases=("35岁以下", "35周岁以下人数"), example="20"),
    _number(
        "members_here",
        "正式党员数",
        required=True,
        aliases=("党员数", "正式党员", "党员人数", "正式党员数（组织关系在本单位）"),
        note="组织关系在本单位的正式党员，不含预备党员。",
        example="3",
    ),
    _number(
        "members_elsewhere",
        "组织关系在外党员数",
        aliases=("在外党员数", "流动党员数", "党员数（组织关系在外）"),
        note="在岗但组织关系不在本单位的党员。",
        example="1",
    ),
    _number("probationary", "预备党员数", aliases=("预备党员",), example="0"),
    _number("prospects", "发展对象数", aliases=("发展对象",), example="0"),
    _number("activists", "入党积极分子数", aliases=("积极分子数", "入党积极分子"), example="1"),
    _number("applicants", "入党申请人数", aliases=("申请人数", "入党申请人"), example="2"),
)
_PARTICULARS: Final = (
    Field(
        "kind",
        "单位类型",
        FieldKind.CHOICE,
        required=True,
        aliases=("类型", "单位性质", "企业类型"),
        choices=KIND_CHOICES,
        example="私营企业",
    ),
    Field(
        "industry",
        "行业",
        FieldKind.CHOICE,
        required=True,
        aliases=("所属行业", "行业类别"),
    ),
    _text("national_code", "国民经济行业代码", aliases=("行业代码",), example="F5211"),
    Field(
        "district",
        "所属区县",
        required=True,
        aliases=("区县", "所属区", "县区", "县市区", "所在区县"),
        note="管理所属的区县；工业园区的街道也可写民政上的区县。",
    ),
    Field(
        "town",
        "镇街",
        required=True,
        aliases=("街道", "乡镇", "镇（街道）", "镇街道", "所属镇街", "街道乡镇"),
        note="不属于任何镇街的，再填一次区县名称。",
    ),
    _text(
        "building",
        "楼宇园区或商圈",
        aliases=("楼宇", "园区", "商圈", "楼宇/园区/商圈", "楼宇、园区或商圈"),
        example="示例大厦",
    ),
    _text("association", "行业协会（商会）", aliases=("行业协会", "商会")),
    _text("address", "经营地址", aliases=("地址", "注册地址", "单位地址"), width=28),
    Field("established_on", "成立日期", FieldKind.DATE, aliases=("设立日期", "注册日期")),
    Field(
        "operating",
        "经营状态",
        FieldKind.CHOICE,
        required=True,
        aliases=("状态", "运营状态"),
        choices=STATE_CHOICES,
        example="实体运营",
    ),
    _yes_no(
        "has_three_haves",
        "是否三有",
        aliases=("三有",),
        note="有固定经营场所、有 10 名以上员工、有生产经营活动。",
    ),
    _yes_no("is_above_scale", "是否规上", aliases=("规上", "规模以上")),
    _text("head_name", "出资人或负责人", aliases=("负责人", "出资人", "法定代表人", "法人")),
    _yes_no("head_is_member", "负责人是否党员", aliases=("是否党员", "负责人党员")),
)
_COVERING: Final = (
    Field(
        "cover",
        "覆盖方式",
        FieldKind.CHOICE,
        required=True,
        aliases=("党组织覆盖方式", "组建方式"),
        choices=COVER_CHOICES,
        example="未覆盖",
    ),
    Field(
        "party",
        "党组织",
        aliases=("党组织名称", "所在党组织", "覆盖党组织"),
        max_length=100,
        note="覆盖本单位的党组织全称或代码；已覆盖的必填，须先在系统中设立。",
        width=26,
    ),
    _text("reason", "未建原因", aliases=("未建党组织原因",)),
    _yes_no("has_union", "工会", aliases=("有工会", "是否建立工会")),
    _yes_no("has_league", "团组织", aliases=("有团组织", "是否建立团组织")),
    _yes_no("has_women", "妇联", aliases=("有妇联组织", "妇联组织")),
    Field(
        "officer",
        "指导员岗位",
        aliases=("指导员", "党建指导员", "联系指导员"),
        max_length=100,
        note="党建指导员岗位的名称或代码；留空的，归口到服务该行业和区域的工作站。",
    ),
)
_CLOSING: Final = (
    Field("phone", "联系电话", FieldKind.PHONE, aliases=("联系方式", "电话", "手机")),
    _text("department", "主管部门", aliases=("业务主管部门", "业务主管单位")),
    _text("note", "备注", aliases=("说明",), note=KEEP_NOTE),
    _text(
        "verified_by",
        "核实人",
        aliases=("核查人", "核实人员"),
        note="最近一次核对过全部信息的人，不能是导入人本人；须同时填写核实日期。",
    ),
    Field(
        "verified_on",
        "核实日期",
        FieldKind.DATE,
        aliases=("核查日期", "最近核实日期"),
        note="不能晚于今天，也不能早于台账中已有的核实日期。",
    ),
    COUNTED_ON,
)
FIELDS: Final = (CREDIT_CODE, NAME, *_PARTICULARS, *COUNT_FIELDS, *_COVERING, *_CLOSING)


def unit_fields(
    *,
    industries: Mapping[str, str],
    districts: Mapping[str, str],
    towns: Mapping[str, str],
) -> list[Field]:
    """All columns, in the order of the template, with the drop-downs of one city."""
    offered = {"industry": industries, "district": districts, "town": towns}
    return [
        replace(field, choices=offered[field.key], example=next(iter(offered[field.key]), ""))
        if field.key in offered
        else field
        for field in FIELDS
    ]

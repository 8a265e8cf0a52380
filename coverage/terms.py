"""The fixed vocabulary of the coverage room; it imports nothing of ours.

What a rule asks (three members, five units) is tenant data: see ``CoverageRule``.
"""

from __future__ import annotations

from django.db import models


class UnitKind(models.TextChoices):
    """What a unit is in law (domain.md §7.2)."""

    PRIVATE = "private", "私营企业"
    GREATER_CHINA = "greater_china", "港澳台企业"
    FOREIGN = "foreign", "外商投资企业"
    MIXED = "mixed", "混合所有制企业"
    SOLE_TRADER = "sole_trader", "个体工商户"
    ASSOCIATION = "association", "社会团体"
    SOCIAL_SERVICE = "social_service", "民办非企业单位（社会服务机构）"
    FOUNDATION = "foundation", "基金会"
    LAW_FIRM = "law_firm", "律师事务所"
    ACCOUNTING_FIRM = "accounting_firm", "会计师事务所"
    TAX_FIRM = "tax_firm", "税务师事务所"
    SCHOOL = "school", "民办学校"
    CLINIC = "clinic", "非公医疗机构"
    OTHER = "other", "其他"


class OperatingState(models.TextChoices):
    """Whether a unit really works. Only ``OPERATING`` counts in a denominator (§7.1)."""

    OPERATING = "operating", "实体运营"
    SHELL = "shell", "空壳"
    DORMANT = "dormant", "僵尸"
    DEREGISTERED = "deregistered", "注销"
    DUPLICATE = "duplicate", "重复"


class Cover(models.TextChoices):
    """How a party organisation covers a unit (覆盖方式). Work coverage is derived, not stored."""

    ALONE = "alone", "单独组建"
    JOINT = "joint", "联合组建"
    INDUSTRY = "industry", "行业统建"
    FALLBACK = "fallback", "区域兜底"
    NONE = "none", "未建党组织"


class Source(models.TextChoices):
    """Where a figure came from."""

    IMPORT = "import", "表格导入"
    FIELD = "field", "指导员走访"
    OFFICE = "office", "台账维护"
    FOUNDING = "founding", "组织设立"
    UNDO = "undo", "撤销导入"
    SEED = "seed", "示例数据"


class Nearness(models.TextChoices):
    """Why units are joined (联合组建理由): near in place, alike in trade."""

    BUILDING = "building", "同楼宇、园区或商圈"
    TOWN = "town", "同镇（街道）"
    ASSOCIATION = "association", "同行业协会"
    INDUSTRY = "industry", "同行业"


class NoticeStatus(models.TextChoices):
    """The life of a change notice (信息变更单)."""

    SUBMITTED = "submitted", "待核实"
    CONFIRMED = "confirmed", "已核实"
    ASKED_BACK = "asked_back", "已问回"


class ContactKind(models.TextChoices):
    """How a unit was contacted."""

    VISIT = "visit", "上门走访"
    CALL = "call", "电话联系"
    ONLINE = "online", "线上联系"
    MEETING = "meeting", "会议活动"


class Duty(models.TextChoices):
    """Duties in a branch committee (支委分工, R-08)."""

    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"
    ORGANIZER = "organizer", "组织委员"
    PUBLICIST = "publicist", "宣传委员"
    DISCIPLINE = "discipline", "纪检委员"
    YOUTH = "youth", "青年委员"
    MEMBER = "member", "委员"


class CrossingKind(models.TextChoices):
    """A line that a fact has crossed (越线)."""

    MUST_FOUND = "must_found", "达到应建条件"
    BELOW_FOUNDING = "below_founding", "低于应建条件"
    FIRST_MEMBER = "first_member", "出现首名党员"
    BRANCH_TOO_LARGE = "branch_too_large", "支部党员超过上限"
    JOINT_TOO_WIDE = "joint_too_wide", "联合支部覆盖单位超过上限"
    COMMITTEE_DUE = "committee_due", "应设支部委员会"


class ProposalStatus(models.TextChoices):
    """The life of a joint-group proposal (联合组建建议)."""

    OFFERED = "offered", "待研究"
    ACCEPTED = "accepted", "已采纳"
    REFUSED = "refused", "不采纳"
    OUTDATED = "outdated", "情况已变"


class RuleKey(models.TextChoices):
    """What code must ask of the rule set; the numbers are tenant data with effective dates."""

    FOUND_FROM = "found_from", "应当单独建立党组织的正式党员数"
    POTENTIAL_FROM = "potential_from", "潜在应建的两栏党员合计数"
    JOINT_UNITS = "joint_units", "联合党支部覆盖单位数上限"
    BRANCH_MEMBERS = "branch_members", "党支部党员数上限"
    COMMITTEE_FROM = "committee_from", "应设支部委员会的正式党员数"
    SPRING_STAFF = "spring_staff", "源泉工程重点单位从业人数"
    STALE_DAYS = "stale_days", "联系或核实过期天数"
    PROPOSAL_DAYS = "proposal_days", "应建事项办理天数"

"""The fixed vocabulary of the projects room; it imports nothing of ours.

What a city may name or change itself (categories, levers, sources, steps of approval) is tenant
data: see ``models/catalogue.py``. Here stands only what code must tell apart.
"""

from __future__ import annotations

from typing import Final

from django.db import models


class ProjectStatus(models.TextChoices):
    """The life of a project, from application to brand (domain.md §6)."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待形式审查"
    RETURNED = "returned", "退回补正"
    IN_REVIEW = "in_review", "评审中"
    ON_NOTICE = "on_notice", "公示中"
    APPROVED = "approved", "已立项待签任务书"
    BOOK_SIGNED = "book_signed", "任务书待会签"
    UNDERWAY = "underway", "实施中"
    MIDTERM = "midterm", "中期检查中"
    ADVANCING = "advancing", "中期通过"
    ACCEPTANCE = "acceptance", "待验收"
    CORRECTING = "correcting", "限期整改"
    ACCEPTED = "accepted", "验收合格"
    FAILED = "failed", "验收不合格"
    STOPPED = "stopped", "已终止"
    SETTLED = "settled", "决算已审"
    ARCHIVED = "archived", "已归档"
    BRAND_ASKED = "brand_asked", "品牌申报中"
    BRAND = "brand", "品牌项目"
    REJECTED = "rejected", "未予立项"
    WITHDRAWN = "withdrawn", "已撤回"


_S = ProjectStatus
EDITABLE: Final = (_S.DRAFT, _S.RETURNED)
"""While the applicant may still write."""
BEFORE_APPROVAL: Final = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.IN_REVIEW, _S.ON_NOTICE)
RUNNING: Final = (
    *(_S.UNDERWAY, _S.MIDTERM, _S.ADVANCING),
    *(_S.ACCEPTANCE, _S.CORRECTING),
)
"""While work is done and money may be spent on it."""
GOING: Final = (_S.APPROVED, _S.BOOK_SIGNED, *RUNNING)
"""Approved and neither accepted, failed nor stopped."""
ENDED: Final = (_S.ARCHIVED, _S.BRAND_ASKED, _S.BRAND, _S.REJECTED, _S.WITHDRAWN)


class Stage(models.TextChoices):
    """The columns of the board: several states that people see as one."""

    APPLYING = "applying", "申报"
    REVIEW = "review", "评审公示"
    BOOK = "book", "立项签约"
    WORK = "work", "实施"
    CLOSING = "closing", "验收决算"
    BRAND = "brand", "归档与品牌"


STAGE_OF: Final[dict[str, Stage]] = {
    **dict.fromkeys((_S.DRAFT, _S.SUBMITTED, _S.RETURNED), Stage.APPLYING),
    **dict.fromkeys((_S.IN_REVIEW, _S.ON_NOTICE), Stage.REVIEW),
    **dict.fromkeys((_S.APPROVED, _S.BOOK_SIGNED), Stage.BOOK),
    **dict.fromkeys((_S.UNDERWAY, _S.MIDTERM, _S.ADVANCING), Stage.WORK),
    **dict.fromkeys(
        (_S.ACCEPTANCE, _S.CORRECTING, _S.ACCEPTED, _S.FAILED, _S.STOPPED, _S.SETTLED),
        Stage.CLOSING,
    ),
    **dict.fromkeys((_S.ARCHIVED, _S.BRAND_ASKED, _S.BRAND), Stage.BRAND),
}
"""By status; what was withdrawn or not approved stands in no column."""


class Catalogue(models.TextChoices):
    """Lists of names that a city keeps itself (目录)."""

    PROJECT_CATEGORY = "project_category", "项目类别"
    EXPENSE_CATEGORY = "expense_category", "支出科目"
    CRITERION = "criterion", "评审指标"
    LEVER = "lever", "同步推进载体"
    TEAM_KIND = "team_kind", "行动载体类别"
    VENUE_KIND = "venue_kind", "阵地类别"


class AppraisalStatus(models.TextChoices):
    """One reviewer's part."""

    ASKED = "asked", "待评审"
    SCORED = "scored", "已评分"
    RECUSED = "recused", "已回避"


class CheckKind(models.TextChoices):
    """What the city looks at (检查)."""

    MIDTERM = "midterm", "中期检查"
    ACCEPTANCE = "acceptance", "验收"


class CheckResult(models.TextChoices):
    """What it found."""

    WAITING = "waiting", "待检查"
    PASSED = "passed", "合格"
    CORRECT = "correct", "限期整改"
    FAILED = "failed", "不合格"


class AmendmentKind(models.TextChoices):
    """What of a running project is to change (变更)."""

    CONTENT = "content", "内容变更"
    BUDGET = "budget", "预算调整"
    EXTENSION = "extension", "延期"


class AmendmentStatus(models.TextChoices):
    """Whether it may."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


class TrancheStatus(models.TextChoices):
    """One payment of the city to the applicant (拨款批次)."""

    PLANNED = "planned", "待申请"
    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "待拨付"
    PAID = "paid", "已拨付"
    CANCELLED = "cancelled", "已取消"


class ExpenseStatus(models.TextChoices):
    """The life of one expense (支出)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "审批中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "待支付"
    PAID = "paid", "已支付"
    REVERSED = "reversed", "已冲销"
    CANCELLED = "cancelled", "已取消"


class Signer(models.TextChoices):
    """Who decides one step of the chain of approval (审批环节)."""

    PROJECT_LEAD = "project_lead", "项目负责人"
    COMMITTEE_LEADER = "committee_leader", "专委会（党委）负责人"
    COMMITTEE_MEETING = "committee_meeting", "专委会（党委）集体研究"
    CITY_LEADER = "city_leader", "市委两新工委"


class AccountKind(models.TextChoices):
    """What an account of the ledger holds (账户). Debit is positive.

    Money runs ORIGIN → AVAILABLE → ALLOCATED → HELD → SPENT; beside it each project's budget
    runs PLAN → LINE → PLAN, so that no category is overspent.
    """

    ORIGIN = "origin", "预算来源"
    AVAILABLE = "available", "可安排预算"
    ALLOCATED = "allocated", "已安排待拨"
    HELD = "held", "已拨结余"
    SPENT = "spent", "已支出"
    PLAN = "plan", "预算批复对应"
    LINE = "line", "科目预算结余"


GUARDED: Final = (
    AccountKind.AVAILABLE,
    AccountKind.ALLOCATED,
    AccountKind.HELD,
    AccountKind.SPENT,
    AccountKind.LINE,
)
"""Accounts that may never fall below nought."""


class VoucherKind(models.TextChoices):
    """What moved money (凭证类别)."""

    BUDGET = "budget", "下达预算"
    CUT = "cut", "调减预算"
    CARRY = "carry", "结转下年"
    ALLOCATE = "allocate", "立项安排"
    ADJUST = "adjust", "预算调整"
    RELEASE = "release", "收回未拨指标"
    DISBURSE = "disburse", "拨付"
    SPEND = "spend", "支出"
    REFUND = "refund", "支出退款"
    HAND_BACK = "hand_back", "结余交回"
    REVERSAL = "reversal", "冲销"


class DutyKind(models.TextChoices):
    """What articles 8, 9 and 16 ask of a body each year (年度项目任务)."""

    PLAN_PROJECT = "plan_project", "规划党建项目"
    COMPLETE_PROJECT = "complete_project", "完成党建项目"
    BRAND = "brand", "培育品牌项目"
    SET_PATH = "set_path", "确定同步推进路径"
    PATH_EFFECT = "path_effect", "报告同步推进成效"
    SET_BUDGET = "set_budget", "列入经费预算"


class PathStatus(models.TextChoices):
    """The life of a synchronised path."""

    DRAFT = "draft", "起草中"
    ADOPTED = "adopted", "已确定"
    REPORTED = "reported", "已报成效"
    CONFIRMED = "confirmed", "成效已核"
    DROPPED = "dropped", "已撤销"


class TeamStatus(models.TextChoices):
    """The life of an action branch, pioneer post or task force."""

    ASKED = "asked", "待备案"
    RETURNED = "returned", "退回修改"
    ACTIVE = "active", "运行中"
    ENDED = "ended", "已结束"


class VenueStatus(models.TextChoices):
    """Whether a venue is open."""

    PLANNED = "planned", "筹建中"
    OPEN = "open", "开放中"
    CLOSED = "closed", "已停用"


class BookingStatus(models.TextChoices):
    """The life of a booking."""

    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未同意"
    CANCELLED = "cancelled", "已取消"
    USED = "used", "已使用"


class RegulationKind(models.TextChoices):
    """The regulations that article 10 asks of each committee (制度文本)."""

    STAFF = "staff", "专职党务工作者招录、管理、考核制度"
    FUNDS = "funds", "资金立项、使用、审批管理制度"
    MEETINGS = "meetings", "月度例会、季度小结、年度述职制度"


class PaperKind(models.TextChoices):
    """What a file of a project is evidence of (材料类别)."""

    APPLICATION = "application", "申报材料"
    TASK_BOOK = "task_book", "任务书"
    PROGRESS = "progress", "过程材料"
    MIDTERM = "midterm", "中期材料"
    ACCEPTANCE = "acceptance", "验收材料"
    SETTLEMENT = "settlement", "决算材料"
    BRAND = "brand", "品牌材料"

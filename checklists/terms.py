"""The fixed vocabulary of the lists: kinds, categories, statuses; what users read is data."""

from __future__ import annotations

from django.db import models

from hierarchy.terms import Tier


class ListKind(models.TextChoices):
    """The four lists (article 7). Each tier but the last issues one kind."""

    KEY_POINTS = "key_points", "工作要点清单"
    RESPONSIBILITIES = "responsibilities", "工作责任清单"
    TASKS = "tasks", "工作任务清单"
    BREAKDOWN = "breakdown", "工作分解清单"


KIND_OF_TIER: dict[str, str] = {
    Tier.CITY: ListKind.KEY_POINTS,
    Tier.COMMITTEE: ListKind.RESPONSIBILITIES,
    Tier.COUNTY: ListKind.RESPONSIBILITIES,
    Tier.STATION: ListKind.TASKS,
    Tier.OFFICER: ListKind.BREAKDOWN,
}


class ListStatus(models.TextChoices):
    """The life of a list (清单)."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    ISSUED = "issued", "已下发"
    ARCHIVED = "archived", "已归档"


class Category(models.TextChoices):
    """What an item is about (类别, domain.md §4.1)."""

    COVERAGE = "coverage", "覆盖"
    TEAM = "team", "队伍"
    ACTIVITY = "activity", "活动"
    VENUE = "venue", "阵地"
    SYSTEM = "system", "制度"
    SUPPORT = "support", "保障"
    SYNERGY = "synergy", "协同"
    PROJECT = "project", "项目"


class IndicatorKind(models.TextChoices):
    """How an indicator counts (口径)."""

    CUMULATIVE = "cumulative", "累计"
    POINT = "point", "时点"
    RATIO = "ratio", "比率"


class Direction(models.TextChoices):
    """Which way an indicator is better (方向)."""

    AT_LEAST = "at_least", "不低于"
    AT_MOST = "at_most", "不高于"


class Frequency(models.TextChoices):
    """How often an item is done (频次)."""

    ONCE = "once", "一次性"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    YEARLY = "yearly", "每年"


class Reach(models.TextChoices):
    """Whom an item goes to when its list is issued."""

    ALL = "all", "全部直接下级"
    CHOSEN = "chosen", "指定下级"


class AssignmentStatus(models.TextChoices):
    """The life of an item at one receiver (domain.md §4.2).

    A settled one says for good how it ended: it is filed away (归档) with its list.
    """

    TO_SIGN = "to_sign", "待签收"
    OBJECTED = "objected", "有异议"
    IN_PROGRESS = "in_progress", "办理中"
    REPORTED = "reported", "待审核办结"
    RETURNED = "returned", "退回补充"
    PAUSED = "paused", "暂缓"
    ACCEPTED = "accepted", "已销号"
    UNFULFILLED = "unfulfilled", "说明销号（未完成）"
    CARRIED_OVER = "carried_over", "已结转"
    CANCELLED = "cancelled", "已取消"


OPEN_STATUSES = (
    AssignmentStatus.TO_SIGN,
    AssignmentStatus.OBJECTED,
    AssignmentStatus.IN_PROGRESS,
    AssignmentStatus.REPORTED,
    AssignmentStatus.RETURNED,
    AssignmentStatus.PAUSED,
)
# What the receiver still has to move.
RECEIVER_STATUSES = (
    AssignmentStatus.TO_SIGN,
    AssignmentStatus.IN_PROGRESS,
    AssignmentStatus.RETURNED,
)
# What the issuer still has to decide.
ISSUER_STATUSES = (AssignmentStatus.REPORTED, AssignmentStatus.OBJECTED)
# What the lights show as blue and as grey (灯色, domain.md §4.2).
SETTLED_STATUSES = (
    AssignmentStatus.ACCEPTED,
    AssignmentStatus.UNFULFILLED,
    AssignmentStatus.CARRIED_OVER,
)
STOPPED_STATUSES = (AssignmentStatus.PAUSED, AssignmentStatus.CANCELLED)
DONE_STATUSES = (AssignmentStatus.ACCEPTED,)
# Out of the count: nobody owes these any more.
VOID_STATUSES = (AssignmentStatus.CANCELLED, AssignmentStatus.CARRIED_OVER)


class Light(models.TextChoices):
    """The light of an assignment (灯色); derived, never stored."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "临期"
    RED = "red", "逾期"
    BLUE = "blue", "销号"
    GREY = "grey", "中止"


class ReportKind(models.TextChoices):
    """What a receiver sends up."""

    PROGRESS = "progress", "进展填报"
    COMPLETION = "completion", "申请销号"
    OBJECTION = "objection", "异议"
    EXTENSION = "extension", "申请延期"


class Decision(models.TextChoices):
    """What the direct issuer answers."""

    ACCEPT = "accept", "同意销号"
    SEND_BACK = "send_back", "退回补充"
    UPHOLD = "uphold", "维持下发"
    WITHDRAW = "withdraw", "采纳异议并取消"
    GRANT_EXTENSION = "grant_extension", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"

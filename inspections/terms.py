"""The fixed vocabulary of the inspections room; it imports nothing of ours.

What is inspected, for how many points and by which formula is tenant data: see ``Scheme``.
"""

from __future__ import annotations

from typing import Final

from django.db import models


class Subject(models.TextChoices):
    """Whom a scheme inspects (体检对象): articles 12 and 17."""

    BRANCH = "branch", "两新党组织"
    COMMITTEE = "committee", "行业党建专委会（党委）"

    @property
    def asked_by(self) -> str:
        """The article that asks for it."""
        return "第十二条" if self is Subject.BRANCH else "第十七条"


class SchemeStatus(models.TextChoices):
    """The life of a version of a scheme; one in use is never changed."""

    DRAFT = "draft", "起草中"
    IN_USE = "in_use", "使用中"
    RETIRED = "retired", "已停用"


class Formula(models.TextChoices):
    """How points follow from what was found (计分方法)."""

    RATIO = "ratio", "比率法"
    DEDUCTION = "deduction", "扣分法"
    THRESHOLD = "threshold", "达标法"
    MANUAL = "manual", "人工评分"


class Comparison(models.TextChoices):
    """When a limit bites (触发条件)."""

    AT_LEAST = "at_least", "不少于"
    BELOW = "below", "少于"


class Grade(models.TextChoices):
    """The grade of an inspection (等次)."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    FAIR = "fair", "一般"
    POOR = "poor", "较差"


GRADES_DOWN: Final = (Grade.EXCELLENT, Grade.GOOD, Grade.FAIR, Grade.POOR)
"""From the best to the worst."""


class Choice(models.TextChoices):
    """Who of a body's own is inspected in a round (体检范围)."""

    ALL = "all", "全部"
    SAMPLE = "sample", "抽样"
    CHOSEN = "chosen", "指定"


class RoundStatus(models.TextChoices):
    """The life of a round (体检轮次)."""

    DRAFT = "draft", "筹备中"
    SELF_CHECK = "self_check", "自查中"
    SCORING = "scoring", "核验评分"
    REPLY = "reply", "告知与申诉"
    PUBLISHED = "published", "已公布"
    CANCELLED = "cancelled", "已取消"


class InspectionStatus(models.TextChoices):
    """The life of one body's inspection in a round (体检单)."""

    SELF_CHECK = "self_check", "待自查"
    ON_SITE = "on_site", "待核验评分"
    SCORED = "scored", "待复核"
    CHECKED = "checked", "已复核"
    TOLD = "told", "已告知"
    APPEALED = "appealed", "申诉处理中"
    PUBLISHED = "published", "已公布"
    EXCUSED = "excused", "不参加"


TOLD_INSPECTIONS: Final = (
    InspectionStatus.TOLD,
    InspectionStatus.APPEALED,
    InspectionStatus.PUBLISHED,
)
"""The inspected body knows its result."""


class AppealStatus(models.TextChoices):
    """The life of an appeal (申诉)."""

    RAISED = "raised", "待处理"
    UPHELD = "upheld", "已采纳"
    REJECTED = "rejected", "未采纳"


class Level(models.TextChoices):
    """How grave a finding is (问题程度)."""

    RED = "red", "红项"
    YELLOW = "yellow", "黄项"


class RectificationKind(models.TextChoices):
    """How a body is told to put something right (整改方式, article 12: 批评指正、督促整改)."""

    VERBAL = "verbal", "口头指正"
    REMINDER = "reminder", "批评指正"
    ORDER = "order", "整改通知书"


class Urgency(models.TextChoices):
    """By when it must be put right (整改期限)."""

    AT_ONCE = "at_once", "立行立改"
    USUAL = "usual", "一般问题"
    COMPLEX = "complex", "复杂问题"


class RectificationStatus(models.TextChoices):
    """The life of a rectification (整改)."""

    DRAFT = "draft", "起草中"
    ISSUED = "issued", "已下发"
    SIGNED = "signed", "已签收"
    PLANNED = "planned", "方案已报"
    WORKING = "working", "整改中"
    RECHECK = "recheck", "申请复查"
    CLOSED = "closed", "已销号"
    REVOKED = "revoked", "已撤销"


OPEN_RECTIFICATIONS: Final = (
    RectificationStatus.ISSUED,
    RectificationStatus.SIGNED,
    RectificationStatus.PLANNED,
    RectificationStatus.WORKING,
    RectificationStatus.RECHECK,
)
"""Somebody still owes something."""
OWED_RECTIFICATIONS: Final = (
    RectificationStatus.ISSUED,
    RectificationStatus.SIGNED,
    RectificationStatus.PLANNED,
    RectificationStatus.WORKING,
)
"""The body that was told has to move next: only then can it be late."""


class ReviewStatus(models.TextChoices):
    """The life of a yearly review (述职评议)."""

    DRAFT = "draft", "起草报告"
    SUBMITTED = "submitted", "已报送"
    COMMENTED = "commented", "已点评"
    SURVEYING = "surveying", "测评中"
    GRADED = "graded", "已评定"
    CLOSED = "closed", "已反馈"


class ReviewGrade(models.TextChoices):
    """The grade of a yearly review and of one survey sheet (综合评价等次)."""

    BEST = "best", "好"
    BETTER = "better", "较好"
    FAIR = "fair", "一般"
    POOR = "poor", "差"

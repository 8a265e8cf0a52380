"""The fixed vocabulary of the people room; it imports nothing of ours.

What a city decides (hours of study, days of a step, what a point is worth) is tenant data: see
``PeoplePolicy``, ``ProcessStep`` and ``PointsRule``.
"""

from __future__ import annotations

from django.db import models


class Employment(models.TextChoices):
    """How a full-time worker is employed (聘用方式, S-01)."""

    CONTRACT = "contract", "劳动合同"
    DISPATCH = "dispatch", "劳务派遣"
    STAFFED = "staffed", "编制内"
    SECONDED = "seconded", "借调"


class RecruitmentStatus(models.TextChoices):
    """The life of one recruitment (招录, article 10)."""

    DRAFT = "draft", "拟定"
    OPEN = "open", "报名中"
    EXAM = "exam", "考试考察"
    NOTICE = "notice", "公示中"
    CLOSED = "closed", "已完成"
    CANCELLED = "cancelled", "已取消"


class EntrantResult(models.TextChoices):
    """What became of one who entered for a recruitment."""

    WAITING = "waiting", "待定"
    PROPOSED = "proposed", "拟录用"
    HIRED = "hired", "已录用"
    REFUSED = "refused", "未录用"
    WITHDRAWN = "withdrawn", "已放弃"


class AssessmentStatus(models.TextChoices):
    """The life of a worker's yearly assessment (年度考核)."""

    DRAFT = "draft", "起草中"
    TOLD = "told", "已告知"
    REPLIED = "replied", "已申述"
    SETTLED = "settled", "已定论"


class AssessmentGrade(models.TextChoices):
    """The usual four grades of a yearly assessment (年度考核等次)."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    FAILED = "failed", "不称职"


class OfficerOrigin(models.TextChoices):
    """Where a guidance officer comes from (来源, S-03)."""

    MARKET = "market", "市场监管员"
    SAFETY = "safety", "安全管理员"
    GRID = "grid", "网格员"
    URBAN = "urban", "城管执法队员"
    WORKER = "worker", "专职党务工作者"
    RETIRED = "retired", "退休党员干部"
    OTHER = "other", "其他"


class Standing(models.TextChoices):
    """What a member is (党员身份)."""

    PROBATIONARY = "probationary", "预备党员"
    REGULAR = "regular", "正式党员"


class Presence(models.TextChoices):
    """Whether a member counts: ``PRESENT`` alone does (教管条例)."""

    PRESENT = "present", "在册"
    SUSPENDED = "suspended", "停止党籍"
    TRANSFERRED = "transferred", "已转出"
    DECEASED = "deceased", "已去世"
    REMOVED = "removed", "已出党"


LEFT: tuple[str, ...] = (Presence.TRANSFERRED, Presence.DECEASED, Presence.REMOVED)
"""Of these only history is kept: no reminders, no counts (domain.md §8.2)."""


class ExportStatus(models.TextChoices):
    """The life of a request to take the register out (名册导出)."""

    ASKED = "asked", "待审批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    TAKEN = "taken", "已下载"
    EXPIRED = "expired", "已过期"


class Stage(models.TextChoices):
    """The five stages of 发展党员, and how it ends."""

    APPLICANT = "applicant", "入党申请人"
    ACTIVIST = "activist", "入党积极分子"
    PROSPECT = "prospect", "发展对象"
    PROBATIONARY = "probationary", "预备党员"
    REGULAR = "regular", "已转正"
    ENDED = "ended", "已终止"


class StepActor(models.TextChoices):
    """In whose name a step is done."""

    PERSON = "person", "本人"
    BRANCH = "branch", "党支部"
    SUPERIOR = "superior", "隶属党委"
    DEPARTMENT = "department", "组织部门"


class Reckoning(models.TextChoices):
    """In what a step's time is counted."""

    MONTHS = "months", "个月"
    DAYS = "days", "天"
    WORKING_DAYS = "working_days", "个工作日"


class Conclusion(models.TextChoices):
    """What people concluded at a step; the system never does (领域: 只能人工录入)."""

    DONE = "done", "已办理"
    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
    EXTENDED = "extended", "延长预备期"


class StaySide(models.TextChoices):
    """The two branches that look after one mobile member (双向共管)."""

    HOME = "home", "流出地党组织"
    HOST = "host", "流入地党组织"


class Abroad(models.TextChoices):
    """Where a mobile member is."""

    CITY = "city", "本市"
    COUNTRY = "country", "市外"
    ABROAD = "abroad", "国（境）外"


class WarningKind(models.TextChoices):
    """Which private notice a secretary gets (R-27, R-28)."""

    DUES = "dues", "未交党费"
    MEETINGS = "meetings", "未参加组织生活"
    LOST = "lost", "失去联系"
    SUSPENSION = "suspension", "停止党籍将满两年"


class WarningLight(models.TextChoices):
    """How near it is: 3 months yellow, 5 months red (R-27, 丁)."""

    YELLOW = "yellow", "黄色提醒"
    RED = "red", "红色提醒"


class StudyKind(models.TextChoices):
    """How somebody studied (学时)."""

    TRAINING = "training", "集中培训"
    LECTURE = "lecture", "党课"
    ROTATION = "rotation", "书记轮训"
    ONLINE = "online", "网络学习"
    WORK = "work", "业务培训"


class Learner(models.TextChoices):
    """Who studied: one of three files of this room."""

    MEMBER = "member", "党员"
    WORKER = "worker", "专职党务工作者"
    OFFICER = "officer", "党建指导员"


class PointsStatus(models.TextChoices):
    """The life of one entry of points (积分, R-33)."""

    CLAIMED = "claimed", "待核定"
    SETTLED = "settled", "已核定"
    PUBLISHED = "published", "已公示"
    REFUSED = "refused", "未认定"


class PointsSide(models.TextChoices):
    """The three parts of the usual model (R-33)."""

    BASE = "base", "基础分"
    MERIT = "merit", "激励加分"
    FAULT = "fault", "负面扣分"


class TalentKind(models.TextChoices):
    """The two kinds of article 14."""

    LEADING = "leading", "领军人才"
    PROFESSIONAL = "professional", "专业人才"


class TalentDeedKind(models.TextChoices):
    """What was done with a talent (培养使用)."""

    TRAINING = "training", "培养"
    USE = "use", "使用"
    PROJECT = "project", "参与项目"

"""The fixed vocabulary of the routines room; it imports nothing of ours.

Which obligations there are, how often and how strongly, is tenant data: see
``ObligationRule``. What a record holds differs by kind, so the kinds are code.
"""

from __future__ import annotations

from django.db import models


class Period(models.TextChoices):
    """What an obligation repeats by (周期)."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"
    EVENT = "event", "按事件"


MONTHS_OF_PERIOD: dict[str, int] = {
    Period.MONTH: 1,
    Period.QUARTER: 3,
    Period.HALF_YEAR: 6,
    Period.YEAR: 12,
}


class Event(models.TextChoices):
    """What an event obligation hangs on (触发事件); the day is a fact of the organisation."""

    TERM_END = "term_end", "届满"
    SECRETARY_VACANT = "secretary_vacant", "书记、副书记或委员出缺"


class Condition(models.TextChoices):
    """Whom a rule asks, beyond tier and kind (适用条件), judged on the eve of its window."""

    ALWAYS = "always", "全部"
    HAS_COMMITTEE = "has_committee", "设有支部委员会"
    HAS_GROUPS = "has_groups", "划分党小组"
    HAS_MEMBERS = "has_members", "有党员"
    HAS_TERM = "has_term", "已登记任期"


class Counting(models.TextChoices):
    """What the number of a rule counts (计数口径)."""

    BODY = "body", "每个组织"
    GROUP = "group", "每个党小组"


class Shift(models.TextChoices):
    """Where a due day goes that falls on a day off (遇休息日)."""

    STAY = "stay", "不顺延"
    LATER = "later", "顺延至下一工作日"
    EARLIER = "earlier", "提前至上一工作日"


class RecordKind(models.TextChoices):
    """What was held or handed in (记录类别)."""

    MEMBERS_MEETING = "members_meeting", "党员大会"
    BRANCH_COMMITTEE = "branch_committee", "支部委员会会议"
    GROUP_MEETING = "group_meeting", "党小组会"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    LIFE_MEETING = "life_meeting", "组织生活会"
    APPRAISAL = "appraisal", "民主评议党员"
    TALK = "talk", "谈心谈话"
    ELECTION = "election", "换届选举"
    BY_ELECTION = "by_election", "补选"
    DUTY_REPORT = "duty_report", "书记述职"
    TRAINING = "training", "学习培训"
    GUIDANCE = "guidance", "走访指导"
    MONTHLY_MEETING = "monthly_meeting", "月度例会"
    QUARTERLY_SUMMARY = "quarterly_summary", "季度小结"
    ANNUAL_REPORT = "annual_report", "年度述职报告"
    OTHER = "other", "其他活动"


class Mark(models.TextChoices):
    """What more a record was (同时属于), so that one record can answer several obligations."""

    BY_SECRETARY = "by_secretary", "书记讲党课"
    STUDY = "study", "学习"
    DELIBERATION = "deliberation", "议事"
    VOLUNTEERING = "volunteering", "志愿服务"
    AMONG_COMMITTEE = "among_committee", "委员之间"
    COMMITTEE_AND_MEMBERS = "committee_and_members", "委员与党员之间"
    AMONG_MEMBERS = "among_members", "党员之间"
    ROTATION = "rotation", "县级以上集中轮训"
    REMINDED_TERM = "reminded_term", "换届提醒"
    JOINT_PATH = "joint_path", "研究同步推进路径"
    HEALTH_CHECK = "health_check", "党建体检"


class Source(models.TextChoices):
    """Where a record came from (来源). What is kept elsewhere is not editable here."""

    HERE = "here", "本系统"
    PLATFORM = "platform", "苏州智慧党建"
    SHEET = "sheet", "表格导入"
    SEED = "seed", "示例数据"
    INSPECTION = "inspection", "体检轮次"


class RecordStatus(models.TextChoices):
    """The life of a record."""

    DRAFT = "draft", "草稿"
    KEPT = "kept", "已登记"
    WITHDRAWN = "withdrawn", "已撤回"


class Standing(models.TextChoices):
    """Whether an expected row is in the denominator (是否计入)."""

    EXPECTED = "expected", "应办"
    EXEMPT = "exempt", "豁免"
    NOT_APPLICABLE = "not_applicable", "不适用"
    WITHDRAWN = "withdrawn", "已剔除"


class BallotKind(models.TextChoices):
    """What was voted on: R-17 for a resolution, R-21 for an election."""

    RESOLUTION = "resolution", "表决"
    ELECTION = "election", "选举"


class SummaryKind(models.TextChoices):
    """What a committee hands up in writing (article 10)."""

    QUARTERLY = "quarterly", "季度小结"
    ANNUAL = "annual", "年度述职报告"


class SummaryStatus(models.TextChoices):
    """The life of a summary or annual report."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回修改"
    COMMENTED = "commented", "已点评"
    ARCHIVED = "archived", "已归档"

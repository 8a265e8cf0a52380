"""The single timetable: every job that runs by the clock stands here and nowhere else.

Times are Beijing time. A job may run twice or late without harm: its own rows with unique keys
decide what is still to do, the clock only wakes it.
"""

from dataclasses import dataclass
from datetime import timedelta

from celery.schedules import crontab


@dataclass(frozen=True, kw_only=True)
class Job:
    """One line of the timetable: what runs, when, what for, and what people call it."""

    name: str
    task: str
    when: crontab | timedelta
    purpose: str
    label: str = ""

    @property
    def expires_after(self) -> int:
        """Seconds after which a run nobody picked up is dropped; the next one will do its work."""
        return int(self.when.total_seconds()) if isinstance(self.when, timedelta) else 3600


JOBS = (
    Job(
        name="heartbeat",
        label="心跳",
        task="config.tasks.beat_heart",
        when=timedelta(minutes=1),
        purpose="show that the clock and the worker are alive",
    ),
    Job(
        name="remind-due",
        label="到期提醒",
        task="workflow.tasks.remind_due",
        when=timedelta(minutes=1),
        purpose="tell holders what falls due soon or is overdue (到期提醒)",
    ),
    Job(
        name="tell-channels",
        label="消息渠道投递",
        task="workflow.tasks.tell_channels",
        when=timedelta(minutes=1),
        purpose="digests and urgent messages by the channels people chose (消息渠道)",
    ),
    Job(
        name="resume-imports",
        label="批量导入续办",
        task="workflow.tasks.resume_imports",
        when=timedelta(minutes=1),
        purpose="take up imports that nobody alive works on (批量导入)",
    ),
    Job(
        name="resume-openings",
        label="体检启动续办",
        task="inspections.tasks.resume_openings",
        when=timedelta(minutes=10),
        purpose="make the sheets that a stopped worker left out of a round being opened (体检启动)",
    ),
    Job(
        name="resume-readings",
        label="体检取数续办",
        task="inspections.tasks.resume_readings",
        when=timedelta(minutes=10),
        purpose="take up readings of rounds that a stopped worker left half-way (体检取数)",
    ),
    Job(
        name="purge-grants",
        label="清理到期任职的权限",
        task="hierarchy.tasks.purge_grants",
        when=crontab(hour=0, minute=20),
        purpose="clear away the rights of appointments that have ended (任职到期)",
    ),
    Job(
        name="take-month-end",
        label="台账月末快照",
        task="coverage.tasks.take_month_end",
        when=crontab(hour=0, minute=40),
        purpose="keep last month's ledger as it was, once it is over (月末快照)",
    ),
    Job(
        name="refresh-obligations",
        label="应办事项生成",
        task="routines.tasks.refresh_all",
        when=crontab(hour=1, minute=10),
        purpose="make what each body owes this period and the next a row (应办事项)",
    ),
    Job(
        name="refresh-duties",
        label="年度项目任务核对",
        task="projects.tasks.refresh_all_duties",
        when=crontab(hour=0, minute=50),
        purpose="open the year's demands on projects, and mark what is met (年度项目任务)",
    ),
    Job(
        name="refresh-proposals",
        label="联合组建建议更新",
        task="coverage.tasks.refresh_proposals",
        when=crontab(hour=1, minute=20),
        purpose="plan joint branches anew from the facts of the day (联合组建建议)",
    ),
    Job(
        name="prove-trees",
        label="组织树校验",
        task="hierarchy.tasks.prove_trees",
        when=crontab(hour=2, minute=30),
        purpose="prove every city's tree; rights fail closed where it fails (组织树校验)",
    ),
    Job(
        name="prove-ledgers",
        label="经费账校验",
        task="projects.tasks.prove_ledgers",
        when=crontab(hour=2, minute=50),
        purpose="prove every city's ledger of funds, and tell who keeps it of a fault (账目校验)",
    ),
    Job(
        name="make-dues",
        label="党费应交生成",
        task="people.tasks.make_all_dues",
        when=crontab(day_of_month="1", hour=0, minute=30),
        purpose="set down what each counting member owes this month (党费)",
    ),
    Job(
        name="warn-of-members",
        label="党员提醒核对",
        task="people.tasks.warn_of_members",
        when=crontab(hour=4, minute=10),
        purpose="tell secretaries in private what has lasted too long (组织处置预警)",
    ),
    Job(
        name="keep-register",
        label="清理到期的名册资料",
        task="people.tasks.keep_register",
        when=crontab(hour=3, minute=30),
        purpose="clear what the register keeps no longer, end unused exports (名册保存到期)",
    ),
    Job(
        name="clear-sessions",
        label="清理已结束的登录",
        task="hierarchy.tasks.clear_ended_sessions",
        when=crontab(hour=3, minute=20),
        purpose="delete sessions that have ended and the devices they were on (登录设备)",
    ),
    Job(
        name="clear-messages",
        label="清理过期提醒和投递",
        task="workflow.tasks.clear_messages",
        when=crontab(hour=3, minute=10),
        purpose="clear away reminders and deliveries a city no longer keeps (保存到期)",
    ),
)

JOB_OF_TASK = {job.task: job.name for job in JOBS}
JOB_LABELS = {job.name: job.label for job in JOBS}


def beat_schedule() -> dict[str, dict[str, object]]:
    """Return the timetable in Celery's own form."""
    return {
        job.name: {
            "task": job.task,
            "schedule": job.when,
            "options": {"expires": job.expires_after},
        }
        for job in JOBS
    }

"""How the system runs (运行情况): jobs of the timetable, processes, reminders and deliveries.

Reads only. Figures are counts; nobody is named and nobody is ranked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from celery.schedules import crontab
from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from workflow.models import Delivery, Heartbeat, JobRun, Reminder, ReminderScan
from workflow.reminders import due_sources

# Without a sign of life for so long, a process counts as stopped.
SILENCE: Final = {"clock": dt.timedelta(minutes=2), "worker": dt.timedelta(minutes=4)}
PROCESSES: Final = {"clock": "时钟（定时调度）", "worker": "后台任务进程"}
_PATIENCE: Final = dt.timedelta(minutes=10)
_NIGHTLY_PATIENCE: Final = dt.timedelta(hours=2)
_WEEK: Final = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job of the timetable: its last run, the next, and whether it is behind."""

    label: str
    light: str
    word: str
    run: JobRun | None
    seconds: float | None
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """One process and its last sign of life."""

    label: str
    light: str
    word: str
    seen_at: dt.datetime | None


def job_lines(actor: Actor) -> list[JobLine]:
    """Every job of the timetable, in its order."""
    runs = {run.name: run for run in JobRun.objects.visible_to(actor)}
    return [
        _job_line(name, entry["schedule"], runs.get(name), actor.at)
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    ]


def _job_line(name: str, when: Any, run: JobRun | None, at: dt.datetime) -> JobLine:
    next_at = next_run(when, run.started_at) if run else None
    patience = _NIGHTLY_PATIENCE if isinstance(when, crontab) else max(3 * when, _PATIENCE)
    seconds = None
    if run and run.ended_at:
        seconds = round((run.ended_at - run.started_at).total_seconds(), 1)
    if run is None:
        light, word = "grey", "尚未运行"
    elif next_at and at > next_at + patience:
        light, word = "red", "超时未运行"
    elif run.outcome == JobRun.Outcome.FAILED:
        light, word = "red", "失败"
    elif run.outcome == JobRun.Outcome.RUNNING and at > run.started_at + patience:
        light, word = "yellow", "中断，等待下次运行"
    else:
        light, word = "green", str(run.get_outcome_display())
    return JobLine(settings.JOB_LABELS.get(name) or name, light, word, run, seconds, next_at)


def next_run(when: Any, last: dt.datetime) -> dt.datetime:
    """When a job runs again after a run that began at ``last``."""
    if isinstance(when, dt.timedelta):
        return last + when
    start, delta, _ = when.remaining_delta(timezone.localtime(last))
    following: dt.datetime = start + delta
    return following


def process_lines(actor: Actor) -> list[ProcessLine]:
    """The clock and the workers."""
    seen = dict(Heartbeat.objects.visible_to(actor).values_list("name", "seen_at"))
    lines = []
    for name, label in PROCESSES.items():
        last = seen.get(name)
        is_alive = last is not None and actor.at - last < SILENCE[name]
        light, word = ("green", "正常") if is_alive else ("red", "没有心跳，请检查进程")
        lines.append(ProcessLine(label, light, word, last))
    return lines


def reminder_figures(actor: Actor, tenant: Tenant) -> dict[str, Any]:
    """What was told today and in a week, what waits, and since when."""
    rows = Reminder.objects.visible_to(actor).filter(tenant=tenant)
    states = Reminder.State
    week = rows.filter(planned_on__gt=actor.on - _WEEK).aggregate(
        sent=Count("pk", filter=Q(state=states.SENT)),
        late=Count("pk", filter=Q(state=states.SENT, is_late=True)),
        dropped=Count("pk", filter=Q(state=states.DROPPED)),
        today=Count("pk", filter=Q(state=states.SENT, planned_on=actor.on)),
    )
    waiting = rows.filter(state=states.WAITING).aggregate(
        count=Count("pk"), oldest=Min("created_at")
    )
    labels = {key: source.label for key, source in due_sources().items()}
    scans = ReminderScan.objects.visible_to(actor).filter(tenant=tenant).order_by("source")
    return {
        **week,
        "waiting": waiting["count"],
        "oldest": waiting["oldest"],
        "scans": [(labels.get(scan.source, scan.source), scan) for scan in scans],
    }


def delivery_figures(actor: Actor, tenant: Tenant) -> dict[str, Any]:
    """Messages by channels in a week, by what became of them; what waits, and since when."""
    states = Delivery.State
    rows = Delivery.objects.visible_to(actor).filter(tenant=tenant)
    week = rows.filter(created_at__gt=actor.at - _WEEK)
    found: dict[str, Any] = week.aggregate(
        sent=Count("pk", filter=Q(state=states.SENT)),
        failed=Count("pk", filter=Q(state=states.FAILED)),
    )
    open_rows = rows.filter(state__in=(states.PENDING, states.SENDING, states.UNKNOWN))
    return found | open_rows.aggregate(
        unknown=Count("pk", filter=Q(state=states.UNKNOWN)),
        pending=Count("pk", filter=Q(state__in=(states.PENDING, states.SENDING))),
        oldest=Min("send_after", filter=Q(state=states.PENDING)),
    )

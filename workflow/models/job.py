"""What runs by the clock: when each job last ran, and which processes give a sign of life."""

from __future__ import annotations

from django.db import models

from workflow.querysets import HeartbeatQuerySet, JobRunQuerySet


class JobRun(models.Model):
    """One job of the timetable and its last run (定时任务); one row a job, by its name."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "运行中"
        DONE = "done", "正常"
        FAILED = "failed", "失败"

    name = models.CharField("任务", max_length=64, unique=True)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    error = models.CharField("失败原因", max_length=200, blank=True)
    done_at = models.DateTimeField("最近正常结束时间", null=True)
    runs = models.PositiveBigIntegerField("运行次数", default=0)
    failures = models.PositiveBigIntegerField("失败次数", default=0)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """The last sign of life of one kind of process (心跳): ``clock``, ``worker``."""

    name = models.CharField("进程", max_length=64, unique=True)
    seen_at = models.DateTimeField("最近一次")

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name

"""Imports of spreadsheets (批量导入): one run from the upload to its report, and its rows."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from workflow.querysets import ImportRowQuerySet, ImportRunQuerySet


def _place(instance: ImportRun, filename: str) -> str:
    return f"imports/{instance.tenant_id}/{instance.sha256[:2]}/{instance.sha256}"


def _marked_place(instance: ImportRun, filename: str) -> str:
    return f"imports/{instance.tenant_id}/marked/{instance.pk}_{instance.marked_of[:16]}.xlsx"


class ImportRun(models.Model):
    """One spreadsheet on its way into the ledger: read, mapped, checked, confirmed, undone.

    ``survey`` is what else the file holds, ``chosen`` what a person decided about its columns,
    ``mapping`` what came of both; ``counts`` are rows by verdict and errors by column. ``stamp``
    is what the plan was judged against, ``digest`` the plan's own sum. What the engine has to do
    now is done as ``ordered_by`` in the appointment ``ordered_as``; ``working_since``, ``seen_at``
    and ``claim`` are the lease of the worker: see ``workflow.actions.import_leases``. ``marked``
    is the workbook marked in colour of a large file: for the plan whose sum is ``marked_of``.
    """

    class Status(models.TextChoices):
        READING = "reading", "读取中"
        MAPPING = "mapping", "待对应列"
        CHECKING = "checking", "校验中"
        HAS_ERRORS = "has_errors", "有错误待更正"
        READY = "ready", "待确认"
        WRITING = "writing", "写入中"
        DONE = "done", "已导入"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"
        REFUSED = "refused", "无法读取"
        DISCARDED = "discarded", "已放弃"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="导入单位",
    )
    kind = models.CharField("类别", max_length=24)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.READING)
    file = models.FileField("文件", upload_to=_place, max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("文件大小（字节）")
    sheet_title = models.CharField("工作表", max_length=64, blank=True)
    include_hidden = models.BooleanField("含隐藏行", default=False)
    chosen = models.JSONField("人工指定的列", default=dict)
    mapping = models.JSONField("列对应", default=dict)
    survey = models.JSONField("文件概况", default=dict)
    notes = models.JSONField("说明", default=list)
    tidied = models.JSONField("已整理的内容", default=dict)
    counts = models.JSONField("行数", default=dict)
    refusal = models.CharField("无法读取的原因", max_length=400, blank=True)
    progress_done = models.PositiveIntegerField("已处理行数", default=0)
    progress_total = models.PositiveIntegerField("总行数", default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="导入人",
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="办理人",
    )
    ordered_as = models.BigIntegerField("以何任职办理", null=True)
    user_name = models.CharField("导入人姓名", max_length=64)
    post = models.CharField("以何岗位", max_length=200, blank=True)
    started_at = models.DateTimeField("上传时间")
    checked_at = models.DateTimeField("校验时间", null=True)
    stamp = models.CharField("校验依据", max_length=200, blank=True)
    digest = models.CharField("校验结果摘要", max_length=64, blank=True)
    working_since = models.DateTimeField("开始处理时间", null=True)
    seen_at = models.DateTimeField("最近进度时间", null=True)
    claim = models.CharField("处理标识", max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    marked = models.FileField("标色表格", upload_to=_marked_place, max_length=200, blank=True)
    marked_of = models.CharField("标色表格所依据的校验结果", max_length=64, blank=True)
    marked_done = models.PositiveIntegerField("标色已写行数", default=0)
    marked_seen_at = models.DateTimeField("标色最近进度时间", null=True)
    written_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    reason = models.CharField("撤销理由", max_length=400, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "批量导入"
        verbose_name_plural = "批量导入"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "kind"],
                condition=Q(status__in=["writing", "undoing"]),
                name="import_writes_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-started_at"], name="import_run_by_time"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """Whether the engine has something to do."""
        return self.status in (
            self.Status.READING,
            self.Status.CHECKING,
            self.Status.WRITING,
            self.Status.UNDOING,
        )

    @property
    def is_marked(self) -> bool:
        """Whether the workbook marked in colour lies ready for the present plan."""
        return bool(self.marked) and self.marked_of == self.digest

    @property
    def writes(self) -> int:
        """How many rows will be, or were, written."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("changed", 0))


class ImportRow(models.Model):
    """What one row of a run will do, or did: enough to write it, to show it, to undo it."""

    class Verdict(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        UNCHANGED = "unchanged", "无变化"
        REFUSED = "refused", "不能导入"

    run = models.ForeignKey(
        ImportRun,
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,
        verbose_name="批次",
    )
    number = models.PositiveIntegerField("行号")
    verdict = models.CharField("结果", max_length=10, choices=Verdict.choices)
    title = models.CharField("对象", max_length=200, blank=True)
    target_id = models.BigIntegerField("对象编号", null=True)
    values = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField("原内容", default=dict, encoder=DjangoJSONEncoder)
    changes = models.JSONField("变更", default=dict, encoder=DjangoJSONEncoder)
    errors = models.JSONField("错误", default=list)
    notes = models.JSONField("说明", default=list)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        indexes: ClassVar = [
            models.Index(fields=["run", "verdict", "number"], name="import_row_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

"""What a committee hands up in writing: drafted from the data, then edited by people."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from routines.models.record import Record
from routines.querysets import SummaryQuerySet
from routines.summary_periods import days_of
from routines.terms import SummaryKind, SummaryStatus


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="SummaryEvent",
    meta={"verbose_name": "小结述职变动", "verbose_name_plural": "小结述职变动"},
)
class Summary(models.Model):
    """A quarterly summary or an annual duty report (季度小结、年度述职报告, article 10).

    ``figures`` are the data of the day it was drafted, with what they were a period before;
    ``sections`` a list of heading, text and the text as the data drafted it. Both stay as they
    were handed up. ``record`` is what answers the obligation; it counts from the day on
    which the paper was handed up first, however often it went back.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="summaries", verbose_name="组织"
    )
    kind = models.CharField("类别", max_length=12, choices=SummaryKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", default=0)
    title = models.CharField("标题", max_length=120)
    sections = models.JSONField("正文", default=list)
    figures = models.JSONField("数据", default=list, encoder=DjangoJSONEncoder)
    status = models.CharField(
        "状态", max_length=12, choices=SummaryStatus.choices, default=SummaryStatus.DRAFT
    )
    drafted_at = models.DateTimeField("起草时间")
    first_submitted_on = models.DateField("首次报送日期", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_as = models.CharField("报送岗位", max_length=200, blank=True)
    comment = models.CharField("上级意见", max_length=2000, blank=True)
    commented_as = models.CharField("上级岗位", max_length=200, blank=True)
    commented_at = models.DateTimeField("上级答复时间", null=True, blank=True)
    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, null=True, related_name="summary", verbose_name="记录"
    )

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "小结与述职"
        verbose_name_plural = "小结与述职"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "kind", "year", "quarter"], name="summary_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=SummaryKind.ANNUAL, quarter=0)
                | Q(kind=SummaryKind.QUARTERLY, quarter__range=(1, 4)),
                name="summary_quarter_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def superior(self) -> Organization | None:
        """Who comments on it: the body directly above."""
        parent: Organization | None = self.organization.parent
        return parent

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last day it speaks of."""
        return days_of(self.kind, self.year, self.quarter)

    @property
    def is_open(self) -> bool:
        """Whether its writers may still change it."""
        return self.status in (SummaryStatus.DRAFT, SummaryStatus.RETURNED)

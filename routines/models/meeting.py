"""What hangs on a record: votes, talks, agenda and resolutions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization
from routines.models.record import Record
from routines.querysets import (
    BallotQuerySet,
    OfBallotQuerySet,
    OfRecordQuerySet,
    ResolutionQuerySet,
    TalkQuerySet,
)
from routines.terms import BallotKind


class Ballot(models.Model):
    """One vote (表决): R-17 for a resolution, R-21 for an election. Its outcome is derived.

    ``eligible`` are all who should come and may vote, without those excused one by one;
    ``present`` those of them who came; ``written`` the written votes in favour handed in
    before the meeting; ``needs_difference`` that committee members were elected, for whom
    there must be more candidates than seats.
    """

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="ballots", verbose_name="记录"
    )
    kind = models.CharField("类别", max_length=12, choices=BallotKind.choices)
    matter = models.CharField("事项", max_length=120)
    eligible = models.PositiveIntegerField("应到有表决权人数")
    present = models.PositiveIntegerField("实到有表决权人数")
    written = models.PositiveIntegerField("会前书面赞成", default=0)
    in_favour = models.PositiveIntegerField("赞成", default=0)
    against = models.PositiveIntegerField("反对", default=0)
    abstained = models.PositiveIntegerField("弃权", default=0)
    seats = models.PositiveSmallIntegerField("应选名额", default=0)
    needs_difference = models.BooleanField("选举委员，须差额", default=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = "表决"
        verbose_name_plural = "表决"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(present__lte=F("eligible")),
                name="ballot_present_of_eligible",
                violation_error_message="实到有表决权人数不能多于应到有表决权人数。",
            ),
        ]

    def __str__(self) -> str:
        return self.matter


class Candidate(models.Model):
    """One candidate of an election (候选人) and the votes received."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.CASCADE, related_name="candidates", verbose_name="选举"
    )
    name = models.CharField("姓名", max_length=48)
    votes = models.PositiveIntegerField("得票")

    objects = OfBallotQuerySet.as_manager()

    class Meta:
        verbose_name = "候选人"
        verbose_name_plural = "候选人"

    def __str__(self) -> str:
        return self.name


class Excusal(models.Model):
    """One person not counted among those who should come (不计入应到), and why (R-21)."""

    ballot = models.ForeignKey(
        Ballot, on_delete=models.CASCADE, related_name="excusals", verbose_name="表决"
    )
    name = models.CharField("姓名", max_length=48)
    reason = models.CharField("原因", max_length=120)

    objects = OfBallotQuerySet.as_manager()

    class Meta:
        verbose_name = "不计入应到"
        verbose_name_plural = "不计入应到"

    def __str__(self) -> str:
        return self.name


class Talk(models.Model):
    """What was said in a talk (谈话内容, R-16); see ``TalkQuerySet`` for who may read it."""

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, related_name="talk", verbose_name="记录"
    )
    talker = models.CharField("谈话人", max_length=48)
    partner = models.CharField("谈话对象", max_length=100)
    points = models.TextField("要点", max_length=4000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="填写人",
    )

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = "谈话内容"
        verbose_name_plural = "谈话内容"

    def __str__(self) -> str:
        return f"谈话 {self.record_id}"


class AgendaItem(models.Model):
    """One item of a meeting's agenda (议题); ``key`` names the list item it was drawn from."""

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="agenda", verbose_name="会议"
    )
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=200)
    key = models.CharField("来源标识", max_length=64, blank=True)
    path = models.CharField("链接", max_length=200, blank=True)
    words = models.CharField("议定情况", max_length=1000, blank=True)

    objects = OfRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        verbose_name_plural = "议题"
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """What a meeting resolved that somebody is to do (议定事项): a to-do until done."""

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="resolutions", verbose_name="会议"
    )
    text = models.CharField("议定事项", max_length=400)
    responsible = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_words = models.CharField("完成情况", max_length=1000, blank=True)
    done_as = models.CharField("办理岗位", max_length=200, blank=True)
    dropped_on = models.DateField("撤销日期", null=True, blank=True)
    dropped_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "议定事项"
        verbose_name_plural = "议定事项"
        indexes: ClassVar = [
            models.Index(
                fields=["responsible", "due_on"],
                name="resolution_open",
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Whether it is still to be carried out."""
        return self.done_on is None and self.dropped_on is None

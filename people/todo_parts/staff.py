"""What the part staff asks of people now: workers to take on, contracts, recruitments, assessments.

Whoever acts for no body that employs full-time workers is asked to read the own assessment alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from people.models import Assessment, PeoplePolicy, Recruitment, Worker
from people.staff_rules import CONTRACT_WARNING, EMPLOYERS
from people.terms import AssessmentStatus, RecruitmentStatus
from workflow.desks import Desk, light_by
from workflow.todo_lines import text, told
from workflow.todos import Todo

MOST: Final = 20


class Line(NamedTuple):
    """One row of the query."""

    sort: str
    pk: int
    body: int
    title: str
    due: dt.date | None
    since: dt.date | None


class _Told(NamedTuple):
    """How a sort is told: what to do, on which page, and a word on the way."""

    verb: str
    page: str
    hint: str
    light: str = ""


_RECRUITMENT, _ASSESSMENT = "recruitment_detail", "assessment_detail"
_WORDS: Final[dict[str, _Told]] = {
    "short": _Told("配备专职人员", "", "在岗专职党务工作者不足规定名数，请招录或登记", "red"),
    "contract": _Told("续签合同", "worker_detail", "合同将到期或已到期，续签后更新到期日期"),
    "publish": _Told("发布公告", _RECRUITMENT, "招录已拟定，核对后发布"),
    "examine": _Told("转入考试考察", _RECRUITMENT, "招录报名已截止"),
    "announce": _Told(
        "公示拟录用人选", _RECRUITMENT, "招录在考试考察中，成绩登记齐全、人选确定后公示"
    ),
    "note": _Told("登记公示结果", _RECRUITMENT, "拟录用人选公示期满"),
    "hire": _Told("办理录用", _RECRUITMENT, "公示期满，结果已登记"),
    "read": _Told("阅读考核意见", _ASSESSMENT, "有不同意见的，在期限内申述"),
    "answer": _Told("答复申述", _ASSESSMENT, "本人已申述，核查答复后定论"),
    "settle": _Told("考核定论", _ASSESSMENT, "申述期已满，本人没有申述"),
}


def answered(found: Iterable[Line], desk: Desk) -> Iterator[Todo]:
    """The steps that wait for this person."""
    for line in found:
        yield _todo(line, desk)


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Every part that can concern the person."""
    parts = [_own_assessment(desk)]
    if any(grant.tier in EMPLOYERS for grant in desk.actor.scope(Capability.HANDLE).nodes):
        parts += [*_kept(desk), *_recruited(desk), *_assessed(desk)]
    return [part[:MOST] for part in parts]


def _kept(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Committees with too few workers, and contracts that end."""
    own, on = desk.at(Capability.HANDLE), desk.actor.on
    serving = Worker.objects.filter(organization=OuterRef("pk")).serving(on).order_by()
    counts = serving.values("organization_id").annotate(count=Count("pk")).values("count")
    policies = PeoplePolicy.objects.filter(tenant=OuterRef("tenant")).effective(on)
    least = policies.order_by("-effective_from").values("workers_least")[:1]
    fewest = PeoplePolicy().workers_least
    bodies: Any = Organization.objects.filter(pk__in=own, tier=Tier.COMMITTEE).open(on)
    short = bodies.annotate(
        serving=Coalesce(Subquery(counts, output_field=IntegerField()), Value(0)),
        least=Coalesce(Subquery(least, output_field=IntegerField()), Value(fewest)),
    ).filter(serving__lt=F("least"))
    yield told(short.order_by("pk"), Line, "short", pk=F("pk"), body=F("pk"), title=F("name"))
    ending = Worker.objects.filter(organization__in=own).serving(on)
    yield told(
        ending.filter(contract_until__lte=on + CONTRACT_WARNING).order_by("contract_until", "pk"),
        Line,
        "contract",
        pk=F("pk"),
        body=F("organization_id"),
        title=F("name"),
        due=F("contract_until"),
    )


def _recruited(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Recruitments whose next step has come: the clerk's and the leader's."""
    own, on = desk.at(Capability.HANDLE), desk.actor.on
    rows = Recruitment.objects.filter(organization__in=own)
    over = rows.filter(status=RecruitmentStatus.NOTICE, notice_until__lt=on)
    closed = rows.filter(status=RecruitmentStatus.OPEN, apply_until__lt=on)
    yield _recruitment("examine", closed, since=F("apply_until"))
    yield _recruitment("note", over.filter(notice_result=""), since=F("notice_until"))
    if issue := desk.at(Capability.ISSUE):
        drafts = rows.filter(organization__in=issue, status=RecruitmentStatus.DRAFT)
        yield _recruitment("publish", drafts, due=F("apply_until"))
        examined = rows.filter(organization__in=issue, status=RecruitmentStatus.EXAM)
        yield _recruitment("announce", examined, since=F("apply_until"))
        ready = over.filter(organization__in=issue).exclude(notice_result="")
        yield _recruitment("hire", ready, since=F("notice_until"))


def _recruitment(sort: str, rows: QuerySet[Recruitment], **days: Any) -> QuerySet[Any, Any]:
    columns = {"pk": F("pk"), "body": F("organization_id"), "title": F("title")}
    return told(rows.order_by("pk"), Line, sort, **columns, **days)


def _own_assessment(desk: Desk) -> QuerySet[Any, Any]:
    """One's own assessment to read, wherever one serves."""
    actor = desk.actor
    told_ones = Assessment.objects.filter(status=AssessmentStatus.TOLD, worker__user=actor.user)
    return _assessment("read", told_ones.filter(reply_until__gte=actor.on), due=F("reply_until"))


def _assessed(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Others' assessments to answer and to settle."""
    actor = desk.actor
    if review := desk.at(Capability.REVIEW):
        others = Assessment.objects.filter(organization__in=review).exclude(worker__user=actor.user)
        told_ones = others.filter(status=AssessmentStatus.TOLD, reply_until__lt=actor.on)
        replied = others.filter(status=AssessmentStatus.REPLIED)
        yield _assessment("settle", told_ones, since=F("reply_until"))
        yield _assessment("answer", replied, since=F("told_on"))


def _assessment(sort: str, rows: QuerySet[Assessment], **days: Any) -> QuerySet[Any, Any]:
    year = Cast(F("year"), CharField())
    title = Concat(F("worker__name"), text(" "), year, text("年度"), output_field=CharField())
    columns = {"pk": F("pk"), "body": F("organization_id"), "title": title}
    return told(rows.order_by("pk"), Line, sort, **columns, **days)


def _todo(line: Line, desk: Desk) -> Todo:
    words = _WORDS[line.sort]
    page = reverse(f"people:{words.page}", args=[line.pk]) if words.page else reverse("people:team")
    return Todo(
        key=f"people-{line.sort}:{line.pk}",
        verb=words.verb,
        title=line.title,
        path=page,
        due=line.due,
        light=words.light or light_by(line.due, on=desk.actor.on),
        acting_for=desk.post_at(line.body),
        hint=words.hint,
        waiting_since=line.since if line.due is None else None,
    )

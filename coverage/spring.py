"""源泉工程: units without any member, and what has been done to raise the first (R-34).

What counts as such a unit is the measure ``no_members``, so that this page and the rates
count the same. Figures are always a part over a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from coverage.attention import with_contacts
from coverage.measures import MEASURES
from coverage.models import ContactRecord
from coverage.rates import percent_of
from coverage.rulebook import RuleSet
from documents.spreadsheets.writer import Column, ColumnKind

ARTICLE = "第十一条"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, in words; ``key`` is the filter that lists those it lacks."""

    label: str
    part: int
    whole: int
    key: str = ""

    @property
    def lacks(self) -> int:
        """How many are missing."""
        return self.whole - self.part

    @property
    def value_text(self) -> str:
        """The share in per cent, a dash where there is nothing to share."""
        percent = percent_of(self.part, self.whole)
        return "—" if percent is None else f"{percent}%"


def spring_units(units: QuerySet[Any], *, rules: RuleSet) -> QuerySet[Any]:
    """Of these the working units without a member of any kind."""
    return units.filter(MEASURES["no_members"].side("numerator", rules))


def with_care(units: QuerySet[Any], *, on: dt.date) -> Any:
    """The same with the talks held this year, the last contact and the next one agreed."""
    return with_contacts(_with_talks(units, on))


def shares(units: QuerySet[Any], *, on: dt.date, rules: RuleSet) -> list[Share]:
    """The figures of the page over units that ``spring_units`` found; one query."""
    first = Q(employees__gte=rules.spring_staff)
    found = _with_talks(units.order_by(), on).aggregate(
        whole=Count("pk"),
        led=Count("pk", filter=Q(officer__isnull=False)),
        talked=Count("pk", filter=Q(talks_held__gt=0)),
        applied=Count("pk", filter=Q(applicants__gt=0)),
        active=Count("pk", filter=Q(activists__gt=0)),
        first=Count("pk", filter=first),
        first_active=Count("pk", filter=first & Q(activists__gt=0)),
    )
    whole = found["whole"]
    return [
        Share("已明确指导员", found["led"], whole, "no_officer"),
        Share("今年已谈话", found["talked"], whole, "no_talk"),
        Share("有入党申请人", found["applied"], whole, "no_applicant"),
        Share("有入党积极分子", found["active"], whole, "no_activist"),
        Share("重点单位有积极分子", found["first_active"], found["first"], "first_no_activist"),
    ]


def lacking(key: str, *, on: dt.date, rules: RuleSet) -> Q:
    """The units that a share lacks, or whose next contact is overdue, as a condition."""
    first = Q(employees__gte=rules.spring_staff)
    known: dict[str, Q] = {
        "no_officer": Q(officer__isnull=True),
        "no_talk": Q(talks_held=0),
        "no_applicant": Q(applicants=0),
        "no_activist": Q(activists=0),
        "first_no_activist": first & Q(activists=0),
        "overdue": Q(next_contact_on__lt=on),
        "no_next": Q(next_contact_on__isnull=True),
    }
    return known.get(key, Q())


SHEET = (
    Column("name", "单位名称", width=32),
    Column("code", "统一社会信用代码", width=22),
    Column("industry", "行业"),
    Column("district", "所属县（市、区）"),
    Column("town", "所属镇（街道）"),
    Column("building", "楼宇、园区或商圈", width=20),
    Column("employees", "从业人数", width=10, kind=ColumnKind.INTEGER),
    Column("first", "重点单位", width=10),
    Column("officer", "指导员岗位", width=28),
    Column("talks", "今年谈话人次", width=12, kind=ColumnKind.INTEGER),
    Column("applicants", "入党申请人数", width=12, kind=ColumnKind.INTEGER),
    Column("activists", "入党积极分子数", width=14, kind=ColumnKind.INTEGER),
    Column("last", "最近联系", width=12, kind=ColumnKind.DATE),
    Column("next", "下次联系", width=12, kind=ColumnKind.DATE),
)


def sheet_rows(units: Iterable[Any], *, rules: RuleSet) -> Iterator[Mapping[str, object]]:
    """The rows of the export, for units that ``with_care`` has read."""
    for unit in units:
        yield {
            "name": unit.name,
            "code": unit.code_text,
            "industry": unit.industry.name,
            "district": unit.district.name if unit.district else "",
            "town": unit.town.name if unit.town else "",
            "building": unit.building,
            "employees": unit.employees,
            "first": "重点" if unit.employees >= rules.spring_staff else "",
            "officer": unit.officer.label if unit.officer else "未明确",
            "talks": unit.talks_held,
            "applicants": unit.applicants,
            "activists": unit.activists,
            "last": unit.last_contact_on or "",
            "next": unit.next_contact_on or "",
        }


def _with_talks(units: QuerySet[Any], on: dt.date) -> Any:
    """How many people were talked with this year."""
    year = ContactRecord.objects.filter(
        unit=OuterRef("pk"), contacted_on__gte=dt.date(on.year, 1, 1), contacted_on__lte=on
    )
    held = year.order_by().values("unit").annotate(sum=Sum("talks")).values("sum")
    return units.annotate(talks_held=Coalesce(Subquery(held), 0))

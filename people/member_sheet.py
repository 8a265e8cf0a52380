"""A spreadsheet of members, read in memory and judged row by row; nothing of it is kept.

What is read is handed on sealed (``sealed_lines``), from the preview to the confirmation, so that
no row stands plain in the database, in a session or in a file on its way (docs/decisions/025).
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

from documents.intake.fields import Field
from documents.intake.mapping import map_columns
from documents.intake.rows import ReadRow, read
from documents.intake.templates import template_workbook
from documents.intake.terms import FieldKind
from documents.spreadsheets.reader import read_grid
from hierarchy.models import Organization
from people.free_words import for_the_trail
from people.masks import masked
from people.member_facts import DAYS, SEALED, label_of, tidy_facts
from people.models import Member
from people.sealed import blind_indexes, box
from people.terms import LEFT, Standing
from workflow.sealing import BrokenSealError

MOST_ROWS: Final = 500
SIZE_MOST: Final = 1 << 20
GOOD_FOR: Final = dt.timedelta(hours=1)
FIELDS: Final = (
    Field("name", "姓名", required=True, max_length=48, example="张三"),
    Field(
        "standing",
        "党员身份",
        kind=FieldKind.CHOICE,
        required=True,
        choices={label: str(value) for value, label in Standing.choices},
        example="正式党员",
    ),
    Field("joined_on", "转入日期", kind=FieldKind.DATE, required=True, example="2024-03-05"),
    Field("identity", "身份证号", aliases=("身份证号码", "公民身份号码"), max_length=24, width=22),
    Field("phone", "手机号码", aliases=("手机号", "联系电话", "手机"), max_length=24),
    Field("address", "住址", aliases=("家庭住址", "现住址"), max_length=200, width=32),
    Field("income", "党费计算基数（元/月）", aliases=("党费计算基数",), max_length=16),
    Field("admitted_on", "入党日期", kind=FieldKind.DATE, example="2015-06-30"),
    Field("regular_on", "转正日期", kind=FieldKind.DATE, example="2016-06-30"),
    Field("duty", "党内职务", max_length=24),
    Field("is_leader", "书记或班子成员", kind=FieldKind.YES_NO, example="否"),
    Field("is_spared", "年老体弱不作硬性要求", kind=FieldKind.YES_NO, example="否"),
)
Numbered = list[tuple[int, dict[str, Any]]]
"""The contents of rows under their numbers in the file."""


@dataclass(slots=True)
class Line:
    """One row: its number in the file, what it says, and what is wrong with it in words."""

    number: int
    content: dict[str, Any] = field(repr=False)
    faults: list[str]

    @property
    def shown(self) -> dict[str, str]:
        """What a page may show of it."""
        return {
            "name": str(self.content.get("name") or ""),
            "standing": str(dict(Standing.choices).get(self.content.get("standing", ""), "")),
            **{name: masked(str(self.content.get(name) or "")) for name in SEALED},
            **{name: str(self.content.get(name) or "") for name in DAYS},
        }


def template() -> bytes:
    """The workbook to fill in."""
    return template_workbook(title="党员名册导入", fields=FIELDS)


@sensitive_variables()
def read_lines(*, data: bytes, name: str, branch: Organization, on: dt.date) -> list[Line]:
    """The rows of a file, each judged as the register would judge it.

    Raises ``ValidationError`` for a file that can't be read, whose columns are not known, that
    has no rows or more than ``MOST_ROWS``.
    """
    grid = read_grid(data=data, name=name)
    mapping = map_columns(grid, FIELDS)
    if not mapping.ready:
        told = [for_the_trail(problem) for problem in mapping.problems]
        raise ValidationError([*told, "请按模板的表头调整后重新上传。"])
    lines = [_line(row, on) for row in read(grid, mapping, FIELDS)]
    if not lines:
        raise ValidationError("表格中没有党员。请在表头下面逐行填写后重新上传。", code="no_rows")
    if len(lines) > MOST_ROWS:
        raise ValidationError(
            f"一次最多导入 {MOST_ROWS} 人，表格中有 {len(lines)} 人。请分成几份导入。",
            code="too_many_rows",
        )
    _mark_repeated(lines)
    _mark_known(lines, branch)
    return lines


@sensitive_variables()
def sealed_lines(lines: Sequence[Line], *, branch: Organization, user: Any, at: dt.datetime) -> str:
    """The contents sealed for the confirmation, for this person and branch alone."""
    rows = [[line.number, line.content] for line in lines]
    whole = {"branch": branch.pk, "user": user.pk, "at": at.isoformat(), "rows": rows}
    return box().seal(json.dumps(whole, default=str, ensure_ascii=False))


@sensitive_variables()
def opened_lines(sealed: str, *, user: Any, at: dt.datetime) -> tuple[int, Numbered]:
    """The branch's id and the rows of what was sealed.

    Raises ``ValidationError`` ``stale`` for another person's, an old or a broken one.
    """
    stale = ValidationError(
        "预览已经过期或者不是您上传的。请重新上传表格，核对后再确认。", code="stale"
    )
    try:
        whole = json.loads(box().unseal(sealed) or "{}")
    except (BrokenSealError, UnicodeEncodeError):
        raise stale from None
    if whole.get("user") != user.pk:
        raise stale
    if not dt.timedelta(0) <= at - dt.datetime.fromisoformat(whole["at"]) <= GOOD_FOR:
        raise stale
    return whole["branch"], [(number, _dated(content)) for number, content in whole["rows"]]


@sensitive_variables()
def faults_of(refused: ValidationError) -> list[str]:
    """What the register says against a row, each with what the field is called."""
    if not hasattr(refused, "error_dict"):
        return list(refused.messages)
    return [
        f"{label_of(name)}：{text}"
        for name, errors in refused.error_dict.items()
        for error in errors
        for text in error.messages
    ]


@sensitive_variables()
def _line(row: ReadRow, on: dt.date) -> Line:
    content = {key: value for key, value in row.values.items() if value not in (None, "")}
    faults = [for_the_trail(f"{one.column}：{one.text}") for one in row.errors]
    if not faults:
        try:
            content |= tidy_facts(content, on=on)
        except ValidationError as refused:
            faults = faults_of(refused)
    return Line(row.number, content, faults)


@sensitive_variables()
def _mark_repeated(lines: Sequence[Line]) -> None:
    """One number stands in one row; of equal names without a number nobody knows who is who."""
    numbers = Counter(line.content.get("identity", "") for line in lines)
    names = Counter(line.content.get("name", "") for line in lines if _is_unnumbered(line))
    for line in lines:
        if not _is_unnumbered(line) and numbers[line.content["identity"]] > 1:
            line.faults.append("身份证号：表格中有相同的身份证号，请核对。")
        elif _is_unnumbered(line) and names[line.content.get("name", "")] > 1:
            line.faults.append("姓名：表格中有同名且没有身份证号的，请填写身份证号以区分。")


@sensitive_variables()
def _mark_known(lines: Sequence[Line], branch: Organization) -> None:
    """Who is on the register already; two queries, whatever the number of rows."""
    here = Member.objects.filter(tenant_id=branch.tenant_id).exclude(presence__in=LEFT)
    indexes = [i for line in lines for i in blind_indexes(str(line.content.get("identity", "")))]
    known = set(here.filter(identity_index__in=indexes).values_list("identity_index", flat=True))
    names = set(here.filter(organization=branch).values_list("name", flat=True))
    for line in lines:
        if known.intersection(blind_indexes(str(line.content.get("identity", "")))):
            line.faults.append(
                "身份证号：已在本市名册中，一名党员只隶属一个党支部。"
                "从其他党支部转来的，由原党支部办理转接。"
            )
        elif _is_unnumbered(line) and line.content.get("name") in names:
            line.faults.append("姓名：本支部名册中已有同名党员，请填写身份证号以区分。")


def _is_unnumbered(line: Line) -> bool:
    return not line.content.get("identity")


def _dated(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: dt.date.fromisoformat(value) if name in DAYS else value
        for name, value in content.items()
    }

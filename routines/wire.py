"""Records as other systems send and read them (JSON): shapes, limits, and refusals in Chinese.

Nothing here asks the database. What is wrong with one record is said of that record; the
others of the same call are taken.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import ValidationError as WireError

from routines.terms import Mark, RecordKind

MOST: Final = 1000
"""Records a call, both ways."""
# Made in this system alone: papers of committees, and what no other system may answer for.
OURS_ALONE: Final = (
    RecordKind.MONTHLY_MEETING,
    RecordKind.QUARTERLY_SUMMARY,
    RecordKind.ANNUAL_REPORT,
)
EXCHANGED: Final = tuple(kind for kind in RecordKind if kind not in OURS_ALONE)
PRIVATE: Final = (RecordKind.TALK,)
"""Kinds whose contents never pass (domain.md §8.1): that it took place does, what was said not."""
CONTENTS: Final = ("topics", "minutes", "decisions", "absences", "speaker")
_LABELS: Final = {
    "external_id": "外部编号",
    "organization_code": "组织代码",
    "organization_name": "组织全称",
    "kind": "类别",
    "also": "同时开展",
    "marks": "同时属于",
    "group": "党小组",
    "title": "主题",
    "happened_on": "日期",
    "starts_at": "开始时间",
    "ends_at": "结束时间",
    "place": "地点",
    "chair": "主持人",
    "recorder": "记录人",
    "speaker": "主讲人",
    "expected_count": "应到人数",
    "present_count": "实到人数",
    "absences": "请假及原因",
    "hours": "学时",
    "topics": "议题或内容",
    "minutes": "记录",
    "decisions": "决议",
    "withdrawn": "已撤回",
    "id": "本系统记录编号",
    "source": "来源",
    "source_label": "来源名称",
    "kind_label": "类别名称",
    "entered_at": "录入时间",
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME: Final = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_MOST_DIGITS: Final = 9


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        if _CONTROL.search(value):
            raise ValueError("含有不能识别的字符，请去掉后重新推送")
        return value.strip()
    return value


def _day(value: Any) -> Any:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("应为 2026-03-05 样式的日期")
    return value


def _time(value: Any) -> Any:
    if value is not None and not (isinstance(value, str) and _TIME.fullmatch(value)):
        raise ValueError("应为 14:30 样式的时间")
    return value


def _exact(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise ValueError("应为数字")
    if isinstance(value, Decimal) and abs(value.adjusted()) > _MOST_DIGITS:
        # Worked out in full, 1e99999999 alone would take all memory.
        raise ValueError("超出可填的范围")
    return value


def _text(most: int, *, least: int = 0) -> Any:
    return Annotated[str, BeforeValidator(_plain), Field(min_length=least, max_length=most)]


_Count = Annotated[int, BeforeValidator(_exact), Field(ge=0, le=100_000)]
_Hours = Annotated[
    Decimal, BeforeValidator(_exact), Field(ge=0, le=Decimal("999.9"), decimal_places=1)
]
_Yes = Annotated[bool, Field(strict=True)]
_Day = Annotated[dt.date, BeforeValidator(_day)]
_Time = Annotated[dt.time, BeforeValidator(_time)]
_KIND: Any = Literal[tuple(str(kind) for kind in EXCHANGED)]
_MARK: Any = Literal[tuple(str(mark) for mark in Mark)]


class RecordIn(BaseModel):
    """One record as it is sent. The organisation is named by code, by exact name, or by both."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    external_id: _text(64, least=1) = Field(description="在发送方的编号，同一编号只登记一次")  # type: ignore[valid-type]
    organization_code: _text(32) = Field("", description="党组织在本系统的代码")  # type: ignore[valid-type]
    organization_name: _text(100) = Field("", description="党组织全称，须完全一致")  # type: ignore[valid-type]
    kind: _KIND = Field(description="类别")
    also: Annotated[list[_KIND], Field(max_length=9)] = Field([], description="合并开展的其他类别")
    marks: Annotated[list[_MARK], Field(max_length=12)] = Field([], description="同时属于")
    group: _text(48) = Field("", description="党小组名称，党小组会填写")  # type: ignore[valid-type]
    title: _text(100, least=1) = Field(description="主题")  # type: ignore[valid-type]
    happened_on: _Day = Field(description="活动发生日期")
    starts_at: _Time | None = Field(None, description="开始时间")
    ends_at: _Time | None = Field(None, description="结束时间")
    place: _text(100) = ""  # type: ignore[valid-type]
    chair: _text(48) = ""  # type: ignore[valid-type]
    recorder: _text(48) = ""  # type: ignore[valid-type]
    speaker: _text(48) = ""  # type: ignore[valid-type]
    expected_count: _Count | None = None
    present_count: _Count | None = None
    absences: _text(400) = ""  # type: ignore[valid-type]
    hours: _Hours | None = None
    topics: _text(2000) = ""  # type: ignore[valid-type]
    minutes: _text(20000) = ""  # type: ignore[valid-type]
    decisions: _text(2000) = ""  # type: ignore[valid-type]
    withdrawn: _Yes = Field(default=False, description="发送方已撤回这条记录")

    @property
    def facts(self) -> dict[str, Any]:
        """What is written on the record itself."""
        facts = self.model_dump(
            exclude={"external_id", "organization_code", "organization_name", "withdrawn"}
        )
        return facts | {name: list(dict.fromkeys(facts[name])) for name in ("also", "marks")}


class Refusal(Schema):
    """Why a whole call was refused."""

    code: str
    message: str


class Result(Schema):
    """What became of one record, in the order in which they were sent."""

    index: int
    external_id: str
    result: Literal["created", "updated", "unchanged", "refused"]
    reason: str
    answered: list[str]


class Outcome(Schema):
    """What became of a call."""

    received: int
    created: int
    updated: int
    unchanged: int
    refused: int
    results: list[Result]


class RecordOut(Schema):
    """One record as it is read; of a talk only that it took place."""

    id: int
    source: str
    source_label: str
    external_id: str
    organization_code: str
    organization_name: str
    kind: str
    kind_label: str
    also: list[str]
    marks: list[str]
    group: str
    title: str
    happened_on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    place: str
    chair: str
    recorder: str
    speaker: str
    expected_count: int | None
    present_count: int | None
    absences: str
    hours: float | None
    topics: str
    minutes: str
    decisions: str
    withdrawn: bool
    entered_at: dt.datetime


class RecordPage(Schema):
    """Records by their numbers; ``next`` is the place to go on from, empty at the end."""

    records: list[RecordOut]
    next: str


class BadBodyError(ValueError):
    """A body that is no list of records, in words."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def read_body(body: bytes) -> list[Any]:
    """The records of a call, unread yet. Raises ``BadBodyError``."""
    try:
        data = json.loads(body, parse_float=_figure, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        text = "请求内容不是有效的 JSON（UTF-8），请核对后重新推送。"
        raise BadBodyError("bad_json", text, 400) from error
    records = data.get("records") if isinstance(data, dict) else None
    if not isinstance(records, list) or set(data) != {"records"}:
        text = '请求内容应为 {"records": [ … ]}，且只有这一项，请按接口说明组织数据。'
        raise BadBodyError("bad_shape", text, 422)
    if not records:
        raise BadBodyError("no_records", "没有收到记录，请至少推送一条。", 422)
    if len(records) > MOST:
        text = f"一次最多推送 {MOST} 条，本次 {len(records)} 条，请分批推送。本次未登记任何记录。"
        raise BadBodyError("too_many", text, 422)
    return records


def read_record(given: Any) -> tuple[RecordIn | None, str]:
    """One record, or why it can't be read."""
    if not isinstance(given, dict):
        return None, "每条记录应为一个 JSON 对象。"
    try:
        record = RecordIn.model_validate(given)
    except WireError as error:
        reasons = list(dict.fromkeys(_worded(one) for one in error.errors(include_url=False)))
        return None, f"{'；'.join(reasons[:5])}。"
    return record, _disorder(record)


def _disorder(record: RecordIn) -> str:
    if not record.organization_code and not record.organization_name:
        return "组织代码和组织全称至少填一项，才知道是哪个组织的记录。"
    expected, present = record.expected_count, record.present_count
    if expected is not None and present is not None and present > expected:
        return f"实到人数 {present} 多于应到人数 {expected}，请核对。"
    if record.starts_at and record.ends_at and record.ends_at < record.starts_at:
        return "结束时间早于开始时间，请核对。"
    if record.kind in PRIVATE and any(getattr(record, name) for name in CONTENTS):
        return "谈心谈话的内容不在系统间交换，请只推送时间、地点和组织，去掉内容后重新推送。"
    return ""


def label_of(name: str) -> str:
    """What a field is called."""
    return _LABELS.get(name, "")


def external_id_of(given: Any) -> str:
    """The number a record was sent with, as far as it can be told; for the answer only."""
    value = given.get("external_id") if isinstance(given, dict) else None
    return _CONTROL.sub("", value)[:64] if isinstance(value, str) else ""


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _figure(text: str) -> Decimal:
    """A figure with a point or an exponent; one beyond all bounds is none."""
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise ValueError(text[:40]) from error


def _worded(error: Any) -> str:
    place = [str(part) for part in error["loc"]]
    label = _LABELS.get(place[0] if place else "", "")
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "extra_forbidden":
        return f"不认识的字段“{_CONTROL.sub('', place[0])[:40]}”，请按接口说明去掉"
    if kind == "missing":
        return f"缺少“{label}”"
    if kind == "value_error":
        return f"“{label}”{context['error']}"
    words = {
        "string_type": "应为文字",
        "string_too_short": "不能为空",
        "too_short": "不能为空",
        "string_too_long": f"不能超过 {context.get('max_length')} 个字",
        "literal_error": "不在可选范围内，可选值见接口说明",
        "list_type": "应为列表",
        "too_long": f"不能超过 {context.get('max_length')} 个字（项）",
        "bool_type": "应为 true 或 false",
    }
    return f"“{label}”{words.get(kind, '填写有误，请按接口说明核对')}"

"""The trail in Chinese: what verbs, facts and values are called.

Entries keep identifiers, so that they stay searchable for years; people read words. Each
room that leaves entries names its own in ``<room>/audit_words.py`` (``VERBS``, ``FIELDS``),
listed in ``settings.AUDIT_WORDS``. Facts that are fields of the object's own model are
called by their ``verbose_name``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from documents.word.names import chinese_date
from workflow.models import AuditEntry

VERBS = {
    "apitoken.issue": "签发接口令牌",
    "apitoken.revoke": "停用接口令牌",
    "attachment.store": "上传佐证材料",
    "import.start": "上传导入表格",
    "import.ask": "请人对应导入的列",
    "import.map": "对应导入的列",
    "import.choose": "改读导入文件的其他内容",
    "import.read": "读取导入表格",
    "import.refuse": "导入表格无法读取",
    "import.fault": "导入校验有错误",
    "import.pass": "导入校验通过",
    "import.confirm": "确认导入",
    "import.interrupt": "导入未写入，退回待确认",
    "import.write": "写入导入内容",
    "import.undo": "提出撤销导入",
    "import.keep": "导入未撤销",
    "import.revert": "撤销导入",
    "import.mark": "生成标色表格",
    "import.discard": "放弃导入",
    "import.export": "导出数据",
    "reminder.plan": "增加提醒方案",
    "reminder.amend": "修改提醒方案",
    "message.policy": "修改消息规则",
    "message.channel": "设置消息渠道",
    "message.hours": "设置消息提醒时间",
    "message.clear": "清理过期提醒和投递",
    "message.way": "填写接收地址",
    "message.test": "发送测试消息",
    "message.verify": "验证接收地址",
    "message.switch": "启用或暂停接收方式",
    "message.forget": "删除接收地址",
    "delivery.confirm": "确认消息已收到",
    "delivery.resend": "重新投递消息",
}
FIELDS = {
    "name": "名称",
    "size": "大小（字节）",
    "sha256": "校验值",
    "kind": "类别",
    "rows": "行数",
    "reminders": "提醒（条）",
    "notices": "提醒消息（条）",
    "deliveries": "投递（条）",
    "keep_days": "保存天数",
}
_NOTHING = "—"
# A day or a moment as it is stored.
_WHEN = re.compile(
    r"\d{4}-\d\d-\d\d(?P<time>[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?", re.ASCII
)
_NAMED = ("hierarchy.Organization", "hierarchy.Region")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an entry: what it is called, how it was, how it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it."""

    entry: AuditEntry
    verb: str
    kind: str
    facts: tuple[Fact, ...]


@cache
def verbs() -> dict[str, str]:
    """Every verb of every room: its Chinese word."""
    found = dict(VERBS)
    for path in settings.AUDIT_WORDS:
        found |= import_module(path).VERBS
    return found


@cache
def _fields() -> tuple[tuple[str, dict[str, str]], ...]:
    """Each room's words for the facts that are no fields of a model."""
    others = ((path.partition(".")[0], import_module(path).FIELDS) for path in settings.AUDIT_WORDS)
    return (("workflow", FIELDS), *others)


def in_words(entries: Iterable[AuditEntry]) -> list[Line]:
    """Entries as people read them; at most one query for each kind of body they name."""
    rows = list(entries)
    names = _names_of(rows)
    return [
        Line(
            entry=entry,
            verb=verbs().get(entry.verb, entry.verb),
            kind=_kind(entry),
            facts=tuple(_facts(entry, names)),
        )
        for entry in rows
    ]


def _model(entry: AuditEntry) -> type[models.Model] | None:
    try:
        return apps.get_model(entry.target_type)
    except (LookupError, ValueError):
        return None


def _kind(entry: AuditEntry) -> str:
    model = _model(entry)
    return str(model._meta.verbose_name) if model else entry.target_type


def _field(entry: AuditEntry, name: str) -> Any:
    model = _model(entry)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(entry: AuditEntry, name: str) -> str:
    """The model's own word first, then its room's, then any room's."""
    field = _field(entry, name)
    if field is not None and hasattr(field, "verbose_name"):
        return str(field.verbose_name)
    room = entry.target_type.partition(".")[0]
    known = sorted(_fields(), key=lambda pair: pair[0] != room)
    return next((words[name] for _, words in known if name in words), name)


def _facts(entry: AuditEntry, names: dict[tuple[str, int], str]) -> Iterable[Fact]:
    for name in dict.fromkeys([*entry.before, *entry.after]):
        before, after = entry.before.get(name), entry.after.get(name)
        if before in (None, "") and after in (None, ""):
            continue
        field = _field(entry, name)
        was, is_now = _text(before, field, names), _text(after, field, names)
        if was != is_now:
            yield Fact(label=_label(entry, name), before=was, after=is_now)


def _text(value: Any, field: Any, names: dict[tuple[str, int], str]) -> str:
    """A stored value in words: choices by their label, bodies by their name, days as people do."""
    if value is None or value == "" or value == []:
        return _NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "，".join(f"{key} {_text(part, None, names)}" for key, part in value.items())
    if isinstance(value, list):
        return "、".join(_text(part, field, names) for part in value)
    related = getattr(field, "related_model", None)
    if related is not None and (related._meta.label, value) in names:
        return names[related._meta.label, value]
    if isinstance(value, str) and (when := _WHEN.fullmatch(value)):
        return _when(value, is_moment=bool(when["time"]))
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))


def _when(value: str, *, is_moment: bool) -> str:
    """A stored day, or a moment in local time; what is none stays as it is."""
    try:
        if not is_moment:
            return chinese_date(dt.date.fromisoformat(value))
        at = timezone.localtime(dt.datetime.fromisoformat(value))
    except ValueError:
        return value
    return f"{chinese_date(at.date())} {at:%H:%M}"


def _names_of(entries: list[AuditEntry]) -> dict[tuple[str, int], str]:
    """The names of bodies and places that entries refer to by number."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for name, value in (*entry.before.items(), *entry.after.items()):
            related = getattr(_field(entry, name), "related_model", None)
            if related is not None and related._meta.label in _NAMED and isinstance(value, int):
                wanted[related._meta.label].add(value)
    return {
        (label, pk): name
        for label, ids in wanted.items()
        for pk, name in apps.get_model(label)
        ._default_manager.filter(pk__in=ids)
        .values_list("pk", "name")
    }

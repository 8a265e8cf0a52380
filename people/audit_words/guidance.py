"""What the trail calls the acts and facts of the part guidance."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "liaison.edit": "更正联络员信息",
    "liaison.end": "移出成员单位名单",
    "liaison.list": "登记成员单位和联络员",
    "liaison.replace": "更换联络员",
    "liaison.start": "更正联络员开始日期",
    "liaison.vacate": "登记联络员离任待补",
    "officerfile.edit": "修改指导员档案",
    "officerfile.open": "建立指导员档案",
    "officerfile.plan": "制定联系计划",
    "opinion.give": "评价指导员",
}
FIELDS: dict[str, str] = {}

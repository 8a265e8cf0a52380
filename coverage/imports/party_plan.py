"""Judging a sheet of party organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from coverage.actions.party_sheets import committees_of, plain
from coverage.imports.party_columns import DUTIES, FACTS, FIELDS
from coverage.models import PartyOrganization
from coverage.terms import Cover
from documents.intake.rows import ReadRow
from hierarchy.actors import Actor
from hierarchy.imports.near import NearNames
from hierarchy.imports.organization_plan import MOVE_INSTEAD
from hierarchy.imports.planning import (
    OUTSIDE,
    Fault,
    Held,
    emptied,
    first_labels,
    hold,
    others,
    repeated,
    said,
)
from hierarchy.imports.regions import NoPlace, Regions
from hierarchy.imports.tree_register import Node, TreeRegister
from hierarchy.models import Tenant
from hierarchy.names import pinyin_key
from hierarchy.terms import Capability, Kind, Tier
from workflow.importing import PlannedRow
from workflow.models import ImportRow

_VERDICT: Final = ImportRow.Verdict
_FIELDS: Final = {field.key: field for field in FIELDS}
_LABELS: Final = {field.key: first_labels(field) for field in FIELDS if field.choices}
_SEPARATORS: Final = re.compile(r"[、，,；;/\n]+")
_DAYS: Final = ("founded_on", "approved_on")


def is_party(node: Node) -> bool:
    """A party organisation of the fifth tier."""
    return node.tier == Tier.BRANCH and node.kind != Kind.UNIT


class PartyPlanner:
    """The plan of one sheet of party organisations."""

    def __init__(self, *, tenant: Tenant, actor: Actor) -> None:
        self._on = actor.on
        self._kept = TreeRegister(tenant, actor, Capability.KEEP_LEDGER)
        self._managed = TreeRegister(tenant, actor, Capability.MANAGE_ORGANIZATIONS)
        self._regions = Regions(tenant)
        self._parties = {
            party.organization_id: party
            for party in PartyOrganization.objects.filter(tenant=tenant)
        }
        known = [node for node in self._kept.by_id.values() if is_party(node)]
        self._committees = committees_of([node.pk for node in known], on=actor.on)
        seen = [node.name for node in known if self._kept.reaches(node)]
        self._near = NearNames((name, pinyin_key(name)) for name in seen)

    def run(self, rows: Iterable[ReadRow]) -> Iterator[PlannedRow]:
        """One planned row for each row, in their order."""
        held = list(hold(rows, FIELDS))
        faults = {row.number: Fault(row) for row in held}
        nodes = {row.number: self._find(row, faults[row.number]) for row in held}
        marks: dict[str, Any] = {
            "代码相同": ((row.get("code"), row.number) for row in held if row.get("code")),
            "是同一党组织": ((node.pk, number) for number, node in nodes.items() if node),
            "全称相同": (
                (row.get("name"), row.number)
                for row in held
                if row.get("name") and not row.get("code")
            ),
        }
        for why, pairs in marks.items():
            for numbers in repeated(pairs).values():
                for number in numbers:
                    text = f"与{others(numbers, number)}{why}，请只保留一行。"
                    faults[number].row(text)
        return (self._judge(row, nodes[row.number], faults[row.number]) for row in held)

    def _find(self, row: Held, fault: Fault) -> Node | None:
        """By code, else by full name where that is of one party organisation only."""
        code, name = str(row.get("code") or ""), str(row.get("name") or "")
        node = self._kept.of_code(code) if code else None
        if node is not None:
            return node
        found = [each for each in self._kept.of_name(name) if is_party(each)]
        reached = [each for each in found if self._kept.reaches(each)]
        if len(reached) > 1:
            codes = "、".join(each.code or "（未编代码）" for each in reached[:5])
            fault.cell(_FIELDS["name"], f"不止一个党组织名为“{name}”，请填写代码：{codes}。", name)
        return reached[0] if len(reached) == 1 else None

    def _judge(self, row: Held, node: Node | None, fault: Fault) -> PlannedRow:
        values = row.values()
        title = str(values.get("name", ""))
        if node is not None and not self._kept.reaches(node):
            fault.errors[:] = row.errors
            fault.row(OUTSIDE)
        elif node is not None and not is_party(node):
            fault.cell(
                _FIELDS["code"], "是其他组织的代码，不是党组织。请核对。", values.get("code")
            )
        self._check(values, fault)
        facts: dict[str, Any] = {key: plain(values[key]) for key in FACTS if key in values}
        facts |= {key: plain(self._empty(key)) for key in row.cleared if key in FACTS}
        committee = self._committee(row, node, fault)
        if node is None:
            return self._new(row, values, facts, committee, fault)
        if not fault.errors:
            self._check_known(values, node, fault)
        if fault.errors:
            return PlannedRow(
                row.number, _VERDICT.REFUSED, title, errors=fault.errors, notes=fault.notes
            )
        return self._known(row, node, facts, committee, fault)

    def _empty(self, key: str) -> Any:
        return None if key == "meeting_day" else emptied(_FIELDS[key])

    def _check(self, values: dict[str, Any], fault: Fault) -> None:
        for key in _DAYS:
            if key in values and values[key] > self._on:
                fault.cell(_FIELDS[key], f"晚于今天（{self._on}）。请核对日期。", values[key])
        first, last = values.get("term_from"), values.get("term_to")
        if first and last and last < first:
            fault.cell(_FIELDS["term_to"], f"早于本届起（{first}）。请核对这两个日期。", last)
        superior = values.get("superior", "")
        if "专委会" in superior:
            fault.cell(
                _FIELDS["superior"],
                "行业党建专委会是工作机构，非一级基层党组织（第四条），不能作为隶属党委。"
                "请填写审批其成立的党委。",
                superior,
            )

    def _committee(self, row: Held, node: Node | None, fault: Fault) -> dict[str, list[str]] | None:
        """The committee as it will be, by duty; ``None`` where the row says nothing of it."""
        present = self._committees.get(node.pk, {}) if node else {}
        wanted = {duty: list(names) for duty, names in present.items()}
        for key, duty in DUTIES.items():
            text = row.get(key)
            if key in row.cleared:
                wanted.pop(duty.value, None)
            elif text:
                names = [name.strip() for name in _SEPARATORS.split(str(text)) if name.strip()]
                if any(len(name) > 48 for name in names):
                    fault.cell(_FIELDS[key], "只填写姓名；多人用顿号分开。", text)
                if sorted(names) != sorted(present.get(duty.value, [])):
                    wanted[duty.value] = names
        return None if wanted == present else wanted

    def _check_known(self, values: dict[str, Any], node: Node, fault: Fault) -> None:
        parent = self._kept.by_id.get(node.parent_id or 0)
        text = values.get("parent")
        if text and parent and text not in (parent.name, parent.code):
            fault.cell(_FIELDS["parent"], MOVE_INSTEAD.format(parent=parent.name), text)
        if values.get("name") != node.name:
            fault.cell(
                _FIELDS["name"],
                f"系统中该代码的党组织名为“{node.name}”。更名请用“组织”导入或在组织页面办理。",
                values.get("name"),
            )
        if values.get("kind") != node.kind:
            fault.cell(
                _FIELDS["kind"],
                f"系统中登记为“{Kind(node.kind).label}”。变更类别请用“组织”导入或在组织页面办理。",
                values.get("kind"),
            )
        if values.get("code") not in (None, node.code):
            fault.cell(
                _FIELDS["code"],
                f"系统中该党组织的代码是“{node.code or '空'}”，此处不改代码。"
                "请核对，或将本格留空。",
                values.get("code"),
            )
        party = self._parties.get(node.pk)
        first = values.get("term_from") or (party.term_from if party else None)
        last = values.get("term_to") or (party.term_to if party else None)
        if first and last and last < first:
            fault.cell(_FIELDS["term_to"], f"早于本届起（{first}）。请核对这两个日期。", last)

    def _new(
        self,
        row: Held,
        values: dict[str, Any],
        facts: dict[str, Any],
        committee: dict[str, list[str]] | None,
        fault: Fault,
    ) -> PlannedRow:
        parent = self._parent(values, fault)
        self._check_new(values, parent, fault)
        region_id = self._region(values, parent, fault)
        title = str(values.get("name", ""))
        if fault.errors or parent is None:
            return PlannedRow(
                row.number, _VERDICT.REFUSED, title, errors=fault.errors, notes=fault.notes
            )
        joint = values["kind"] == Kind.JOINT_BRANCH
        facts.setdefault("formation", (Cover.JOINT if joint else Cover.ALONE).value)
        body = {
            "parent_id": parent.pk,
            "kind": values["kind"],
            "name": values["name"],
            "code": values.get("code", ""),
            "region_id": region_id,
            "founded_on": str(values.get("founded_on") or values.get("approved_on") or self._on),
        }
        wanted: dict[str, Any] = {"body": body, "facts": facts}
        if committee is not None:
            wanted["committee"] = committee
        return PlannedRow(row.number, _VERDICT.NEW, title, values=wanted, notes=fault.notes)

    def _parent(self, values: dict[str, Any], fault: Fault) -> Node | None:
        text = values.get("parent")
        if not text:
            fault.cell(_FIELDS["parent"], "新设立的党组织须填写指导员岗位的全称或代码。")
            return None
        found = [node for node in self._managed.find(text) if node.tier == Tier.OFFICER]
        if len(found) == 1:
            return found[0]
        if found:
            codes = "、".join(node.code or "（未编代码）" for node in found[:5])
            refusal = f"不止一个指导员岗位名为“{text}”，请改填代码：{codes}。"
        else:
            refusal = self._managed.refusal(text, "指导员岗位")
        fault.cell(_FIELDS["parent"], refusal, text)
        return None

    def _check_new(self, values: dict[str, Any], parent: Node | None, fault: Fault) -> None:
        name, code = values.get("name", ""), values.get("code", "")
        if not values.get("superior"):
            fault.cell(_FIELDS["superior"], "新设立的党组织须填写隶属党委（审批其成立的党委）。")
        if code and code in self._kept.codes_taken:
            fault.cell(_FIELDS["code"], "已被本市另一个组织使用，请换一个。", code)
        if parent and self._kept.children_named(parent.pk, name):
            fault.cell(
                _FIELDS["name"],
                f"“{parent.name}”之下已有“{name}”。未建单位建立党组织的，请在组织页面用"
                "“建立党组织”办理。",
                name,
            )
        day = values.get("founded_on") or values.get("approved_on") or self._on
        if parent and day < parent.founded_on:
            fault.cell(
                _FIELDS["founded_on"],
                f"早于上级“{parent.name}”的设立日期（{parent.founded_on}）。请核对日期。",
                day,
            )
        near = self._near.find(name, lambda: pinyin_key(name)) if name else []
        if near and not code:
            listed = "、".join(f"“{other}”" for other in near)
            fault.cell(
                _FIELDS["name"],
                f"疑似重复：已有名称相近的党组织{listed}。如是同一党组织，请改用其全称；"
                "不是的，请填写代码以示区别。",
                name,
            )

    def _region(self, values: dict[str, Any], parent: Node | None, fault: Fault) -> int | None:
        text = values.get("region")
        if not text:
            return parent.region_id if parent else None
        found = self._regions.find_one(text)
        if isinstance(found, NoPlace):
            fault.cell(_FIELDS["region"], found.text, text)
            return None
        return found.region_id

    def _known(
        self,
        row: Held,
        node: Node,
        facts: dict[str, Any],
        committee: dict[str, list[str]] | None,
        fault: Fault,
    ) -> PlannedRow:
        party = self._parties.get(node.pk) or PartyOrganization()
        now = {key: plain(getattr(party, key)) for key in facts}
        changed = {key: value for key, value in facts.items() if value != now[key]}
        old = {key: now[key] for key in changed}
        values: dict[str, Any] = {"facts": changed}
        before: dict[str, Any] = {"facts": old}
        changes = {
            _FIELDS[key].label: [
                said(_FIELDS[key], old[key], _LABELS.get(key)),
                said(_FIELDS[key], new, _LABELS.get(key)),
            ]
            for key, new in changed.items()
        }
        if committee is not None:
            values["committee"] = committee
            before["committee"] = self._committees.get(node.pk, {})
            changes |= _told(before["committee"], committee)
        if not changes:
            return PlannedRow(
                row.number, _VERDICT.UNCHANGED, node.name, target_id=node.pk, notes=fault.notes
            )
        return PlannedRow(
            row.number,
            _VERDICT.CHANGED,
            node.name,
            values,
            node.pk,
            before,
            changes,
            notes=fault.notes,
        )


def _told(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """Who sits where, old and new, by the duty's column."""
    return {
        _FIELDS[key].label: [
            "、".join(before.get(duty.value, [])) or "空",
            "、".join(after.get(duty.value, [])) or "空",
        ]
        for key, duty in DUTIES.items()
        if before.get(duty.value, []) != after.get(duty.value, [])
    }

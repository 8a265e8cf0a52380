"""Judging a sheet of organisations: parents first, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from hierarchy.actors import Actor
from hierarchy.imports.organization_columns import ATTRIBUTES, ONLY_KIND
from hierarchy.imports.planning import (
    CHANGED,
    NEW,
    OUTSIDE,
    REFUSED,
    UNCHANGED,
    Fault,
    Held,
    Planned,
    emptied,
    first_labels,
    hold,
    others,
    repeated,
    said,
)
from hierarchy.imports.regions import NoPlace, Place, Regions
from hierarchy.imports.tree_register import Node, TreeRegister
from hierarchy.models import StationSite, Tenant, TierPlacement
from hierarchy.terms import KINDS_OF_TIER, Capability, Kind, Tier

MOVE_INSTEAD: Final = (
    "已设在“{parent}”之下，导入不改变上级。如需调整，请用“调整隶属”办理；"
    "确为同名的另一组织，请填写它自己的代码。"
)


@dataclass(slots=True)
class _Draft:
    """A row on its way: who it is, and where its parent stands."""

    row: Held
    values: dict[str, Any]
    fault: Fault
    region: Place | None = None
    node: Node | None = None
    parent: Node | None = None
    parent_row: _Draft | None = None
    wanted: dict[str, Any] = field(default_factory=dict)


class OrganizationPlanner:
    """The plan of one sheet of organisations."""

    def __init__(self, fields: Sequence[Field], *, tenant: Tenant, actor: Actor) -> None:
        self._fields = {each.key: each for each in fields}
        self._labels = {each.key: first_labels(each) for each in fields if each.choices}
        self._tree = TreeRegister(tenant, actor, Capability.MANAGE_ORGANIZATIONS)
        self._regions = Regions(tenant)
        self._on = actor.on
        self._sites = dict(
            StationSite.objects.filter(tenant=tenant).values_list("name", "region_id")
        )
        placements = TierPlacement.objects.filter(tenant=tenant).effective(actor.on)
        self._may_stand = set(placements.values_list("upper", "lower"))

    def run(self, rows: Iterable[ReadRow]) -> Iterator[Planned]:
        """One planned row for each row, in their order."""
        drafts = [
            _Draft(row, row.values(), Fault(row)) for row in hold(rows, list(self._fields.values()))
        ]
        self._refuse_repeated(drafts)
        for draft in drafts:
            self._read(draft)
        by_mark = self._marks(drafts)
        for draft in drafts:
            self._find_parent(draft, by_mark)
        for draft in drafts:
            self._recognise(draft)
        self._refuse_orphans(drafts)
        return map(self._conclude, drafts)

    def _refuse_repeated(self, drafts: Sequence[_Draft]) -> None:
        by_number = {draft.row.number: draft for draft in drafts}
        codes = repeated((code, d.row.number) for d in drafts if (code := d.values.get("code")))
        names = repeated(
            ((d.values.get("name"), d.values.get("tier"), d.values.get("parent")), d.row.number)
            for d in drafts
            if d.values.get("name") and d.values.get("parent")
        )
        for found, why in ((codes, "代码相同"), (names, "上级和全称都相同")):
            for numbers in found.values():
                for number in numbers:
                    by_number[number].fault.row(f"与{others(numbers, number)}{why}，请只保留一行。")

    def _read(self, draft: _Draft) -> None:
        """What stands in the cells, apart from the parent."""
        values, fault = draft.values, draft.fault
        for key in ATTRIBUTES:
            if key in values:
                draft.wanted[key] = values[key]
            elif key in draft.row.cleared and key != "kind":
                draft.wanted[key] = emptied(self._fields[key])
        day = values.get("founded_on")
        if day is not None and day > self._on:
            fault.cell(self._fields["founded_on"], f"晚于今天（{self._on}）。请核对日期。", day)
        if "region" in values:
            found = self._regions.find_one(values["region"])
            if isinstance(found, NoPlace):
                fault.cell(self._fields["region"], found.text, values["region"])
            else:
                draft.region = found
                draft.wanted["region_id"] = found.region_id
        self._check_kind(draft)

    def _check_kind(self, draft: _Draft) -> None:
        tier, kind = draft.values.get("tier"), draft.values.get("kind")
        if tier is None:
            return
        if kind is None:
            if tier in ONLY_KIND:
                draft.wanted["kind"] = ONLY_KIND[Tier(tier)].value
        elif kind not in KINDS_OF_TIER[tier]:
            fitting = "、".join(str(Kind(each).label) for each in KINDS_OF_TIER[tier])
            draft.fault.cell(
                self._fields["kind"], f"与所填层级不符。该层级只能填：{fitting}。", kind
            )

    def _marks(self, drafts: Sequence[_Draft]) -> dict[str, list[_Draft]]:
        """Rows by what a child would call them."""
        found: dict[str, list[_Draft]] = {}
        for draft in drafts:
            for mark in {draft.values.get("name"), draft.values.get("code")} - {None}:
                found.setdefault(str(mark), []).append(draft)
        return found

    def _find_parent(self, draft: _Draft, by_mark: dict[str, list[_Draft]]) -> None:
        """The parent in the city, else in the file."""
        text = draft.values.get("parent")
        if text is None:
            return
        nodes = self._tree.find(text)
        rows = [other for other in by_mark.get(text, ()) if other is not draft]
        if len(nodes) == 1:
            draft.parent = nodes[0]
        elif nodes:
            codes = "、".join(node.code or "（未编代码）" for node in nodes[:5])
            draft.fault.cell(
                self._fields["parent"], f"不止一个组织名为“{text}”，请改填代码：{codes}。", text
            )
        elif len(rows) == 1:
            draft.parent_row = rows[0]
        elif rows:
            draft.fault.cell(
                self._fields["parent"], f"本表中不止一行名为“{text}”，请改填代码。", text
            )
        else:
            near = (mark for mark, found in by_mark.items() if found != [draft])
            draft.fault.cell(
                self._fields["parent"], self._tree.refusal(text, "上级", beside=near), text
            )

    def _recognise(self, draft: _Draft) -> None:
        """The organisation that a row means: by code, else by parent and name."""
        name, code, tier = (draft.values.get(key) for key in ("name", "code", "tier"))
        node = self._tree.of_code(code) if code else None
        if node is None and name and draft.parent:
            node = self._tree.children_named(draft.parent.pk, name)
        if node is None:
            self._check_new(draft, name, code, tier)
            return
        draft.node = node
        superior = self._tree.by_id.get(node.parent_id or node.pk)
        if superior is None or not self._tree.reaches(superior):
            draft.fault.errors[:] = draft.row.errors
            draft.fault.row(OUTSIDE)
            return
        self._check_known(draft, node, superior)

    def _check_known(self, draft: _Draft, node: Node, superior: Node) -> None:
        fault, values = draft.fault, draft.values
        if values.get("tier") not in (None, node.tier):
            fault.cell(self._fields["tier"], "与系统中的层级不同，层级不能改变。请核对代码。")
        moved = draft.parent is not None and draft.parent.pk != superior.pk
        if moved or draft.parent_row is not None:
            text = MOVE_INSTEAD.format(parent=superior.name)
            fault.cell(self._fields["parent"], text, values.get("parent"))
        kind = draft.wanted.get("kind", node.kind)
        if kind != node.kind and Kind.UNIT in (kind, node.kind):
            fault.cell(
                self._fields["kind"],
                "未建单位与党组织之间的变更，请使用“建立党组织”或“撤销”办理。",
                kind,
            )
        name = draft.wanted.get("name", node.name)
        twin = self._tree.children_named(superior.pk, name)
        if twin is not None and twin.pk != node.pk:
            fault.cell(self._fields["name"], f"同一上级之下已有“{name}”，请核对。", name)
        code = draft.wanted.get("code", node.code)
        if node.code and code != node.code:
            fault.cell(
                self._fields["code"],
                f"系统中该组织的代码是“{node.code}”，导入不改代码。请核对代码和全称，"
                "或将本格留空。",
                code,
            )
        elif code != node.code and code in self._tree.codes_taken:
            fault.cell(self._fields["code"], "已被本市另一个组织使用，请换一个。", code)

    def _check_new(
        self, draft: _Draft, name: str | None, code: str | None, tier: str | None
    ) -> None:
        fault = draft.fault
        upper = draft.parent or draft.parent_row
        upper_tier = draft.parent.tier if draft.parent else None
        if draft.parent_row is not None:
            upper_tier = draft.parent_row.values.get("tier")
        if upper and tier and upper_tier and (upper_tier, tier) not in self._may_stand:
            fault.cell(
                self._fields["parent"],
                f"{Tier(tier).label}组织不能直接设在{Tier(upper_tier).label}组织之下（第五条）。"
                "请填写规定的上级。",
                draft.values.get("parent"),
            )
        if "kind" not in draft.wanted and tier:
            fault.cell(self._fields["kind"], "新设立的组织须填写类别，如“党支部”。")
        if code and code in self._tree.codes_taken:
            fault.cell(self._fields["code"], "已被本市另一个组织使用，请换一个。", code)
        if tier == Tier.STATION and self._site_taken(draft, name or ""):
            fault.cell(
                self._fields["name"],
                f"本市已有名为“{name}”的工作站。同一工作站服务多个行业的，请在页面“设立组织”中"
                "选择该站点；否则请换一个名称。",
                name,
            )
        elif name and not code:
            self._refuse_namesake(draft, name, tier)
        day = draft.values.get("founded_on") or self._on
        if draft.parent and day < draft.parent.founded_on:
            fault.cell(
                self._fields["founded_on"],
                f"早于上级“{draft.parent.name}”的设立日期（{draft.parent.founded_on}）。"
                "请核对日期。",
                draft.values.get("founded_on"),
            )

    def _site_taken(self, draft: _Draft, name: str) -> bool:
        """A site is taken while a node of it is open; one left behind is taken up again there."""
        if name not in self._sites:
            return False
        in_use = any(node.tier == Tier.STATION for node in self._tree.of_name(name))
        elsewhere = draft.region is None or draft.region.region_id != self._sites[name]
        return in_use or elsewhere

    def _refuse_namesake(self, draft: _Draft, name: str, tier: str | None) -> None:
        """One that stands elsewhere under the same name is not moved by a sheet."""
        for node in self._tree.of_name(name):
            superior = self._tree.by_id.get(node.parent_id or 0)
            if node.tier == tier and superior and self._tree.reaches(superior):
                text = f"“{name}”{MOVE_INSTEAD.format(parent=superior.name)}"
                draft.fault.cell(self._fields["name"], text, name)
                return

    def _refuse_orphans(self, drafts: Sequence[_Draft]) -> None:
        """Rows below a refused row, or in a ring, are refused too."""
        for draft in drafts:
            seen = {id(draft)}
            upper = draft.parent_row
            while upper is not None and id(upper) not in seen:
                seen.add(id(upper))
                upper = upper.parent_row
            if upper is not None:
                draft.fault.cell(
                    self._fields["parent"],
                    "上下级关系成环：上级又直接或间接以本行为上级。请核对。",
                    draft.values.get("parent"),
                )
        changed = True
        while changed:
            changed = False
            for draft in drafts:
                upper = draft.parent_row
                if upper is not None and upper.fault.errors and not draft.fault.errors:
                    draft.fault.cell(
                        self._fields["parent"],
                        f"上级所在的第 {upper.row.number} 行不能导入，请先更正该行。",
                        draft.values.get("parent"),
                    )
                    changed = True

    def _conclude(self, draft: _Draft) -> Planned:
        row, fault, node = draft.row, draft.fault, draft.node
        title = str(draft.values.get("name", ""))
        if fault.errors:
            return Planned(row.number, REFUSED, title, errors=fault.errors, notes=fault.notes)
        if node is None:
            values = {
                **draft.wanted,
                "tier": draft.values["tier"],
                "parent_id": draft.parent.pk if draft.parent else None,
                "parent_row": draft.parent_row.row.number if draft.parent_row else None,
                "founded_on": str(draft.values.get("founded_on") or self._on),
            }
            return Planned(row.number, NEW, title, values=values, notes=fault.notes)
        values = {key: new for key, new in draft.wanted.items() if new != getattr(node, key)}
        before = {key: getattr(node, key) for key in values}
        verdict = CHANGED if values else UNCHANGED
        changes = {
            self._label(key): [self._word(key, before[key]), self._word(key, new)]
            for key, new in values.items()
        }
        return Planned(
            row.number, verdict, title, values, node.pk, before, changes, notes=fault.notes
        )

    def _label(self, key: str) -> str:
        return self._fields["region" if key == "region_id" else key].label

    def _word(self, key: str, value: Any) -> str:
        if key == "region_id":
            district, town = self._regions.names_of(value)
            return district if district == town else f"{district}{town}"
        return said(self._fields[key], value, self._labels.get(key))

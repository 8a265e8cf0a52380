"""Writing sheets of organisations, and taking them back; inside the engine's one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy import open_work
from hierarchy.actions.organizations import (
    amend_organization,
    found_organization,
    rename_organization,
)
from hierarchy.actions.restructuring import close_organization
from hierarchy.actors import Actor
from hierarchy.models import (
    Appointment,
    Organization,
    OrganizationChange,
    Region,
    StationSite,
    Tenant,
)
from hierarchy.terms import Tier

_NAMES_SHOWN = 5
NEW, CHANGED = "new", "changed"


class SheetRow(Protocol):
    """One row of an import: see ``workflow.models.ImportRow``."""

    number: int
    verdict: str
    title: str
    target_id: int | None
    values: dict[str, Any]
    before: dict[str, Any]

    def save(self, *, update_fields: Iterable[str]) -> None: ...


class SheetRun(Protocol):
    """One import: see ``workflow.models.ImportRun``."""

    file_name: str
    tenant: Tenant
    written_at: dt.datetime | None
    rows: Any


def changed_meanwhile(title: str) -> ValidationError:
    """What was planned no longer fits what is there."""
    return ValidationError(
        f"校验之后“{title}”又有变化，请重新校验，再确认导入。", code="taken_meanwhile"
    )


@transaction.atomic
def write_organizations(
    *,
    rows: Iterable[SheetRow],
    run: SheetRun,
    actor: Actor,
    progress: Callable[[int], None],
) -> None:
    """Found what is new, superiors first, and amend what has changed.

    Every row asks for its own right and leaves its own line of history. Raises what founding
    and amending raise, and ``ValidationError`` ``taken_meanwhile``.
    """
    waiting = list(rows)
    made: dict[int, Organization] = {}
    done = 0
    while waiting:
        later = []
        for row in waiting:
            upper = row.values.get("parent_row")
            if upper is not None and upper not in made:
                later.append(row)
                continue
            if row.verdict == NEW:
                made[row.number] = _found(row, made.get(upper or 0), run, actor)
            else:
                _amend(row, row.before, row.values, why_of("批量导入", run), actor)
            done += 1
            progress(done)
        if len(later) == len(waiting):
            raise changed_meanwhile(later[0].title)
        waiting = later


def _found(row: SheetRow, parent: Organization | None, run: SheetRun, actor: Actor) -> Organization:
    values = row.values
    if parent is None:
        parent = _present(values["parent_id"], row.title)
    region = Region.objects.get(pk=values["region_id"], tenant=run.tenant)
    details = {key: values[key] for key in ("short_name", "code") if values.get(key)}
    if values["tier"] == Tier.STATION:
        site = StationSite.objects.filter(tenant=run.tenant, name=values["name"]).first()
        details |= {"site": site} if site else {}
    node = found_organization(
        parent=parent,
        tier=values["tier"],
        kind=values["kind"],
        name=values["name"],
        region=region,
        on=max(dt.date.fromisoformat(values["founded_on"]), parent.founded_on),
        reason=why_of("批量导入", run),
        actor=actor,
        **details,
    )
    row.target_id = node.pk
    row.save(update_fields=["target_id"])
    return node


def _present(pk: int | None, title: str) -> Organization:
    node = Organization.objects.filter(pk=pk).first()
    if node is None:
        raise changed_meanwhile(title)
    return node


def _amend(
    row: SheetRow, before: dict[str, Any], wanted: dict[str, Any], reason: str, actor: Actor
) -> None:
    """Bring one body from what it was to what is wanted; a tied station is renamed once."""
    node = _present(row.target_id, row.title)
    now = {key: getattr(node, key) for key in wanted}
    if any(now[key] not in (before.get(key), wanted[key]) for key in wanted):
        raise changed_meanwhile(node.name)
    left = {key: value for key, value in wanted.items() if now[key] != value}
    if "name" in left:
        name = left.pop("name")
        rename_organization(organization=node, name=name, on=actor.on, reason=reason, actor=actor)
    region_id = left.pop("region_id", None)
    region = Region.objects.get(pk=region_id, tenant=node.tenant) if region_id else None
    if left or region:
        amend_organization(
            organization=node, on=actor.on, reason=reason, actor=actor, region=region, **left
        )


def organization_obstacles(*, run: SheetRun) -> list[str]:
    """What stands in the way of taking a sheet of organisations back, in words."""
    lines = founded_obstacles(run=run)
    if changed := named(_amended_since(run), "导入后又有变动"):
        lines.append(changed)
    return lines


def founded_obstacles(*, run: SheetRun) -> list[str]:
    """What was built upon the bodies that a sheet founded."""
    new = list(run.rows.filter(verdict=NEW).values_list("target_id", flat=True))
    below = Organization.objects.filter(parent__in=new, closed_on__isnull=True).exclude(pk__in=new)
    held = Appointment.objects.filter(
        position__organization__in=new, organization_grants__isnull=False
    )
    changed = OrganizationChange.objects.filter(organization__in=new).exclude(
        verb=OrganizationChange.Verb.FOUND
    )
    busy = [node for node in Organization.objects.filter(pk__in=new) if _is_busy(node)]
    found = (
        (below.values_list("parent__name", flat=True), "之下又设了组织"),
        (
            [each.position.label for each in held.select_related("position__organization")],
            "已有人任职",
        ),
        ([node.name for node in busy], "已有未办结的事项"),
        (changed.values_list("organization__name", flat=True), "导入后又有变动"),
    )
    return [line for names, words in found if (line := named(names, words))]


def _is_busy(node: Organization) -> bool:
    return open_work.count_open([node.pk]) > 0


def _amended_since(run: SheetRun) -> list[str]:
    """Bodies that are no longer as the sheet has made them."""
    found = []
    for row in run.rows.filter(verdict=CHANGED):
        node = Organization.objects.filter(pk=row.target_id).first()
        if node is None or any(getattr(node, key) != value for key, value in row.values.items()):
            found.append(node.name if node else row.title)
    return found


def named(names: Iterable[str], words: str) -> str:
    """「“甲”“乙”等 7 个已有人任职」; empty without names."""
    unique = list(dict.fromkeys(names))
    if not unique:
        return ""
    more = f"等 {len(unique)} 个" if len(unique) > _NAMES_SHOWN else ""
    return f"“{'”“'.join(unique[:_NAMES_SHOWN])}”{more}{words}"


@transaction.atomic
def undo_organizations(*, run: SheetRun, actor: Actor) -> int:
    """Amend back what a sheet changed and close what it founded."""
    reason = why_of("撤销导入", run)
    changed = list(run.rows.filter(verdict=CHANGED).order_by("-number"))
    for row in changed:
        _amend(row, row.values, row.before, reason, actor)
    return len(changed) + close_founded(run=run, reason=reason, actor=actor)


@transaction.atomic
def close_founded(*, run: SheetRun, reason: str, actor: Actor) -> int:
    """Close the bodies that a sheet founded, lowest first; how many.

    A closed body gives its code back, so that the corrected sheet may use it again.
    """
    ids = run.rows.filter(verdict=NEW).values_list("target_id", flat=True)
    nodes = Organization.objects.filter(pk__in=list(ids), closed_on__isnull=True)
    lowest_first = sorted(nodes, key=lambda node: (-node.tier_number, -node.pk))
    for node in lowest_first:
        if node.code:
            amend_organization(organization=node, on=actor.on, reason=reason, actor=actor, code="")
        close_organization(organization=node, on=actor.on, reason=reason, actor=actor)
    return len(lowest_first)


def why_of(act: str, run: SheetRun) -> str:
    """The reason that the history gives for what a sheet did."""
    return f"{act}：{run.file_name}"[:200]

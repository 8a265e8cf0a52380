"""What an amendment may change, what that is in plain values, and who decides it (变更)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError

from accounts.models import User
from projects.application_rules import check_budget, check_people
from projects.models import CatalogueEntry, FundSource, Milestone, Project
from projects.models.project import CENT
from projects.terms import AmendmentKind, AmendmentStatus, ProjectStatus
from projects.wishes import BudgetWish

_S = ProjectStatus
AMENDABLE: Final = (_S.UNDERWAY, _S.MIDTERM, _S.ADVANCING, _S.CORRECTING)
"""While work goes on; what stands before acceptance is judged as it is."""
TEXTS: Final = ("name", "background", "goals", "measures", "outcomes")
_NEEDED: Final = ("name", "goals", "measures", "outcomes")
NOUGHT: Final = Decimal(0)
Budget = dict[tuple[int, int], Decimal]


def wanted(
    project: Project, kind: str, changes: Mapping[Any, Any], *, on: dt.date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changes, before and after, as plain values; only what really differs.

    Raises ``ValidationError`` ``foreign_field``, ``foreign_person``, ``text_needed``,
    ``not_later``, ``extended``, ``foreign_milestone``, ``outside_project``, ``no_change``
    and what ``check_budget`` raises.
    """
    asked = {
        AmendmentKind.CONTENT: _content,
        AmendmentKind.BUDGET: _budget,
        AmendmentKind.EXTENSION: _extension,
    }[AmendmentKind(kind)]
    before, after = asked(project, changes, on)
    if before == after:
        raise ValidationError("没有变更内容，请修改后再申请。", code="no_change")
    return before, after


def goes_to_city(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], *, most: int
) -> bool:
    """Whether the city decides: an extension, another sum of a source, or more than ``most`` %.

    Within the sum of each source what moves is half of what changes; at exactly ``most`` per
    cent of the whole the applicant's leader still decides (domain.md §6: 预算调整>10% 报上级).
    """
    if kind == AmendmentKind.EXTENSION:
        return True
    if kind == AmendmentKind.CONTENT:
        return False
    old, new = budget_from(before), budget_from(after)
    if _by_source(old) != _by_source(new):
        return True
    moved = [abs(new.get(key, NOUGHT) - old.get(key, NOUGHT)) for key in old.keys() | new.keys()]
    return sum(moved, NOUGHT) / 2 * 100 > most * sum(old.values(), NOUGHT)


def last_agreed(project: Project, now: Mapping[str, Any]) -> Mapping[str, Any]:
    """The budget as the city last agreed to it: what the applicant moved since is one change.

    Otherwise the limit would be passed in slices, each of them below it.
    """
    agreed = project.amendments.filter(
        kind=AmendmentKind.BUDGET, status=AmendmentStatus.APPROVED
    ).order_by("-pk")
    found = now
    for goes_up, before in agreed.values_list("goes_to_city", "before"):
        if goes_up:
            break
        found = before
    return found


def budget_from(values: Mapping[str, Any]) -> Budget:
    """Plain values back into a budget by ids of source and category."""
    found: Budget = {}
    for key, amount in values.items():
        source, _, category = key.partition(":")
        found[int(source), int(category)] = Decimal(amount)
    return found


def _content(
    project: Project, changes: Mapping[Any, Any], on: dt.date
) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "lead" and isinstance(value, User):
            check_people(project, [value], on=on)
            before[name], after[name] = project.lead_id, value.pk
        elif name in TEXTS:
            before[name], after[name] = getattr(project, name), _text(project, name, value)
        else:
            raise ValidationError(
                "只能变更项目名称、负责人、立项背景、目标、做法和预期成果，请重新填写。",
                code="foreign_field",
            )
    same = [name for name in before if before[name] == after[name]]
    for name in same:
        del before[name], after[name]
    return before, after


def _text(project: Project, name: str, value: str) -> str:
    field = project._meta.get_field(name)
    text = value.strip()
    if name in _NEEDED and len(text) < 2:
        raise ValidationError(f"请填写{field.verbose_name}。", code="text_needed")  # type: ignore[union-attr]
    most = field.max_length or 0  # type: ignore[union-attr]
    if len(text) > most:
        raise ValidationError(
            f"{field.verbose_name}有 {len(text)} 字，最多 {most} 字，请精简。",  # type: ignore[union-attr]
            code="text_needed",
        )
    return text


def _extension(
    project: Project, changes: Mapping[Any, Any], on: dt.date
) -> tuple[dict[str, Any], dict[str, Any]]:
    until: dt.date = changes["ends_on"]
    earlier = project.amendments.filter(
        kind=AmendmentKind.EXTENSION, status=AmendmentStatus.APPROVED
    )
    if earlier.exists():
        raise ValidationError("项目只能延期一次，本项目已经延期。", code="extended")
    if until <= project.ends_on or until < on:
        raise ValidationError(
            "延期后的完成日期应晚于原完成日期和今天，请重新选择。", code="not_later"
        )
    before: dict[str, Any] = {"ends_on": f"{project.ends_on}"}
    after: dict[str, Any] = {"ends_on": f"{until}"}
    dated = _dated_anew(project, changes.get("milestones", {}), until, on)
    if dated:
        before["milestones"] = {f"{one.pk}": f"{one.due_on}" for one, _ in dated}
        after["milestones"] = {f"{one.pk}": f"{day}" for one, day in dated}
    return before, after


def _dated_anew(
    project: Project, days: Mapping[int, dt.date], until: dt.date, on: dt.date
) -> list[tuple[Milestone, dt.date]]:
    """The open milestones that get another day with the extension, which is within its days."""
    still_open = {one.pk: one for one in project.milestones.filter(done_on__isnull=True)}
    found = []
    for pk, day in sorted(days.items()):
        one = still_open.get(pk)
        if one is None:
            raise ValidationError(
                "只能调整本项目尚未完成的节点，请刷新后重新填写。", code="foreign_milestone"
            )
        if day == one.due_on:
            continue
        if not max(project.starts_on, on) <= day <= until:
            raise ValidationError(
                f"节点“{one.name}”的新时限应在今天到延期后的完成日期之间，请重新选择。",
                code="outside_project",
            )
        found.append((one, day))
    return found


def _budget(
    project: Project, changes: Mapping[Any, Any], on: dt.date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every line as it is to stand; a line that is left out or nought goes."""
    rows = project.budget.values_list("source_id", "category_id", "amount")
    before = {(source, category): amount for source, category, amount in rows}
    after = {key: Decimal(amount) for key, amount in changes.items() if amount}
    sources = FundSource.objects.in_bulk({source for source, _ in after})
    categories = CatalogueEntry.objects.in_bulk({category for _, category in after})
    try:
        wishes = [
            BudgetWish(sources[source], categories[category], amount)
            for (source, category), amount in after.items()
        ]
    except KeyError:
        raise ValidationError(
            "资金来源或科目不在本市目录，请重新选择。", code="foreign_source"
        ) from None
    check_budget(project, [one for one in wishes if _is_new(one, before)], on=on)
    if not after:
        raise ValidationError(
            "调整后的预算不能为空；项目不再实施的，请上级终止。", code="no_change"
        )
    return _plain(before), _plain(after)


def _is_new(wish: BudgetWish, before: Budget) -> bool:
    """What stands as it was is not asked anew, though its source may have ended since."""
    return before.get((wish.source.pk, wish.category.pk)) != wish.amount


def _plain(budget: Budget) -> dict[str, str]:
    return {
        f"{source}:{category}": f"{amount.quantize(CENT)}"
        for (source, category), amount in sorted(budget.items())
    }


def _by_source(budget: Budget) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for (source, _), amount in budget.items():
        found[source] = found.get(source, NOUGHT) + amount
    return found

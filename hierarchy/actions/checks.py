"""What must be true before an organisation's structure may change; all told in Chinese."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from hierarchy.actions.history import Act
from hierarchy.actors import Actor
from hierarchy.models import Industry, Organization, Region
from hierarchy.rules import check_kind, may_stand_under
from hierarchy.terms import Kind, Tier


def superior_of(organization: Organization) -> Organization:
    """The body that decides on another's structure: its parent, or the root for itself."""
    return organization.parent or organization


def check_open(organization: Organization, *, actor: Actor) -> None:
    """Refuse to change what is closed."""
    if not organization.is_open(actor.on):
        raise ValidationError(
            f"“{organization.name}”已撤销，不能再变动。请选择仍在运行的组织。", code="closed"
        )


def check_name(name: str) -> str:
    """The tidy name."""
    tidy = " ".join(name.split())
    if not tidy:
        raise ValidationError("请填写组织全称。", code="name_needed")
    if len(tidy) > 100:
        raise ValidationError("组织全称不能超过 100 个字，请使用规范简称。", code="name_too_long")
    return tidy


def check_name_free(*, parent_id: int | None, name: str, besides: int | None = None) -> None:
    """Refuse a name that another open body under the same superior bears."""
    same = Organization.objects.filter(parent_id=parent_id, name=name, closed_on__isnull=True)
    if parent_id and same.exclude(pk=besides).exists():
        raise ValidationError(
            f"同一上级之下已有“{name}”，请核对是否重复登记，或使用可区分的名称。",
            code="name_taken",
        )


def check_code(*, tenant_id: int, code: str, besides: int | None = None) -> None:
    """Refuse a code that another body of the same city uses."""
    same = Organization.objects.filter(tenant_id=tenant_id, code=code)
    if code and same.exclude(pk=besides).exists():
        raise ValidationError(f"代码“{code}”已被本市另一个组织使用，请换一个。", code="code_taken")


def check_founding(parent: Organization, *, tier: str, name: str, region: Region, act: Act) -> None:
    """Whether a body of that tier and name may be founded there on that day."""
    if not parent.is_open(act.actor.on):
        raise ValidationError(
            f"上级“{parent.name}”已撤销，不能在其下设立组织。请选择其他上级。",
            code="parent_closed",
        )
    if not may_stand_under(tenant=parent.tenant, upper=parent.tier, lower=tier, on=act.on):
        raise ValidationError(
            f"{Tier(tier).label}组织不能直接设在{Tier(parent.tier).label}组织之下（第五条）。"
            "请选择规定的上级，或由管理员在“层级关系”中维护。",
            code="not_under",
        )
    check_region(tenant_id=parent.tenant_id, region=region)
    if act.on > act.actor.on:
        raise ValidationError("设立日期不能晚于今天，请在设立当日或之后登记。", code="in_future")
    if act.on < parent.founded_on:
        raise ValidationError(
            f"设立日期不能早于上级“{parent.name}”的设立日期（{parent.founded_on}）。",
            code="before_parent",
        )
    check_name_free(parent_id=parent.pk, name=name)


def check_region(*, tenant_id: int, region: Region) -> None:
    """Refuse a region of another city."""
    if region.tenant_id != tenant_id:
        raise ValidationError("所选区域不属于本市，请重新选择。", code="other_tenant")


def check_amendment(node: Organization, wanted: dict[str, object], region: Region | None) -> None:
    kind = wanted.get("kind")
    if kind:
        check_kind(tier=node.tier, kind=str(kind))
    if kind and kind != node.kind and Kind.UNIT in (kind, node.kind):
        raise ValidationError(
            "未建单位与党组织之间的变更，请使用“建立党组织”或“撤销”办理。",
            code="found_branch_instead",
        )
    check_code(tenant_id=node.tenant_id, code=str(wanted.get("code", "")), besides=node.pk)
    if region:
        check_region(tenant_id=node.tenant_id, region=region)
    industry = wanted.get("industry")
    if isinstance(industry, Industry) and industry.tenant_id != node.tenant_id:
        raise ValidationError("所选行业不属于本市，请重新选择。", code="other_tenant")

"""Tables and pure judgements of the hierarchy; nothing here writes."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from hierarchy.models import Organization, Tenant, TierPlacement
from hierarchy.terms import KINDS_OF_TIER, Kind, Tier

# The width of one slot of each tier (engineering.md §3, decision 002): a node's span is
# one slot, its children's slots lie inside. City 2^48 is far below 2^53, so numbers stay
# exact in every client. An officer holds 131,071 branches over its life, a station 1,023 officers.
SLOT_WIDTH: dict[str, int] = {
    Tier.BRANCH: 2,
    Tier.OFFICER: 2**18,
    Tier.STATION: 2**28,
    Tier.COUNTY: 2**33,
    Tier.COMMITTEE: 2**38,
    Tier.CITY: 2**48,
}

# The five tiers of article 5. The county committee is offered, not used by default.
DEFAULT_PLACEMENTS: tuple[tuple[str, str], ...] = (
    (Tier.CITY, Tier.COMMITTEE),
    (Tier.COMMITTEE, Tier.STATION),
    (Tier.STATION, Tier.OFFICER),
    (Tier.OFFICER, Tier.BRANCH),
)

# What a 专委会 may never do: it is 工作机构, 非一级基层党组织 (article 4).
STATUTORY_ACTS: dict[str, str] = {
    "approve_branch": "批准成立党支部",
    "approve_member": "审批发展党员",
    "approve_election": "审批换届选举",
    "collect_dues": "收缴党费",
    "discipline": "作出党纪处分",
}
COMMITTEES_IN_LAW = frozenset({Kind.INDUSTRY_COMMITTEE, Kind.BASE_COMMITTEE, Kind.CITY_COMMITTEE})


def check_kind(*, tier: str, kind: str) -> None:
    """Refuse a kind that the tier does not know."""
    if kind not in KINDS_OF_TIER[tier]:
        raise ValidationError(
            f"“{Kind(kind).label}”不能设在{Tier(tier).label}，请选择该层级的组织类别。",
            code="kind_not_of_tier",
        )


def may_stand_under(*, tenant: Tenant, upper: str, lower: str, on: dt.date) -> bool:
    """Whether the tenant's placement table lets ``lower`` stand directly under ``upper``."""
    return (
        TierPlacement.objects.filter(tenant=tenant, upper=upper, lower=lower)
        .effective(on)
        .exists()
    )


def statutory_refusal(*, organization: Organization, act: str) -> str | None:
    """Why a body may not perform a statutory act; ``None`` when it may.

    A 专委会 never may (article 4); admitting members needs the body's own flag,
    never its kind (domain.md §0-3).
    """
    label = STATUTORY_ACTS[act]
    if organization.kind == Kind.WORKING_BODY:
        return (
            f"“{organization.name}”是行业党建工作机构，非一级基层党组织（第四条），"
            f"不能{label}。请报请该组织的隶属党委办理。"
        )
    if act == "approve_member" and not organization.may_approve_members:
        return (
            f"“{organization.name}”不具有审批预备党员权限，只能审议，不能{label}。"
            "请报具有审批权限的上级党委。"
        )
    if organization.kind not in COMMITTEES_IN_LAW:
        return f"“{organization.name}”不是党委，不能{label}。请报请隶属党委办理。"
    return None

"""Tables and pure judgements of the hierarchy; nothing here writes."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from hierarchy.models import Organization, Tenant, TierPlacement
from hierarchy.terms import KINDS_OF_TIER, Kind, Role, Tier

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

# The posts that a body is founded with, by kind: title and role.
_COMMITTEE_POSTS = (("书记", Role.LEADER), ("经办人", Role.CLERK))
_BRANCH_POSTS = (("书记", Role.SECRETARY),)
DEFAULT_POSITIONS: dict[str, tuple[tuple[str, str], ...]] = {
    Kind.CITY_COMMITTEE: _COMMITTEE_POSTS,
    Kind.INDUSTRY_COMMITTEE: _COMMITTEE_POSTS,
    Kind.WORKING_BODY: (("主任", Role.LEADER), ("经办人", Role.CLERK)),
    Kind.STATION: (("站长", Role.LEADER), ("经办人", Role.CLERK)),
    Kind.OFFICER_POST: (("党建指导员", Role.OFFICER),),
    Kind.BRANCH: _BRANCH_POSTS,
    Kind.JOINT_BRANCH: _BRANCH_POSTS,
    Kind.GENERAL_BRANCH: _BRANCH_POSTS,
    Kind.BASE_COMMITTEE: _BRANCH_POSTS,
    Kind.TEMPORARY_BRANCH: _BRANCH_POSTS,
    Kind.UNIT: (("联系人", Role.SECRETARY),),
}

# 三员分立 (domain.md §8.1): who keeps the system or its trail does no business.
KEEPER_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
# Roles whose work is done in the administration pages, when held above the officers.
STAFF_ROLES = frozenset({Role.LEADER, Role.CLERK, *KEEPER_ROLES})
STAFF_TIERS = frozenset({Tier.CITY, Tier.COMMITTEE, Tier.COUNTY, Tier.STATION})
# Where each role may be set up; territory posts are readers only.
TIERS_OF_ROLE: dict[str, frozenset[str]] = {
    Role.LEADER: STAFF_TIERS,
    Role.CLERK: STAFF_TIERS,
    Role.OFFICER: frozenset({Tier.OFFICER}),
    Role.SECRETARY: frozenset({Tier.BRANCH}),
    Role.READER: STAFF_TIERS,
    Role.ADMINISTRATOR: frozenset({Tier.CITY}),
    Role.AUDITOR: frozenset({Tier.CITY}),
}

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
        TierPlacement.objects.filter(tenant=tenant, upper=upper, lower=lower).effective(on).exists()
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

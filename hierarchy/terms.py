"""The fixed vocabulary of the hierarchy: tiers, capabilities, roles.

Only what the code itself must tell apart is fixed here. What users read (the
names of tiers and lists) is tenant data with effective dates: see ``Term``.
This module imports nothing of ours, so that models and querysets may use it.
"""

from __future__ import annotations

from django.db import models


class Tier(models.TextChoices):
    """The five statutory tiers (五级, article 5) and the optional county committee between."""

    CITY = "city", "第一级"
    COMMITTEE = "committee", "第二级"
    COUNTY = "county", "县级行业层"
    STATION = "station", "第三级"
    OFFICER = "officer", "第四级"
    BRANCH = "branch", "第五级"


TIER_NUMBER: dict[str, int] = {
    Tier.CITY: 1,
    Tier.COMMITTEE: 2,
    Tier.COUNTY: 2,
    Tier.STATION: 3,
    Tier.OFFICER: 4,
    Tier.BRANCH: 5,
}

# The column that holds the ancestor of each tier, on every row that lies in the tree.
# A node is its own ancestor, so one equality answers "in the subtree of".
ANCESTOR_COLUMN: dict[str, str] = {
    Tier.COMMITTEE: "committee",
    Tier.COUNTY: "county",
    Tier.STATION: "station",
    Tier.OFFICER: "officer",
}


class Kind(models.TextChoices):
    """What a node is in law. It decides what the body may do, not where it stands."""

    CITY_COMMITTEE = "city_committee", "两新工委"
    WORKING_BODY = "working_body", "行业党建专委会（工作机构）"
    INDUSTRY_COMMITTEE = "industry_committee", "行业党委"
    STATION = "station", "区域党建工作站"
    OFFICER_POST = "officer_post", "党建指导员岗位"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    GENERAL_BRANCH = "general_branch", "党总支"
    BASE_COMMITTEE = "base_committee", "基层党委"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    UNIT = "unit", "未建单位"


KINDS_OF_TIER: dict[str, tuple[str, ...]] = {
    Tier.CITY: (Kind.CITY_COMMITTEE,),
    Tier.COMMITTEE: (Kind.WORKING_BODY, Kind.INDUSTRY_COMMITTEE),
    Tier.COUNTY: (Kind.WORKING_BODY, Kind.INDUSTRY_COMMITTEE),
    Tier.STATION: (Kind.STATION,),
    Tier.OFFICER: (Kind.OFFICER_POST,),
    Tier.BRANCH: (
        Kind.BRANCH,
        Kind.JOINT_BRANCH,
        Kind.GENERAL_BRANCH,
        Kind.BASE_COMMITTEE,
        Kind.TEMPORARY_BRANCH,
        Kind.UNIT,
    ),
}


class Capability(models.TextChoices):
    """What a post may do. Values are guardian permission codenames on a node or region."""

    VIEW = "view_organization", "查看组织"
    VIEW_WORK = "view_work", "查看清单与任务"
    DRAFT = "draft_checklist", "起草清单"
    ISSUE = "issue_checklist", "签发下发清单"
    HANDLE = "handle_assignment", "签收与上报"
    REVIEW = "review_assignment", "审核销号"
    COMMENT = "comment_assignment", "批注"
    MANAGE_ORGANIZATIONS = "manage_organizations", "维护组织"
    MANAGE_APPOINTMENTS = "manage_appointments", "管理任职"
    READ_AUDIT = "read_audit", "查阅留痕"
    KEEP_LEDGER = "keep_ledger", "维护台账"


# These act in the name of one body, so they do not reach down: only the direct
# issuer decides (issue 2 §3), a superior looks but does not sign for its inferior.
NODE_ONLY = frozenset({Capability.DRAFT, Capability.ISSUE, Capability.HANDLE, Capability.REVIEW})


class Role(models.TextChoices):
    """Bundles of capabilities that a position carries."""

    LEADER = "leader", "负责人"
    CLERK = "clerk", "经办人"
    OFFICER = "officer", "党建指导员"
    SECRETARY = "secretary", "党组织负责人"
    READER = "reader", "属地联络员"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计管理员"


_SEE = frozenset({Capability.VIEW, Capability.VIEW_WORK})

ROLE_CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.LEADER: _SEE
    | {
        Capability.DRAFT,
        Capability.ISSUE,
        Capability.HANDLE,
        Capability.REVIEW,
        Capability.COMMENT,
        Capability.MANAGE_ORGANIZATIONS,
        Capability.MANAGE_APPOINTMENTS,
        Capability.KEEP_LEDGER,
    },
    Role.CLERK: _SEE
    | {Capability.DRAFT, Capability.HANDLE, Capability.COMMENT, Capability.KEEP_LEDGER},
    Role.OFFICER: _SEE
    | {
        Capability.DRAFT,
        Capability.ISSUE,
        Capability.HANDLE,
        Capability.REVIEW,
        Capability.COMMENT,
        Capability.KEEP_LEDGER,
    },
    Role.SECRETARY: _SEE | {Capability.HANDLE, Capability.KEEP_LEDGER},
    Role.READER: _SEE | {Capability.COMMENT, Capability.KEEP_LEDGER},
    # 三员分立 (domain.md §8.1): neither of these sees business data.
    Role.ADMINISTRATOR: frozenset(
        {Capability.VIEW, Capability.MANAGE_ORGANIZATIONS, Capability.MANAGE_APPOINTMENTS}
    ),
    Role.AUDITOR: frozenset({Capability.VIEW, Capability.READ_AUDIT}),
}

# Territory (块线) looks and comments, and keeps the facts of the units in its place (domain.md
# §8.1); the industry line's relations stay as they are (article 5).
REGION_CAPABILITIES = frozenset(
    {Capability.VIEW, Capability.VIEW_WORK, Capability.COMMENT, Capability.KEEP_LEDGER}
)

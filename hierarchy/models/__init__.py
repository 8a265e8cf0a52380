"""The models of the hierarchy room, one file a group of nouns."""

from hierarchy.models.appointment import (
    Appointment,
    Delegation,
    Handover,
    OrganizationGrant,
    Position,
    RegionGrant,
)
from hierarchy.models.change import OrganizationChange
from hierarchy.models.organization import Organization, StationSite
from hierarchy.models.tenant import Industry, Region, Tenant, Term, TierPlacement, Workday

__all__ = [
    "Appointment",
    "Delegation",
    "Handover",
    "Industry",
    "Organization",
    "OrganizationChange",
    "OrganizationGrant",
    "Position",
    "Region",
    "RegionGrant",
    "StationSite",
    "Tenant",
    "Term",
    "TierPlacement",
    "Workday",
]

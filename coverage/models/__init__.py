"""The models of the coverage room, one file a group of nouns."""

from coverage.models.contact import ChangeNotice, ContactRecord
from coverage.models.crossing import Crossing
from coverage.models.party import CommitteeMember, PartyOrganization
from coverage.models.proposal import JointProposal, JointProposalUnit
from coverage.models.rule import CoverageRule
from coverage.models.snapshot import CoverageSnapshot, SnapshotUnit
from coverage.models.unit import FactChange, Unit, UnitState

__all__ = [
    "ChangeNotice",
    "CommitteeMember",
    "ContactRecord",
    "CoverageRule",
    "CoverageSnapshot",
    "Crossing",
    "FactChange",
    "JointProposal",
    "JointProposalUnit",
    "PartyOrganization",
    "SnapshotUnit",
    "Unit",
    "UnitState",
]

"""The models of the projects room, one file a group of nouns."""

from projects.models.brand import Adoption, BrandPack
from projects.models.catalogue import (
    ApprovalBand,
    CatalogueEntry,
    DutyRule,
    ForbiddenUse,
    FundSource,
    ProjectPolicy,
)
from projects.models.course import Amendment, Appraisal, Objection, ProgressNote, ProjectCheck
from projects.models.duty import YearDuty
from projects.models.front import ActionTeam, Booking, Venue
from projects.models.ledger import Account, Posting, Voucher
from projects.models.money import Endorsement, Expense, Refund, YearBudget
from projects.models.path import JointPath
from projects.models.project import BudgetLine, Milestone, Project, ProjectPaper, Tranche
from projects.models.regulation import Regulation
from projects.models.volume import BoundVolume

__all__ = [
    "Account",
    "ActionTeam",
    "Adoption",
    "Amendment",
    "Appraisal",
    "ApprovalBand",
    "Booking",
    "BoundVolume",
    "BrandPack",
    "BudgetLine",
    "CatalogueEntry",
    "DutyRule",
    "Endorsement",
    "Expense",
    "ForbiddenUse",
    "FundSource",
    "JointPath",
    "Milestone",
    "Objection",
    "Posting",
    "ProgressNote",
    "Project",
    "ProjectCheck",
    "ProjectPaper",
    "ProjectPolicy",
    "Refund",
    "Regulation",
    "Tranche",
    "Venue",
    "Voucher",
    "YearBudget",
    "YearDuty",
]

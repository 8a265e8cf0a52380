"""The models of the people room, one file a group of nouns."""

from people.models.admission import Admission, AdmissionProcess, ProcessStep, StepRecord
from people.models.growth import Course, PointsEntry, StudyRecord, Talent, TalentDeed
from people.models.member import (
    Dues,
    Member,
    MemberWarning,
    MobileStay,
    RosterExport,
    StayContact,
)
from people.models.member_import import MemberImport
from people.models.policy import DuesRate, PeoplePolicy, PointsRule
from people.models.staff import (
    Assessment,
    Entrant,
    Liaison,
    OfficerFile,
    Opinion,
    Recruitment,
    Worker,
)

__all__ = [
    "Admission",
    "AdmissionProcess",
    "Assessment",
    "Course",
    "Dues",
    "DuesRate",
    "Entrant",
    "Liaison",
    "Member",
    "MemberImport",
    "MemberWarning",
    "MobileStay",
    "OfficerFile",
    "Opinion",
    "PeoplePolicy",
    "PointsEntry",
    "PointsRule",
    "ProcessStep",
    "Recruitment",
    "RosterExport",
    "StayContact",
    "StepRecord",
    "StudyRecord",
    "Talent",
    "TalentDeed",
    "Worker",
]

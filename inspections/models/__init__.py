"""The models of the inspections room, one file a group of nouns."""

from inspections.models.appeal import Appeal
from inspections.models.rectification import Finding, Rectification, RectificationRemark
from inspections.models.review import Correction, DutyReview, SurveyTally, Voter
from inspections.models.round import (
    Adjustment,
    Inspection,
    LimitHit,
    ReportDelivery,
    Round,
    Score,
)
from inspections.models.scheme import (
    Dimension,
    GradeLimit,
    Indicator,
    InspectionPolicy,
    Scheme,
)

__all__ = [
    "Adjustment",
    "Appeal",
    "Correction",
    "Dimension",
    "DutyReview",
    "Finding",
    "GradeLimit",
    "Indicator",
    "Inspection",
    "InspectionPolicy",
    "LimitHit",
    "Rectification",
    "RectificationRemark",
    "ReportDelivery",
    "Round",
    "Scheme",
    "Score",
    "SurveyTally",
    "Voter",
]

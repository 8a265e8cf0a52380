"""The models of the routines room, one file a group of nouns."""

from routines.models.feed import CalendarFeed
from routines.models.meeting import AgendaItem, Ballot, Candidate, Excusal, Resolution, Talk
from routines.models.obligation import Exemption, Obligation, Postponement, Reopening
from routines.models.record import Fulfilment, PartyGroup, Record
from routines.models.rule import ObligationRule
from routines.models.summary import Summary

__all__ = [
    "AgendaItem",
    "Ballot",
    "CalendarFeed",
    "Candidate",
    "Excusal",
    "Exemption",
    "Fulfilment",
    "Obligation",
    "ObligationRule",
    "PartyGroup",
    "Postponement",
    "Record",
    "Reopening",
    "Resolution",
    "Summary",
    "Talk",
]

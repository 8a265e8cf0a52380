"""What was written about people whose data are erased: free words, names beside, papers (清除).

Days, counts and conclusions stay for the history; sentences, names and scans go. The trail holds
no name to begin with (``people.free_words``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce

from hierarchy.models import Tenant
from people.free_words import for_the_trail
from people.models import (
    Admission,
    Dues,
    Entrant,
    Member,
    MobileStay,
    PointsEntry,
    Recruitment,
    StepRecord,
    StudyRecord,
)
from people.terms import EntrantResult, Stage
from workflow.actions import drop_attachments

ERASED: Final = "已清除"
NUMBERS: Final = {"identity": "", "identity_index": "", "phone": "", "phone_index": ""}


class Erased(NamedTuple):
    """How many people, and how many of their papers."""

    people: int = 0
    files: int = 0


def erase_members(ids: Sequence[int], *, on: dt.date) -> Erased:
    """Empty the rows of these members and what was written of each. Part of an action."""
    Dues.objects.filter(member__in=ids).update(owed="", paid="", words="")
    PointsEntry.objects.filter(member__in=ids).update(event=ERASED, words="")
    MobileStay.objects.filter(member__in=ids).update(home_contact=ERASED, host_contact="")
    studies = StudyRecord.objects.filter(member__in=ids)
    certificates = list(studies.exclude(certificate=None).values_list("certificate", flat=True))
    studies.update(certificate=None)
    studies.filter(course=None).update(title=ERASED)
    files = drop_attachments(certificates)
    files += erase_files(Admission.objects.filter(member__in=ids)).files
    count = Member.objects.filter(pk__in=ids).update(
        name=ERASED,
        name_key="",
        address="",
        income="",
        duty="",
        moved_to="",
        erased_on=on,
        **NUMBERS,
    )
    return Erased(count, files)


def erase_applicants(tenant: Tenant, cut: dt.date) -> Erased:
    """Those whose way ended before the day without membership; how many."""
    return erase_files(
        Admission.objects.filter(tenant=tenant, status=Stage.ENDED, ended_on__lt=cut)
    )


def erase_files(files: Any) -> Erased:
    """Empty development files with the records and papers of their steps; how many.

    Of a birthday the year stays. Part of an action.
    """
    rows = list(files.exclude(name=ERASED).select_for_update(of=("self",)).only("pk", "born_on"))
    records = StepRecord.objects.filter(admission__in=[row.pk for row in rows])
    papers: Any = StepRecord.attachments.through.objects.filter(steprecord__in=records)
    kept = list(papers.values_list("attachment", flat=True))
    papers.delete()
    dropped = drop_attachments(kept)
    records.exclude(words="").update(words=ERASED)
    records.exclude(late_reason="").update(late_reason=ERASED)
    records.update(people=[])
    for row in rows:
        row.born_on = row.born_on.replace(month=1, day=1)
    Admission.objects.bulk_update(rows, ["born_on"], batch_size=500)
    erased = Admission.objects.filter(pk__in=[row.pk for row in rows])
    erased.exclude(ended_words="").update(ended_words=ERASED)
    count = erased.update(name=ERASED, work_place="", mentors=[], sponsors=[], **NUMBERS)
    return Erased(count, dropped)


def erase_entrants(tenant: Tenant, cut: dt.date) -> int:
    """Those who entered for a recruitment over before the day and were not hired; how many.

    Of those hired the telephone number goes as well: their file has its own.
    """
    over = Recruitment.objects.filter(tenant=tenant).alias(
        last=Coalesce("notice_until", "apply_until")
    )
    rows = Entrant.objects.filter(recruitment__in=over.filter(last__lt=cut))
    rows.filter(result=EntrantResult.HIRED).exclude(phone="").update(phone="")
    gone = rows.exclude(Q(result=EntrantResult.HIRED) | Q(name=ERASED))
    for row in gone.select_related("recruitment"):
        _forget_in_notice(row.recruitment_id, row.name)
    return gone.update(name=ERASED, phone="", words="")


def _forget_in_notice(recruitment_id: int, name: str) -> None:
    """What was found during the public notice may name somebody."""
    row = Recruitment.objects.get(pk=recruitment_id)
    told = for_the_trail(row.notice_result, name)
    if told != row.notice_result:
        row.notice_result = told
        row.save(update_fields=["notice_result"])

"""What the hierarchy must know of our members and files before it changes a body.

A branch with members, with applicants on their way, or with others' members staying is not closed
silently; neither is a committee that still has to approve, that employs full-time workers, keeps a
list of liaisons or is taking somebody on. The titles name nobody, for they are printed and told
beyond the body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
from people.actions.handing import hand_register
from people.actions.handing_staff import hand_staff
from people.models import Admission, Liaison, Member, MobileStay, Recruitment, Worker
from people.terms import LEFT, RecruitmentStatus

# Counted as one line a body: kind of piece, what it is, the column of the body, unit, page.
_COUNTED: Final = (
    ("member", "在册党员", "organization", "名", "member_list"),
    ("stay", "在此流动的党员", "host", "名", "stay_list"),
    ("worker", "在岗专职党务工作者", "organization", "名", "worker_list"),
    ("liaison", "联络员名单", "organization", "个成员单位", "liaison_list"),
)


class PeopleWork:
    """Members, files and stays, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "member": Naming("{count} 名在册党员", "须先在“党员名册”中办理组织关系转接，或随合并移交"),
        "admission": Naming(
            "{count} 份办理中的发展党员档案", "须在“发展党员”中办结或终止，或随合并移交"
        ),
        "approval": Naming(
            "{count} 份由其审批的发展党员档案",
            "须由党支部在“发展党员”中变更审批党委，或随合并移交",
        ),
        "stay": Naming(
            "{count} 名在此流动的党员", "须由流出地党支部修改流入地党组织，或随合并移交"
        ),
        "worker": Naming(
            "{count} 名在岗专职党务工作者", "须先在“专职党务工作者”中登记离岗，或随合并移交"
        ),
        "liaison": Naming(
            "{count} 个成员单位的联络员名单", "须先在“联络员”中移出名单，或随合并移交"
        ),
        "recruitment": Naming("{count} 次没有办完的招录", "须在“招录”中办结或取消，或随合并移交"),
    }

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        """Everything open of these bodies."""
        kinds = _open(list(organization_ids))
        return [rows.order_by().values_list(Value(kind), "pk") for kind, rows in kinds.items()]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Files and recruitments one by one; people as one line a body."""
        ids = list(organization_ids)
        found = _open(ids)
        for piece, kind, column, unit, page in _COUNTED:
            counts = Counter(found[piece].values_list(f"{column}__name", flat=True))
            for name, count in sorted(counts.items()):
                yield WorkLine(
                    kind, f"{count} {unit}", name, "", "管理中", reverse(f"people:{page}")
                )
        for row in found["recruitment"].select_related("organization").order_by("pk"):
            yield WorkLine(
                kind="招录",
                title=row.title,
                organization=row.organization.name,
                due=(row.notice_until or row.apply_until).isoformat(),
                state=row.get_status_display(),
                path=reverse("people:recruitment_detail", args=[row.pk]),
            )
        for key, column in (("admission", "organization"), ("approval", "superior")):
            files = found[key].select_related(column).order_by("pk")
            for file in files:
                yield WorkLine(
                    kind="发展党员档案",
                    title=str(file),
                    organization=getattr(file, column).name,
                    due=file.due_on.isoformat() if file.due_on else "",
                    state=file.get_status_display(),
                    path=reverse("people:admission_detail", args=[file.pk]),
                )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give people, files and recruitments of ``source`` to ``target``; how many went."""
        handed = hand_staff(source=source, target=target, actor=actor)
        return handed + hand_register(source=source, target=target, actor=actor)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Nothing to do: no row of this room copies where a body stands."""


def _open(ids: list[int]) -> dict[str, QuerySet[Any, Any]]:
    running = Admission.objects.all().running()
    return {
        "member": Member.objects.filter(organization__in=ids).exclude(presence__in=LEFT),
        "admission": running.filter(organization__in=ids),
        "approval": running.filter(superior__in=ids),
        "stay": MobileStay.objects.filter(host__in=ids, ends_on__isnull=True),
        "worker": Worker.objects.filter(organization__in=ids, left_on__isnull=True),
        "liaison": Liaison.objects.filter(organization__in=ids, ends_on__isnull=True),
        "recruitment": Recruitment.objects.filter(organization__in=ids).exclude(
            status__in=(RecruitmentStatus.CLOSED, RecruitmentStatus.CANCELLED)
        ),
    }

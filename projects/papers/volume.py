"""All of a project for one volume (项目全卷): its papers as they stand, and its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final, cast

from documents.volume.contents import Volume, VolumeFile
from hierarchy.actors import Actor
from projects.insight import Insight
from projects.models import Expense, Project
from projects.papers.listing import papers_of
from projects.papers.reading import span
from projects.terms import ExpenseStatus, PaperKind
from workflow.models import Attachment

SPENT: Final = (ExpenseStatus.PAID, ExpenseStatus.REVERSED)
"""Whose receipts belong to the volume: what was never paid has none."""
PURPOSE_SHOWN: Final = 16
"""Characters of an expense's purpose that the list of files repeats."""
_ORDER: Final = [kind.value for kind in PaperKind]


def volume_of(project: Project, seen: Insight, actor: Actor, *, on: dt.date) -> Volume:
    """What the volume holds for this reader: whoever calls it asks first if they are inside."""
    issuer = project.city if seen.is_city else project.applicant
    return Volume(
        project=project.name,
        number=project.number,
        issuer=issuer.name,
        on=on,
        papers=[one.build() for one in papers_of(project, actor, seen=seen)],
        files=bindable_files(project, actor),
        facts=[
            ("承担单位", project.applicant.name),
            ("项目负责人", project.lead.name),
            ("实施期限", span(project.starts_on, project.ends_on)),
            ("项目状态", project.get_status_display()),
        ],
    )


def bindable_files(project: Project, actor: Actor) -> list[VolumeFile]:
    """The files of ``files_of`` as the volume takes them."""
    return [_described(file, origin) for file, origin in files_of(project, actor)]


def files_of(project: Project, actor: Actor) -> Sequence[tuple[Attachment, str]]:
    """The files that the reader may open, each once, with what it belongs to. Three queries."""
    papers = project.papers.order_by("added_at", "pk").values_list("attachment_id", "kind")
    found: dict[int, list[str]] = {}
    for pk, kind in sorted(papers, key=lambda row: _ORDER.index(row[1])):
        found.setdefault(pk, []).append(str(PaperKind(kind).label))
    expenses = Expense.objects.visible_to(actor).filter(project=project, status__in=SPENT)
    links: Any = expenses.filter(attachments__isnull=False).order_by("paid_on", "pk")
    for pk, purpose in links.values_list("attachments", "purpose"):
        words = f"{purpose[:PURPOSE_SHOWN]}…" if len(purpose) > PURPOSE_SHOWN else purpose
        found.setdefault(pk, []).append(f"支出：{words}")
    files = Attachment.objects.visible_to(actor).in_bulk(found)
    return [
        (files[pk], "、".join(dict.fromkeys(origins)))
        for pk, origins in found.items()
        if pk in files
    ]


def _described(file: Attachment, origin: str) -> VolumeFile:
    return VolumeFile(
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        opened=_opener(file),
        origin=origin,
    )


def _opener(file: Attachment) -> Callable[[], BinaryIO]:
    """A stream of its own each time: a field's own file can't be opened again once closed."""
    name = str(file.file.name)

    def opened() -> BinaryIO:
        return cast("BinaryIO", file.file.storage.open(name, "rb"))

    return opened

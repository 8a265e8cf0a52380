"""What the hierarchy must know of our open work before it changes a body.

A committee with a project under way, and so with money, is not closed silently: it finishes the
project, the city stops it, or a merge hands it over with its accounts. A year's demands are no
open work: what was not met by a body that is gone is nobody's any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
from projects.actions.handing import hand_projects
from projects.open_rows import open_paths, open_projects, open_teams, open_venues


class ProjectWork:
    """Projects, paths, teams and venues, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "project": Naming(
            "{count} 个未归档的党建项目",
            "须在“项目”中归档、终止或撤回申报，余款交回，或随交接、合并移交",
        ),
        "path": Naming(
            "{count} 条未核定成效的同步推进路径",
            "须在“项目—同步推进”中报告成效并经核定，或撤销，或随交接、合并移交",
        ),
        "team": Naming(
            "{count} 个未结束的行动载体", "须在“项目—行动载体”中结束，或随交接、合并移交"
        ),
        "venue": Naming("{count} 处在用的阵地", "须在“项目—阵地”中停用，或随交接、合并移交"),
    }

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        """Everything open of these bodies."""
        kinds: dict[str, QuerySet[Any, Any]] = {
            "project": open_projects(organization_ids),
            "path": open_paths(organization_ids),
            "team": open_teams(organization_ids),
            "venue": open_venues(organization_ids),
        }
        return [rows.order_by().values_list(Value(kind), "pk") for kind, rows in kinds.items()]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each of them in words, for a handover sheet."""
        for project in open_projects(organization_ids).select_related("applicant"):
            body, due = project.applicant, project.ends_on
            yield _line("党建项目", project, body, "project_detail", due=due)
        for path in open_paths(organization_ids).select_related("organization"):
            body, due = path.organization, path.supervise_on
            yield _line("同步推进路径", path, body, "path_detail", due=due)
        for team in open_teams(organization_ids).select_related("organization"):
            body, due = team.organization, team.ends_on
            yield _line("行动载体", team, body, "team_detail", due=due)
        for venue in open_venues(organization_ids).select_related("organization"):
            yield _line("阵地", venue, venue.organization, "venue_detail")

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give everything open of ``source`` to ``target``; how many went."""
        return hand_projects(source=source, target=target, actor=actor)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Nothing to do: no row of this room copies where a body stands."""


def _line(
    kind: str, row: Any, body: Organization, page: str, *, due: dt.date | None = None
) -> WorkLine:
    return WorkLine(
        kind=kind,
        title=row.name,
        organization=body.name,
        due=due.isoformat() if due else "",
        state=row.get_status_display(),
        path=reverse(f"projects:{page}", args=[row.pk]),
    )

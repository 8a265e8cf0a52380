"""What the hierarchy must know of our open work before it changes a body.

A committee with a project under way, and so with money, is not closed silently: it finishes the
project, the city stops it, or a merge hands it over with its accounts. A year's demands are no
open work: what was not met by a body that is gone is nobody's any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
from projects.actions.handing import hand_projects
from projects.open_rows import open_projects, open_teams, open_venues


class ProjectWork:
    """Projects, teams and venues, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "project": Naming(
            "{count} 个未归档的党建项目",
            "须在“项目”中归档、终止或撤回申报，余款交回，或随交接、合并移交",
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
            "team": open_teams(organization_ids),
            "venue": open_venues(organization_ids),
        }
        return [rows.order_by().values_list(Value(kind), "pk") for kind, rows in kinds.items()]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each of them in words, for a handover sheet."""
        for project in open_projects(organization_ids).select_related("applicant"):
            yield WorkLine(
                kind="党建项目",
                title=project.name,
                organization=project.applicant.name,
                due=project.ends_on.isoformat(),
                state=project.get_status_display(),
                path=reverse("projects:project_detail", args=[project.pk]),
            )
        for team in open_teams(organization_ids).select_related("organization"):
            yield WorkLine(
                kind="行动载体",
                title=team.name,
                organization=team.organization.name,
                due=team.ends_on.isoformat(),
                state=team.get_status_display(),
                path=reverse("projects:team_detail", args=[team.pk]),
            )
        for venue in open_venues(organization_ids).select_related("organization"):
            yield WorkLine(
                kind="阵地",
                title=venue.name,
                organization=venue.organization.name,
                due="",
                state=venue.get_status_display(),
                path=reverse("projects:venue_detail", args=[venue.pk]),
            )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give everything open of ``source`` to ``target``; how many went."""
        return hand_projects(source=source, target=target, actor=actor)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Nothing to do: no row of this room copies where a body stands."""

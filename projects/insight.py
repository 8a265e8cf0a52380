"""Who reads how much of one project (domain.md §8.1).

The line of the applicant reads everything but who gave which score; the body above reads that,
too. A reviewer reads what is to be judged, a body that takes part how far it is, and the rest
of the city what a public notice (公示) tells; neither of these two reads its money.
"""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from projects.models import Amendment, Appraisal, Project
from projects.terms import AmendmentKind, AppraisalStatus, ProjectStatus

OVERVIEW, CONTENT, REVIEW, PROGRESS = "overview", "content", "review", "progress"
MONEY, PAPERS, HISTORY = "money", "papers", "history"
LABELS: dict[str, str] = {
    OVERVIEW: "概况",
    CONTENT: "申报内容",
    REVIEW: "评审公示",
    PROGRESS: "实施进展",
    MONEY: "经费",
    PAPERS: "材料",
    HISTORY: "办理经过",
}


@dataclass(frozen=True, slots=True)
class Insight:
    """How much of a project a person reads."""

    is_inside: bool
    is_city: bool
    own_review: Appraisal | None
    is_partner: bool
    is_lead: bool = False

    @property
    def reads_money(self) -> bool:
        """Whether its money is told: in the line, to its lead and to who judges the budget."""
        return self.is_inside or self.is_lead or self.own_review is not None

    @property
    def parts(self) -> list[str]:
        """The parts of its page that open."""
        if self.is_inside:
            return list(LABELS)
        found = [OVERVIEW, CONTENT, REVIEW]
        if self.is_partner or self.is_lead:
            found.append(PROGRESS)
        if self.is_lead or self.own_review is not None:
            found.append(PAPERS)
        return found


def is_told_to_all(amendment: Amendment) -> bool:
    """Whether a change is told to all who read how far a project is: what moves money is not."""
    return amendment.kind != AmendmentKind.BUDGET


def insight_of(project: Project, actor: Actor) -> Insight:
    """How much of a visible project the actor reads. One query."""
    is_inside = actor.post_for(Capability.VIEW_WORK, at=project.applicant) is not None
    # Who stood aside sees the project for that review alone, and is no partner by it.
    own = Appraisal.objects.visible_to(actor).filter(project=project, reviewer=actor.user).first()
    is_public = project.status == ProjectStatus.ON_NOTICE
    return Insight(
        is_inside=is_inside,
        is_city=project.city.pk in actor.organization_ids(Capability.VIEW_WORK),
        own_review=None if own and own.status == AppraisalStatus.RECUSED else own,
        is_partner=not (is_inside or is_public or own),
        is_lead=actor.user is not None and project.lead_id == actor.user.pk,
    )

"""Applying for a project (申报): written by the applicant, handed up to the body above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actions.locks import locked
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.moving import lock_project, move_project
from projects.actions.news import tell_city, tell_people
from projects.application_rules import (
    check_budget,
    check_content,
    check_milestones,
    refuse_incomplete,
    refuse_unfit_applicant,
    refuse_unfit_year,
)
from projects.models import BudgetLine, Milestone, Project, ProjectPaper
from projects.paper_rules import OPEN_FOR
from projects.policy import policy_of
from projects.terms import PaperKind, ProjectStatus
from projects.wishes import BudgetWish
from workflow import audit
from workflow.models import Attachment, Notice
from workflow.numbers import take_number
from workflow.once import once_key

FIELDS: Final = (
    *("name", "category", "lead", "background", "goals", "measures", "outcomes"),
    *("starts_on", "ends_on", "more_reason", "year"),
)
MANY: Final = ("members", "participants")
_NOT_COUNTED: Final = (ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN, ProjectStatus.REJECTED)


@transaction.atomic
def draft_project(
    *,
    applicant: Organization,
    content: Mapping[str, Any],
    actor: Actor,
    once: UUID | None = None,
) -> Project:
    """Begin a project of a committee (起草申报, article 9).

    ``content`` goes by the names of the model's fields; the year is this one by default. A form
    sent again (its key is ``once``) finds the first. Raises ``PermissionDenied``;
    ``ValidationError`` ``not_committee``, ``wrong_year``, ``foreign_category``,
    ``foreign_person``, ``foreign_body``, or by field.
    """
    post = require(actor, Capability.HANDLE, at=applicant)
    key = _key_of(once, applicant, content)
    if (first := _sent_before(applicant, key)) is not None:
        return first
    refuse_unfit_applicant(applicant, on=actor.on)
    project = Project(
        tenant=applicant.tenant,
        applicant=applicant,
        year=actor.on.year,
        created_by=actor.user,
        created_at=actor.at,
        once_key=key,
    )
    _write(project, content, actor)
    audit.record(
        verb="project.draft",
        target=project,
        actor=actor,
        organization=applicant,
        after={"name": project.name, "year": project.year},
        post=post,
    )
    return project


@transaction.atomic
def edit_project(*, project: Project, content: Mapping[str, Any], actor: Actor) -> Project:
    """Write what the application says anew, while it is a draft or was returned (修改申报).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_editable`` and what
    ``draft_project`` raises.
    """
    fresh = _lock_editable(project, actor)
    before = {name: _plain(getattr(fresh, name)) for name in FIELDS if name in content}
    _write(fresh, content, actor)
    after = {name: _plain(getattr(fresh, name)) for name in before}
    changed = [name for name in before if before[name] != after[name]]
    audit.record(
        verb="project.edit",
        target=fresh,
        actor=actor,
        organization=fresh.applicant,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return fresh


@transaction.atomic
def set_budget_lines(
    *, project: Project, lines: Sequence[BudgetWish], actor: Actor
) -> list[BudgetLine]:
    """Say what each source is to pay for (编制预算): the lines given replace those before.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_editable``, ``line_twice``,
    ``amount_needed``, ``foreign_source``, ``foreign_category``, ``category_not_allowed``.
    """
    fresh = _lock_editable(project, actor)
    check_budget(fresh, lines, on=actor.on)
    before = _told(fresh.budget.all())
    fresh.budget.all().delete()
    made = BudgetLine.objects.bulk_create(
        BudgetLine(
            project=fresh,
            source=line.source,
            category=line.category,
            amount=line.amount,
            basis=line.basis.strip()[:200],
        )
        for line in lines
    )
    audit.record(
        verb="project.set_budget",
        target=fresh,
        actor=actor,
        organization=fresh.applicant,
        before=before,
        after=_told(made),
    )
    return made


@transaction.atomic
def set_milestones(
    *, project: Project, milestones: Sequence[tuple[str, dt.date]], actor: Actor
) -> list[Milestone]:
    """Say by which days what is to stand (编排节点): those given replace those before.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_editable``, ``name_needed``,
    ``outside_project``.
    """
    fresh = _lock_editable(project, actor)
    check_milestones(fresh, milestones)
    fresh.milestones.all().delete()
    made = Milestone.objects.bulk_create(
        Milestone(project=fresh, name=name.strip()[:80], due_on=due_on)
        for name, due_on in sorted(milestones, key=lambda one: one[1])
    )
    audit.record(
        verb="project.set_milestones",
        target=fresh,
        actor=actor,
        organization=fresh.applicant,
        after={"milestones": len(made)},
    )
    return made


@transaction.atomic
def add_paper(*, project: Project, kind: str, attachment: Attachment, actor: Actor) -> ProjectPaper:
    """Put a file into the project's volume (添加材料); the same file of a kind lies there once.

    The applicant's papers and the city's own, of a check, go together. Raises
    ``PermissionDenied``; ``ValidationError`` ``not_open``, ``foreign_file``.
    """
    fresh = lock_project(project)
    post = _require_either(fresh, actor)
    _refuse_closed(fresh, kind)
    if attachment.organization_id not in (fresh.applicant_id, fresh.city.pk):
        raise ValidationError(
            "材料须由申报单位或上级单位上传，请重新上传后再添加。", code="foreign_file"
        )
    paper, is_new = ProjectPaper.objects.get_or_create(
        project=fresh, kind=kind, attachment=attachment, defaults={"added_at": actor.at}
    )
    if is_new:
        _trail_paper("add", paper, actor=actor, post=post)
    return paper


@transaction.atomic
def remove_paper(*, paper: ProjectPaper, actor: Actor) -> None:
    """Take a file out of the volume while its part is still put together (移除材料).

    The file itself stays. Raises ``PermissionDenied``; ``ValidationError`` ``not_open``.
    """
    fresh = lock_project(paper.project)
    post = _require_either(fresh, actor)
    _refuse_closed(fresh, paper.kind)
    _trail_paper("remove", paper, actor=actor, post=post)
    paper.delete()


@transaction.atomic
def submit_project(*, project: Project, actor: Actor) -> Project:
    """Hand the application up (报送); it gets its number once, and keeps it when returned.

    Whoever plans more projects in a year than is usual says why (article 9: 1 to 2). Raises
    ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``incomplete``, ``day_past``,
    ``outside_project``, ``more_reason_needed``.
    """

    def numbered(fresh: Project) -> dict[str, Any]:
        refuse_incomplete(fresh, on=actor.on)
        _refuse_unexplained(fresh, actor)
        return {"number": fresh.number or _number(fresh), "submitted_on": actor.on}

    done = move_project(project, "submit", actor=actor, changes=numbered)
    tell_city(
        done,
        Notice.Kind.REPORTED,
        f"请形式审查：{done.name}",
        body=f"{done.applicant.name}报送，编号 {done.number}。",
        actor=actor,
    )
    return done


@transaction.atomic
def withdraw_project(*, project: Project, reason: str, actor: Actor) -> Project:
    """Take an application back before it is approved (撤回申报).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    done = move_project(project, "withdraw", actor=actor, reason=reason)
    if done.submitted_on is not None:
        title = f"已撤回申报：{done.name}"
        tell_city(done, Notice.Kind.STOPPED, title, body=reason, actor=actor)
        asked = [one.reviewer for one in done.appraisals.select_related("reviewer")]
        tell_people(done, asked, Notice.Kind.STOPPED, title, body=reason, actor=actor)
    return done


def _key_of(once: UUID | None, applicant: Organization, content: Mapping[str, Any]) -> UUID | None:
    said = [content.get(name) for name in FIELDS]
    many = [[row.pk for row in content.get(name, ())] for name in MANY]
    return once_key(once, applicant, *said, *many)


def _sent_before(applicant: Organization, key: UUID | None) -> Project | None:
    """The draft that the same form set down before, also a moment ago."""
    if key is None:
        return None
    # One at a time a committee: the second sees the first.
    locked(applicant)
    return Project.objects.filter(once_key=key).first()


def _write(project: Project, content: Mapping[str, Any], actor: Actor) -> None:
    """Set what is given, check it whole, and save; people and bodies after the row."""
    round_before = project.year if project.pk else None
    for name in FIELDS:
        if name in content:
            value = content[name]
            setattr(project, name, value.strip() if isinstance(value, str) else value)
    many = {name: list(content[name]) for name in MANY if name in content}
    project.full_clean(validate_unique=False)
    if project.year != round_before:
        refuse_unfit_year(project, on=actor.on)
    check_content(project, on=actor.on, **many)
    project.save()
    for name, rows in many.items():
        getattr(project, name).set(rows)


def _lock_editable(project: Project, actor: Actor) -> Project:
    fresh = lock_project(project)
    require(actor, Capability.HANDLE, at=fresh.applicant)
    if not fresh.is_editable:
        raise ValidationError(
            f"项目已是“{fresh.get_status_display()}”，不能再直接修改。"
            "立项前如需修改，请上级退回补正；立项后请申请变更。",
            code="not_editable",
        )
    return fresh


def _require_either(project: Project, actor: Actor) -> Post | None:
    """Who handles the applicant's work, or the city's."""
    post = actor.post_for(Capability.HANDLE, at=project.city)
    return post or require(actor, Capability.HANDLE, at=project.applicant)


def _refuse_closed(project: Project, kind: str) -> None:
    if project.status not in OPEN_FOR[kind]:
        raise ValidationError(
            f"项目现为“{project.get_status_display()}”，"
            f"不能再增减{PaperKind(kind).label}，请选择其他材料类别。",
            code="not_open",
        )


def _trail_paper(verb: str, paper: ProjectPaper, *, actor: Actor, post: Post | None) -> None:
    audit.record(
        verb=f"projectpaper.{verb}",
        target=paper,
        actor=actor,
        organization=paper.project.applicant,
        after={"kind": paper.get_kind_display(), "name": paper.attachment.name},
        post=post,
    )


def _refuse_unexplained(project: Project, actor: Actor) -> None:
    """More than the usual number asks for a reason; two at once are counted one by one."""
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=project.applicant_id)
    most = policy_of(project.tenant, actor.on).usual_most
    others = Project.objects.of_year(project.year).filter(applicant_id=project.applicant_id)
    count = others.exclude(pk=project.pk).exclude(status__in=_NOT_COUNTED).count()
    if count >= most and len(project.more_reason.strip()) < 2:
        raise ValidationError(
            f"{project.applicant.name} {project.year}年已申报 {count} 个项目，"
            f"每年一般不超过 {most} 个（第九条）。请填写“超过上限的理由”后再报送。",
            code="more_reason_needed",
        )


def _number(project: Project) -> str:
    body = project.applicant
    code = body.industry.code if body.industry else body.code or f"{body.pk}"
    count = take_number(tenant=project.tenant, series=f"project:{project.year}:{code}")
    return f"XM-{project.year}-{code}-{count:03d}"


def _told(lines: Iterable[BudgetLine]) -> dict[str, Any]:
    """A budget as the trail tells it."""
    amounts = [line.amount for line in lines]
    return {"lines": len(amounts), "total": f"{sum(amounts, Decimal(0))}"}


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)

"""From a finished project to a brand, and its case in the library (品牌认定、案例库)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from hierarchy.actions.locks import locked
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.applying import draft_project
from projects.actions.moving import lock_project, move_project
from projects.actions.news import tell_applicant, tell_bodies, tell_city
from projects.actions.own_refusals import keep_own_refusals
from projects.brand_rules import borrowed_content, brand_end, refuse_early_renewal
from projects.models import Adoption, BrandPack, Project
from projects.policy import policy_of
from projects.terms import ProjectStatus
from workflow import audit
from workflow.models import Attachment, Notice
from workflow.numbers import take_number

_FINISHED = (ProjectStatus.ARCHIVED, ProjectStatus.BRAND_ASKED, ProjectStatus.BRAND)


@transaction.atomic
def ask_brand(*, project: Project, reason: str, actor: Actor) -> Project:
    """Ask the city to recognise a finished project as a brand (申报品牌, article 9).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``not_accepted``,
    ``reason_needed``.
    """

    def asked(fresh: Project) -> Mapping[str, Any]:
        if fresh.accepted_on is None:
            raise ValidationError(
                "只有验收合格的项目可以申报品牌，本项目未验收合格。", code="not_accepted"
            )
        if len(reason.strip()) < 2:
            raise ValidationError("请填写品牌申报说明。", code="reason_needed")
        return {"brand_reason": reason.strip()[:2000]}

    done = move_project(project, "ask_brand", actor=actor, changes=asked)
    tell_city(done, Notice.Kind.REPORTED, f"请认定品牌项目：{done.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def recognise_brand(*, project: Project, actor: Actor) -> Project:
    """Recognise a brand project (认定品牌): a certificate with a number, for some years.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``.
    """

    def recognised(fresh: Project) -> Mapping[str, Any]:
        years = policy_of(fresh.tenant, actor.on).brand_years
        count = take_number(tenant=fresh.tenant, series=f"brand:{actor.on.year}")
        return {
            "brand_number": f"PP-{actor.on.year}-{count:03d}",
            "brand_on": actor.on,
            "brand_until": brand_end(actor.on, years),
        }

    done = move_project(project, "recognise", actor=actor, changes=recognised)
    tell_applicant(
        done,
        Notice.Kind.ANSWERED,
        f"已认定品牌项目：{done.name}",
        body=f"证书编号 {done.brand_number}。请整理案例入库，供各级借鉴。",
        actor=actor,
    )
    return done


@keep_own_refusals
@transaction.atomic
def decline_brand(*, project: Project, reason: str, actor: Actor) -> Project:
    """Not a brand, and why (不予认定); it may be asked for anew.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``own_project``.
    """
    done = move_project(project, "decline_brand", actor=actor, reason=reason)
    title = f"未予认定品牌：{done.name}"
    tell_applicant(done, Notice.Kind.RETURNED, title, body=reason, actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def renew_brand(*, project: Project, actor: Actor) -> Project:
    """Looked at again before it runs out, the brand stands for further years (复核通过).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``too_early``.
    """

    def renewed(fresh: Project) -> Mapping[str, Any]:
        until = fresh.brand_until or actor.on
        refuse_early_renewal(until, on=actor.on)
        years = policy_of(fresh.tenant, actor.on).brand_years
        return {"brand_until": brand_end(max(until, actor.on), years)}

    done = move_project(project, "renew_brand", actor=actor, changes=renewed)
    tell_applicant(done, Notice.Kind.ANSWERED, f"品牌复核通过：{done.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def revoke_brand(*, project: Project, reason: str, actor: Actor) -> Project:
    """The brand is taken back (取消认定), and its case leaves the library.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``own_project``.
    """

    def revoked(fresh: Project) -> Mapping[str, Any]:
        ended = min(fresh.brand_until or actor.on, actor.on)
        return {"brand_until": max(fresh.brand_on or ended, ended)}

    done = move_project(project, "revoke_brand", actor=actor, reason=reason, changes=revoked)
    pack = BrandPack.objects.filter(project=done, withdrawn_on__isnull=True).first()
    if pack is not None:
        _take_down(pack, done, reason, actor=actor, post=None)
    title = f"品牌认定已取消：{done.name}"
    tell_applicant(done, Notice.Kind.STOPPED, title, body=reason, actor=actor)
    return done


@transaction.atomic
def publish_pack(
    *,
    project: Project,
    title: str,
    summary: str,
    results: str,
    advice: str,
    attachments: Sequence[Attachment],
    actor: Actor,
) -> BrandPack:
    """Put a finished project's case into the library, or put it right (案例入库).

    Every tier of the city reads it; its files are chosen from the project's own papers. A brand
    is published by the applicant or the city, any other finished project by the city alone.
    Raises ``PermissionDenied``; ``ValidationError`` ``not_finished``, ``foreign_file``, or by
    field.
    """
    fresh = lock_project(project)
    post = _require_publishing(fresh, actor)
    _refuse_unfit(fresh, attachments)
    pack = BrandPack.objects.filter(project=fresh).first() or BrandPack(
        tenant=fresh.tenant, project=fresh
    )
    pack.title, pack.summary = title.strip(), summary.strip()
    pack.results, pack.advice = results.strip(), advice.strip()
    pack.published_on, pack.withdrawn_on = pack.published_on or actor.on, None
    pack.full_clean()
    pack.save()
    pack.attachments.set(attachments)
    audit.record(
        verb="brandpack.publish",
        target=pack,
        actor=actor,
        organization=fresh.applicant,
        after={"title": pack.title, "files": len(attachments)},
        post=post,
    )
    title = f"案例已入库：{pack.title}"
    tell_city(fresh, Notice.Kind.ANSWERED, title, actor=actor, path=_page_of(pack))
    return pack


@transaction.atomic
def withdraw_pack(*, pack: BrandPack, reason: str, actor: Actor) -> BrandPack:
    """Take a case out of the library (撤下案例); what was taken up from it stays.

    Raises ``PermissionDenied``; ``ValidationError`` ``withdrawn``, ``reason_needed``.
    """
    project = lock_project(pack.project)
    post = _require_publishing(project, actor)
    fresh = BrandPack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    if fresh.withdrawn_on is not None:
        raise ValidationError("该案例已经撤下，请刷新后查看。", code="withdrawn")
    if len(reason.strip()) < 2:
        raise ValidationError("请填写撤下的理由。", code="reason_needed")
    _take_down(fresh, project, reason, actor=actor, post=post)
    title = f"案例已撤下：{fresh.title}"
    tell_applicant(project, Notice.Kind.STOPPED, title, body=reason, actor=actor)
    return fresh


@transaction.atomic
def adopt_pack(*, pack: BrandPack, organization: Organization, actor: Actor) -> Project:
    """Take a case up into a draft of one's own with one press (借鉴).

    Only a committee has projects of its own; other tiers read and print the case. A body that
    still has such a draft goes on with that one. Raises ``PermissionDenied``;
    ``ValidationError`` ``withdrawn``, ``not_committee``, ``own_pack``, ``adopted``.
    """
    require(actor, Capability.HANDLE, at=organization)
    locked(organization)
    fresh = BrandPack.objects.select_related("project__applicant").get(pk=pack.pk)
    _refuse_unfit_adoption(fresh, organization)
    project = draft_project(
        applicant=organization, content=borrowed_content(fresh, actor), actor=actor
    )
    project.adopted_from = fresh
    project.save(update_fields=["adopted_from"])
    Adoption.objects.create(
        pack=fresh,
        tenant=fresh.tenant,
        organization=organization,
        project=project,
        adopted_by=actor.user,
        adopted_on=actor.on,
    )
    audit.record(
        verb="brandpack.adopt",
        target=fresh,
        actor=actor,
        organization=organization,
        after={"project": project.pk},
    )
    tell_bodies(
        fresh.project,
        [fresh.project.applicant],
        Notice.Kind.ANSWERED,
        f"{organization.name}借鉴了案例：{fresh.title}",
        actor=actor,
        path=_page_of(fresh),
    )
    return project


def _take_down(
    pack: BrandPack, project: Project, reason: str, *, actor: Actor, post: Post | None
) -> None:
    pack.withdrawn_on = actor.on
    pack.save(update_fields=["withdrawn_on"])
    audit.record(
        verb="brandpack.withdraw",
        target=pack,
        actor=actor,
        organization=project.applicant,
        reason=reason,
        post=post,
    )


def _require_publishing(project: Project, actor: Actor) -> Post | None:
    """The city's clerk, or for a recognised brand the applicant's own."""
    at_city = actor.post_for(Capability.HANDLE, at=project.city)
    if at_city is not None or project.status != ProjectStatus.BRAND:
        return at_city or require(actor, Capability.HANDLE, at=project.city)
    return require(actor, Capability.HANDLE, at=project.applicant)


def _refuse_unfit(project: Project, attachments: Sequence[Attachment]) -> None:
    """Only a finished project's case, with files of its own papers."""
    if project.status not in _FINISHED or project.accepted_on is None:
        raise ValidationError(
            "只有验收合格并归档的项目可以入库，请先办理归档。", code="not_finished"
        )
    own = set(project.papers.values_list("attachment_id", flat=True))
    foreign = [one.name for one in attachments if one.pk not in own]
    if foreign:
        raise ValidationError(
            f"“{'”、“'.join(foreign)}”不在本项目材料中，请从项目材料中选择。", code="foreign_file"
        )


def _refuse_unfit_adoption(pack: BrandPack, organization: Organization) -> None:
    if pack.withdrawn_on is not None or pack.tenant_id != organization.tenant_id:
        raise ValidationError("该案例已经撤下，不能借鉴。", code="withdrawn")
    if pack.project.applicant_id == organization.pk:
        raise ValidationError("这是本单位的案例，不必借鉴。", code="own_pack")
    open_draft = Adoption.objects.filter(
        pack=pack, organization=organization, project__status=ProjectStatus.DRAFT
    ).exists()
    if open_draft:
        raise ValidationError(
            "本单位已据此案例起草项目，请在项目列表中打开草稿继续填写。", code="adopted"
        )


def _page_of(pack: BrandPack) -> str:
    return reverse("projects:pack_detail", args=[pack.pk])

"""Deciding joint-group proposals (联合组建建议): accepting, passing on, refusing.

Whoever keeps the ledger of the studying body decides; founding a branch asks for the right
to found. Without it an accepted set is passed on (转报) to those who may.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from coverage.actions.joint_branches import Approval, found_joint_branch, officer_of
from coverage.joining.candidates import below
from coverage.joining.moves import JOINT_KINDS, PROPOSAL_MOVES
from coverage.models import JointProposal, JointProposalUnit, Unit
from coverage.rulebook import RuleSet, rules_on
from coverage.terms import Cover, Nearness, OperatingState
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Kind, Role, Tier
from workflow.actions import send_notices
from workflow.actions.notices import notify_person
from workflow.models import Notice
from workflow.moves import perform

JOINABLE_COVERS = (Cover.NONE, Cover.FALLBACK)
_NAMED = 5


@transaction.atomic
def accept_proposal(
    *,
    proposal: JointProposal,
    units: Iterable[Unit],
    name: str,
    on: dt.date,
    actor: Actor,
    kind: str = Kind.JOINT_BRANCH,
    reason: str = "",
    document_no: str = "",
) -> JointProposal:
    """Accept a set, changed or as it is: found the branch, or pass it on to who may found.

    Raises ``PermissionDenied``; ``ValidationError``: ``wrong_status``, ``too_few_units``,
    ``outside_body``, ``not_joinable``, ``too_few_members``, ``reason_needed`` (more units than
    the rule says), ``no_officer``, ``kind_needed`` and what founding raises.
    """
    fresh = _lock(proposal)
    require(actor, Capability.KEEP_LEDGER, at=fresh.organization)
    chosen = _locked_units(fresh, units)
    officer = officer_of(chosen)
    founds = may_found(fresh, officer, actor=actor)
    verb = "found" if founds else "pass_on"
    _refuse_settled(fresh, verb, actor)
    words = _check_set(fresh, chosen, kind=kind, reason=reason, actor=actor)
    changes = _decided(chosen, reason=words, actor=actor)
    if founds:
        approval = Approval(kind, name, on, document_no)
        changes["branch"] = found_joint_branch(
            officer=officer, units=chosen, approval=approval, reason=words, actor=actor
        )
        changes["facts"] = _settled_facts(fresh)
    else:
        changes["passed_by"] = actor.user
    _keep_units(fresh, chosen)
    done = perform(fresh, verb, table=PROPOSAL_MOVES, actor=actor, reason=words, changes=changes)
    _tell_decided(done, name, words, actor)
    return done


@transaction.atomic
def refuse_proposal(*, proposal: JointProposal, reason: str, actor: Actor) -> JointProposal:
    """Refuse a set; it is not offered again until a fact of it changes (不采纳)."""
    fresh = _lock(proposal)
    _refuse_founded(fresh)
    if len(reason.strip()) < 2:
        raise ValidationError("请写明不采纳的理由，以后可以据此核对。", code="reason_needed")
    done = perform(
        fresh,
        "refuse",
        table=PROPOSAL_MOVES,
        actor=actor,
        reason=reason,
        changes={"reason": reason.strip()[:400], "decided_at": actor.at},
    )
    _answer(done, f"未采纳联合组建建议：{done.ground}", reason.strip(), actor)
    return done


def may_found(proposal: JointProposal, officer: Organization, *, actor: Actor) -> bool:
    """Whether accepting founds the branch at once; it is passed on otherwise."""
    return all(
        can(actor, Capability.MANAGE_ORGANIZATIONS, at=body)
        for body in (officer, proposal.organization)
    )


def founding_body(proposal: JointProposal) -> Organization:
    """Who is asked to found what an officer, or a clerk, has passed on."""
    body = proposal.organization
    return body.parent if body.tier == Tier.OFFICER and body.parent else body


def _decided(chosen: list[Unit], *, reason: str, actor: Actor) -> dict[str, object]:
    """What a decision keeps of the set as it was decided."""
    members = sum(unit.members_here for unit in chosen)
    return {"reason": reason[:400], "decided_at": actor.at, "members": members}


def _settled_facts(proposal: JointProposal) -> str:
    """The founding has changed the facts: the set is free to be proposed another time."""
    return hashlib.sha256(f"{proposal.facts}:{proposal.pk}".encode()).hexdigest()


def _lock(proposal: JointProposal) -> JointProposal:
    return (
        JointProposal.objects.select_for_update(of=("self",))
        .select_related("tenant", "organization__parent", "branch")
        .get(pk=proposal.pk)
    )


def _locked_units(proposal: JointProposal, units: Iterable[Unit]) -> list[Unit]:
    """The chosen units as they are now; an officer's set may take in others of the station."""
    wanted = {unit.pk for unit in units}
    found = list(
        Unit.objects.select_for_update(of=("self",), no_key=True)
        .filter(below(founding_body(proposal)), pk__in=wanted)
        .select_related("tenant", "place", "region", "officer")
        .order_by("pk")
    )
    if len(found) < 2:
        raise ValidationError(
            "联合组建至少要有两家单位，请在名单中再选择相邻、相近的单位。", code="too_few_units"
        )
    if len(found) != len(wanted):
        raise ValidationError(
            f"所选单位不都归口在“{founding_body(proposal).name}”之下，请刷新后重新选择。",
            code="outside_body",
        )
    return found


def _check_set(
    proposal: JointProposal, units: list[Unit], *, kind: str, reason: str, actor: Actor
) -> str:
    """Whether these units may join; the reason in words (R-04 asks for one)."""
    rules = rules_on(tenant=proposal.tenant, on=actor.on)
    for unit in units:
        require(actor, Capability.KEEP_LEDGER, at=unit.stand)
    if kind not in JOINT_KINDS:
        raise ValidationError("请选择联合党支部或临时党支部。", code="kind_needed")
    _refuse_not_joinable(units, rules)
    members = sum(unit.members_here for unit in units)
    if members < rules.found_from:
        raise ValidationError(
            f"所选单位正式党员合计 {members} 名，不足 {rules.found_from} 名，"
            f"还缺 {rules.found_from - members} 名。请再选择相邻、相近的单位。",
            code="too_few_members",
        )
    if len(units) > rules.joint_units and len(reason.strip()) < 2:
        raise ValidationError(
            f"联合党支部覆盖单位一般不超过 {rules.joint_units} 家，现选 {len(units)} 家。"
            "请写明理由，或减少单位。",
            code="reason_needed",
        )
    return reason.strip() or f"{Nearness(proposal.nearness).label}：{proposal.ground}"


def _refuse_not_joinable(units: list[Unit], rules: RuleSet) -> None:
    reasons = [f"“{unit.name}”{why}" for unit in units if (why := _why_not(unit, rules))]
    if reasons:
        more = f"等 {len(reasons)} 家" if len(reasons) > _NAMED else ""
        raise ValidationError(
            f"{'；'.join(reasons[:_NAMED])}{more}。请从名单中去掉，或先更新台账。",
            code="not_joinable",
        )


def _why_not(unit: Unit, rules: RuleSet) -> str:
    if unit.operating != OperatingState.OPERATING:
        return f"经营状态为{unit.get_operating_display()}，不再组建"
    if unit.cover not in JOINABLE_COVERS:
        return f"已有党组织覆盖（{unit.get_cover_display()}）"
    if unit.members_here >= rules.found_from:
        return f"有正式党员 {unit.members_here} 名，应当单独建立党组织"
    return "" if unit.members_here else "没有正式党员，不参加联合组建"


def _refuse_founded(proposal: JointProposal) -> None:
    if proposal.branch is not None:
        raise ValidationError(
            f"这条建议已采纳，并已设立“{proposal.branch.name}”，不能再办理。请刷新后查看。",
            code="wrong_status",
        )


def _refuse_settled(proposal: JointProposal, verb: str, actor: Actor) -> None:
    """Say who decided it before anything is founded; ``perform`` knows the words."""
    _refuse_founded(proposal)
    if proposal.status not in PROPOSAL_MOVES[verb].sources:
        perform(proposal, verb, table=PROPOSAL_MOVES, actor=actor)


def _keep_units(proposal: JointProposal, units: list[Unit]) -> None:
    proposal.rows.all().delete()
    JointProposalUnit.objects.bulk_create(
        JointProposalUnit(proposal=proposal, unit=unit, members_here=unit.members_here)
        for unit in units
    )


def _tell_founders(proposal: JointProposal, *, name: str, actor: Actor) -> None:
    send_notices(
        tenant=proposal.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"请研究设立：{name}",
        body=f"{actor.name} 转报联合组建建议：{proposal.ground}，"
        f"正式党员合计 {proposal.members} 名。{proposal.reason}",
        key=f"jointproposal:{proposal.pk}:{actor.at.isoformat()}",
        path=reverse("coverage:proposal_accept", args=[proposal.pk]),
        organizations=[founding_body(proposal)],
        roles=(Role.LEADER,),
        actor=actor,
    )


def _tell_decided(proposal: JointProposal, name: str, words: str, actor: Actor) -> None:
    if proposal.branch is None:
        _tell_founders(proposal, name=name, actor=actor)
    else:
        _answer(proposal, f"已采纳并设立：{name}", words, actor)


def _answer(proposal: JointProposal, title: str, words: str, actor: Actor) -> None:
    """Tell whoever passed it on what became of it, unless that is who decides."""
    sender = proposal.passed_by
    if sender is None or sender == actor.user:
        return
    branch = proposal.branch
    path = (
        reverse("coverage:party_detail", args=[branch.pk])
        if branch
        else reverse("coverage:proposal_list")
    )
    notify_person(
        recipient=sender,
        tenant=proposal.tenant,
        kind=Notice.Kind.ANSWERED,
        title=title,
        body=f"{actor.name}（{actor.post_label}）：{words}",
        key=f"jointproposal:{proposal.pk}:answer:{actor.at.isoformat()}",
        path=path,
        actor=actor,
    )

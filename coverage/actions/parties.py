"""Party organisations of the ledger: their particulars, their committee, their founding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from coverage.actions.crossings import refresh_crossings
from coverage.actions.places import move_unit
from coverage.actions.states import (
    Entry,
    check_not_to_come,
    is_party_organization,
    locked_unit,
)
from coverage.actions.units import with_phone
from coverage.models import CommitteeMember, PartyOrganization, Unit
from coverage.rules import Seat
from coverage.superiors import committee_called
from coverage.terms import Cover, Duty, Source
from hierarchy.actions.organizations import found_branch, found_organization
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.rules import COMMITTEES_IN_LAW
from hierarchy.terms import Capability, Kind, Role, Tier
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice

PARTY_FIELDS = (
    *("formation", "formation_reason", "party_code", "superior", "superior_organization"),
    *("approved_on", "document_no", "term_from", "term_to", "meeting_day", "venue", "phone"),
)


@transaction.atomic
def amend_party(
    *,
    organization: Organization,
    on: dt.date,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    committee: Iterable[Seat] | None = None,
) -> PartyOrganization:
    """Keep the particulars of a party organisation (维护党组织信息).

    A 隶属党委 named in full is linked to the committee of the system that bears the name: from
    then on it approves for the branch, and the secretary is told. ``committee`` replaces the
    present one from a day on: who is no longer named leaves that day, who stays keeps the row.
    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``in_future``,
    ``not_a_party``, ``other_tenant``, ``not_a_committee``, ``nothing_changed``.
    """
    post = require(actor, Capability.KEEP_LEDGER, at=organization)
    check_not_to_come(on, actor=actor)
    party = lock_party(organization)
    _refuse_strange(facts or {})
    before, after = _write_party(party, facts or {}, on=on)
    if committee is not None:
        left, came = _replace_committee(party, list(committee), on=on)
        before, after = {**before, **left}, {**after, **came}
    if not (before or after):
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    refresh_crossings(tenant=organization.tenant, actor=actor, organization_ids=[organization.pk])
    audit.record(
        verb="partyorganization.amend",
        target=party,
        actor=actor,
        organization=organization,
        before=before,
        after={"effective_on": on, **after},
        post=post,
    )
    _tell_affiliation(party, after, actor)
    return party


@transaction.atomic
def found_for_unit(
    *,
    unit: Unit,
    kind: str,
    name: str,
    on: dt.date,
    reason: str,
    actor: Actor,
    formation: str = Cover.ALONE,
    document_no: str = "",
    superior: str = "",
) -> PartyOrganization:
    """Register that a party organisation was founded for a unit (登记设立党组织).

    The approval is the 隶属党委's, whose document is named. A unit's own node becomes the
    branch, with its work and history; otherwise one is founded under the unit's officer.
    Raises ``ValidationError`` ``formation_needed``, ``no_officer`` and what founding raises.
    """
    fresh = locked_unit(unit)
    check_not_to_come(on, actor=actor)
    if formation == Cover.NONE or formation not in Cover.values:
        raise ValidationError("请选择组建方式。", code="formation_needed")
    before = _hanging(fresh)
    branch = _found(fresh, kind=kind, name=name, on=on, reason=reason, actor=actor, no=document_no)
    party = PartyOrganization(organization=branch, formation=formation)
    party.superior, party.document_no = superior.strip(), document_no.strip()
    _begin(party, on=on, reason=reason)
    entry = Entry(on, Source.FOUNDING, actor, party.document_no or reason)
    move_unit(fresh, branch, cover=formation, entry=entry)
    audit.record(
        verb="unit.found",
        target=fresh,
        actor=actor,
        organization=branch,
        before=before,
        after=_hanging(fresh) | {"document_no": document_no},
        reason=reason,
        post=actor.post_for(Capability.MANAGE_ORGANIZATIONS, at=branch),
    )
    return party


def _hanging(unit: Unit) -> dict[str, Any]:
    return {"place": unit.place_id, "cover": unit.cover}


def _begin(party: PartyOrganization, *, on: dt.date, reason: str) -> None:
    party.tenant = party.organization.tenant
    party.superior_organization = committee_called(party.superior, tenant_id=party.tenant_id, on=on)
    party.approved_on = party.updated_on = on
    party.formation_reason = reason.strip()[:200]
    party.full_clean()
    party.save(force_insert=True)


def _found(
    unit: Unit, *, kind: str, name: str, on: dt.date, reason: str, actor: Actor, no: str
) -> Organization:
    """The body: the unit's own node turned into it, or a new one under its officer."""
    if unit.place.kind == Kind.UNIT:
        return found_branch(
            unit=unit.place,
            kind=kind,
            name=name,
            on=on,
            reason=reason,
            actor=actor,
            document_no=no,
        )
    officer = Organization.objects.filter(pk=unit.officer_id).first()
    if officer is None:
        raise ValidationError(
            f"“{unit.name}”还没有归口到党建指导员，请先办理归口，再登记设立党组织。",
            code="no_officer",
        )
    return found_organization(
        parent=officer,
        tier=Tier.BRANCH,
        kind=kind,
        name=name,
        region=unit.region,
        on=on,
        reason=reason,
        actor=actor,
        document_no=no,
    )


def lock_party(organization: Organization) -> PartyOrganization:
    """The particulars, locked with their body; begun empty when nobody has kept any yet."""
    if not is_party_organization(organization):
        raise ValidationError(
            f"“{organization.name}”不是党组织，没有党组织信息可维护。", code="not_a_party"
        )
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    found = PartyOrganization.objects.filter(organization=organization).first()
    joint = organization.kind == Kind.JOINT_BRANCH
    return found or PartyOrganization(
        tenant_id=organization.tenant_id,
        organization=organization,
        formation=Cover.JOINT if joint else Cover.ALONE,
    )


def _refuse_strange(facts: Mapping[str, Any]) -> None:
    if strange := set(facts) - set(PARTY_FIELDS):
        raise ValueError(f"not kept here: {sorted(strange)}")


def _write_party(
    party: PartyOrganization, facts: Mapping[str, Any], *, on: dt.date
) -> tuple[dict[str, Any], dict[str, Any]]:
    superior = facts.get("superior_organization")
    if superior is not None and superior.tenant_id != party.tenant_id:
        raise ValidationError("所选隶属党委不属于本市，请重新选择。", code="other_tenant")
    if superior is not None and superior.kind not in COMMITTEES_IN_LAW:
        raise ValidationError(
            f"“{superior.name}”不是党委，不能作为隶属党委。请选择审批其成立的党委；"
            "行业党建专委会是工作机构，不能审批。",
            code="not_a_committee",
        )
    tidy = _affiliated(party, with_phone(dict(facts)), on=on)
    changed = [name for name, value in tidy.items() if getattr(party, name) != value]
    before = _plain(party, changed)
    for name in changed:
        setattr(party, name, tidy[name])
    party.updated_on = on
    party.full_clean()
    party.save()
    return before, _plain(party, changed)


def _affiliated(party: PartyOrganization, facts: dict[str, Any], *, on: dt.date) -> dict[str, Any]:
    """The facts, with the committee of the system that the name they give is (隶属党委)."""
    if "superior" not in facts or "superior_organization" in facts:
        return facts
    name = facts["superior"] = facts["superior"].strip()
    if name == party.superior and party.superior_organization_id is not None:
        return facts
    found = committee_called(name, tenant_id=party.tenant_id, on=on)
    return {**facts, "superior_organization": found}


def _tell_affiliation(party: PartyOrganization, after: Mapping[str, Any], actor: Actor) -> None:
    """Tell the secretary which committee approves for the branch and reads it from now on."""
    superior = party.superior_organization
    if superior is None or "superior_organization" not in after:
        return
    send_notices(
        tenant=party.tenant,
        kind=Notice.Kind.AMENDED,
        title=f"本支部的隶属党委登记为：{superior.name}",
        body=f"{actor.name}（{actor.post_label}）登记。该党委办理本支部需要审批的事项，"
        "启用党员名册的，可以查看本支部名册。与批复不符的，请联系登记人更正。",
        key=f"party:{party.organization_id}:superior:{actor.at.isoformat()}",
        path=reverse("coverage:party_detail", args=[party.organization_id]),
        organizations=[party.organization],
        roles=(Role.SECRETARY,),
        actor=actor,
    )


def _plain(party: PartyOrganization, names: Iterable[str]) -> dict[str, Any]:
    return {name: party._meta.get_field(name).value_from_object(party) for name in names}  # type: ignore[union-attr]


def _replace_committee(
    party: PartyOrganization, seats: list[Seat], *, on: dt.date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """End who is not named, begin who is new; old and new as texts, empty when all stay."""
    present = list(
        party.committee_members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).order_by("pk")
    )
    wanted = {(seat.name.strip(), seat.duty): seat for seat in seats if seat.name.strip()}
    kept = {(member.name, member.duty) for member in present}
    leaving = [member for member in present if (member.name, member.duty) not in wanted]
    coming = [seat for key, seat in wanted.items() if key not in kept]
    if not (leaving or coming):
        return {}, {}
    before = [str(member) for member in present]
    party.committee_members.filter(pk__in=[member.pk for member in leaving]).update(ends_on=on)
    for seat in coming:
        member = CommitteeMember(
            party_organization=party,
            name=seat.name.strip(),
            duty=seat.duty,
            starts_on=seat.starts_on or on,
        )
        member.full_clean()
        member.save(force_insert=True)
    now = [f"{Duty(duty).label} {name}" for name, duty in wanted]
    return {"committee": before}, {"committee": now}

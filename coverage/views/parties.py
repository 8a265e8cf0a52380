"""A party organisation: particulars, committee, the units it covers, and what should be done."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coverage.actions.parties import amend_party
from coverage.attention import with_contacts
from coverage.forms.parties import PartyForm
from coverage.models import CommitteeMember, PartyOrganization, Unit
from coverage.rules import BranchFacts, branch_verdicts_of
from coverage.terms import Cover, OperatingState
from coverage.views.surroundings import rules_of
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability, Kind, Tier

_TONES = {"must": "red", "usually": "yellow", "custom": ""}
UNITS = 60


@login_required
@require_safe
def party_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Particulars and verdicts of one party organisation."""
    organization = _party_or_404(request, pk)
    actor = request.actor
    party = PartyOrganization.objects.visible_to(actor).filter(organization=organization).first()
    members = _members(organization, actor)
    units = Unit.objects.visible_to(actor).filter(place=organization)
    verdicts = branch_verdicts_of(_facts(organization, members), rules_of(actor))
    context = {
        "organization": organization,
        "party": party,
        "members": members,
        "units": list(with_contacts(units).select_related("town").by_name()[: UNITS + 1]),
        "most": UNITS,
        "verdicts": [(verdict, _TONES[str(verdict.force)]) for verdict in verdicts],
        "term": _term(party, actor),
        "may_keep": can(actor, Capability.KEEP_LEDGER, at=organization),
        "today": actor.on,
    }
    return render(request, "coverage/party_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def party_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """维护党组织信息."""
    organization = _party_or_404(request, pk)
    actor = request.actor
    require(actor, Capability.KEEP_LEDGER, at=organization)
    party = PartyOrganization.objects.visible_to(actor).filter(organization=organization).first()
    members = _members(organization, actor)
    form = PartyForm(request.POST or None, party=party, members=members, actor=actor)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            amend_party(
                organization=organization,
                on=form.cleaned_data["on"],
                facts=form.facts,
                committee=form.committee,
                actor=actor,
            )
        if not attempt.refused:
            messages.success(request, f"已更新“{organization.label}”的党组织信息。")
            return redirect("coverage:party_detail", pk=pk)
    context = {"organization": organization, "form": form, "today": actor.on}
    status = 422 if request.method == "POST" else 200
    return render(request, "coverage/party_edit.html", context, status=status)


def _party_or_404(request: ActorRequest, pk: int) -> Organization:
    """A party organisation in sight of whoever sees work there."""
    rows = (
        Organization.objects.within(request.actor, capability=Capability.VIEW_WORK)
        .filter(tier=Tier.BRANCH)
        .exclude(kind=Kind.UNIT)
        .select_related("tenant", "parent", "committee", "region")
    )
    organization: Organization = get_object_or_404(rows, pk=pk)
    return organization


def _members(organization: Organization, actor: Actor) -> list[CommitteeMember]:
    return list(
        CommitteeMember.objects.visible_to(actor)
        .filter(party_organization__organization=organization)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=actor.on))
        .order_by("pk")
    )


def _facts(organization: Organization, members: list[CommitteeMember]) -> BranchFacts:
    """What the body is judged by: the sums of all its units that really work."""
    working = organization.units.filter(operating=OperatingState.OPERATING)
    found = working.aggregate(
        members=Sum("members_here"), joint=Count("pk", filter=Q(cover=Cover.JOINT))
    )
    return BranchFacts(
        kind=organization.kind,
        members=found["members"] or 0,
        joint_units=found["joint"] or 0,
        committee_members=len(members),
    )


def _term(party: PartyOrganization | None, actor: Actor) -> str:
    """How the term stands: within its last half year its end is near (R-19)."""
    if party is None or party.term_to is None:
        return ""
    days = (party.term_to - actor.on).days
    if days < 0:
        return "late"
    return "near" if days <= 183 else "fine"

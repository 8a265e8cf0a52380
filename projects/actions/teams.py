"""Action branches, pioneer posts, task forces (行动载体, article 14): proposed, kept, ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind, Tier
from projects.actions.enclosing import enclose, write_edit
from projects.actions.telling import tell
from projects.entries import check_entry
from projects.models import ActionTeam
from projects.team_moves import TEAM_MOVES
from projects.terms import Catalogue, TeamStatus
from workflow import audit
from workflow.models import Attachment, Notice
from workflow.moves import perform

CONTENT: Final = (
    *("kind", "name", "key_project", "leader", "members_count"),
    *("tasks", "starts_on", "ends_on"),
)
"""What a body writes of a team."""


@transaction.atomic
def propose_team(
    *,
    organization: Organization,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> ActionTeam:
    """Set a team up and ask for its registration (组建报备); the body above is told.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_teams_here``,
    ``foreign_entry``, ``nobody_in_it``, ``days_in_order``, ``asked_already``, ``foreign_file``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    if organization.tier == Tier.CITY or organization.kind == Kind.UNIT:
        raise ValidationError(
            "行动支部、党员先锋岗、突击队由党组织和工作站、专委会组建，向上级备案；"
            "市委两新工委和未建党组织的单位不在此列。",
            code="no_teams_here",
        )
    team = ActionTeam(
        tenant_id=organization.tenant_id, organization=organization, created_at=actor.at
    )
    _fill(team, content)
    _refuse_asked_already(team)
    team.save(force_insert=True)
    names = enclose(team, files, actor=actor)
    audit.record(
        verb="team.set_up",
        target=team,
        actor=actor,
        organization=organization,
        after=_plain(team) | ({"files": names} if names else {}),
        post=post,
    )
    _ask(team, actor)
    return team


@transaction.atomic
def edit_team(
    *,
    team: ActionTeam,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> ActionTeam:
    """Change what is said of a team (修改); one that was handed back is asked for again.

    A team at work is changed like this, too, and who registered it is told.
    Raises ``PermissionDenied``, ``ValidationError`` as ``propose_team``, ``wrong_status``,
    ``nothing_changed``.
    """
    fresh = ActionTeam.objects.select_for_update(of=("self",)).get(pk=team.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.status == TeamStatus.ENDED:
        raise ValidationError(
            f"“{fresh.name}”{fresh.status_words}，不能再修改。继续开展的，请另行组建报备。",
            code="wrong_status",
        )
    before = _plain(fresh)
    _fill(fresh, content)
    write_edit(
        fresh,
        verb="team.edit",
        before=before,
        after=_plain(fresh),
        files=files,
        post=post,
        actor=actor,
    )
    return _told_of_change(fresh, actor)


@transaction.atomic
def register_team(*, team: ActionTeam, actor: Actor, answer: str = "") -> ActionTeam:
    """The station or committee above keeps the team on file (备案): it is at work from now.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``.
    """
    registered = perform(
        team,
        "register",
        table=TEAM_MOVES,
        actor=actor,
        reason=answer,
        changes={"registered_on": actor.on, "answer": answer.strip()[:400]},
    )
    tell(
        registered,
        kind=Notice.Kind.ANSWERED,
        title=f"行动载体已备案：{registered.name}",
        body=answer.strip(),
        to=registered.organization,
        actor=actor,
    )
    return registered


@transaction.atomic
def return_team(*, team: ActionTeam, reason: str, actor: Actor) -> ActionTeam:
    """The station or committee above hands the proposal back (退回修改).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    returned = perform(
        team,
        "return",
        table=TEAM_MOVES,
        actor=actor,
        reason=reason,
        changes={"answer": reason.strip()[:400]},
    )
    tell(
        returned,
        kind=Notice.Kind.RETURNED,
        title=f"行动载体报备被退回：{returned.name}",
        body=reason.strip(),
        to=returned.organization,
        actor=actor,
    )
    return returned


@transaction.atomic
def withdraw_team(*, team: ActionTeam, reason: str, actor: Actor) -> ActionTeam:
    """Take a proposal back before it is registered (撤回报备).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    return perform(
        team,
        "withdraw",
        table=TEAM_MOVES,
        actor=actor,
        reason=reason,
        changes={"ended_on": actor.on},
    )


@transaction.atomic
def end_team(*, team: ActionTeam, outcome: str, actor: Actor) -> ActionTeam:
    """Its task is done, or given up (结束): what came of it stays on file.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``outcome_needed``,
    ``not_begun``.
    """
    words = outcome.strip()
    if not words:
        raise ValidationError(
            {"outcome": ValidationError("请写明取得的成效。", code="outcome_needed")}
        )
    if actor.on < team.starts_on:
        raise ValidationError(
            f"开始日期是 {chinese_date(team.starts_on)}，还没有到，不能结束。"
            "日期有误的，请先修改。",
            code="not_begun",
        )
    team.outcome = words
    team.clean_fields()
    ended = perform(
        team,
        "end",
        table=TEAM_MOVES,
        actor=actor,
        changes={"ended_on": actor.on, "outcome": words},
    )
    _tell_registrar(ended, Notice.Kind.ANSWERED, "行动载体已结束", actor=actor, body=words)
    return ended


def _refuse_asked_already(team: ActionTeam) -> None:
    """One body asks for one team of a name at a time, also when the button was pressed twice."""
    body = team.organization
    locked(body)
    waiting = (TeamStatus.ASKED, TeamStatus.RETURNED)
    rows = ActionTeam.objects.filter(organization=body, name=team.name, status__in=waiting)
    if rows.exists():
        raise ValidationError(
            f"“{team.name}”已经报备，正在等待备案或退回修改，没有再次报备。请在行动载体列表中打开。",
            code="asked_already",
        )


def _told_of_change(team: ActionTeam, actor: Actor) -> ActionTeam:
    """What was handed back is asked for again; of a team at work its registrar hears."""
    if team.status == TeamStatus.RETURNED:
        team = perform(team, "propose", table=TEAM_MOVES, actor=actor)
        _ask(team, actor)
    elif team.status == TeamStatus.ACTIVE:
        _tell_registrar(team, Notice.Kind.AMENDED, "行动载体内容有调整", actor=actor)
    return team


def _ask(team: ActionTeam, actor: Actor) -> None:
    _tell_registrar(
        team,
        Notice.Kind.REPORTED,
        "行动载体待备案",
        actor=actor,
        body=f"{team.organization.name}组建，服务“{team.key_project}”，负责人{team.leader}。",
    )


def _tell_registrar(
    team: ActionTeam, kind: str, title: str, *, actor: Actor, body: str = ""
) -> None:
    tell(
        team,
        kind=kind,
        title=f"{title}：{team.name}",
        body=body,
        to=team.registrar,
        actor=actor,
    )


def _fill(team: ActionTeam, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(team, name, value.strip() if isinstance(value, str) else value)
    team.clean_fields()
    check_entry(team.kind, tenant_id=team.tenant_id, catalogue=Catalogue.TEAM_KIND, field="kind")
    if team.members_count < 1:
        raise ValidationError(
            {"members_count": ValidationError("党员人数至少为 1。", code="nobody_in_it")}
        )
    if team.ends_on < team.starts_on:
        raise ValidationError(
            {
                "ends_on": ValidationError(
                    "计划结束日期不能早于开始日期，请改正。", code="days_in_order"
                )
            }
        )


def _plain(team: ActionTeam) -> dict[str, Any]:
    return {name: team.kind.name if name == "kind" else getattr(team, name) for name in CONTENT}

"""Writing sheets of people and their appointments, and taking them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from hierarchy import grants, open_work
from hierarchy.actions.accounts import open_account
from hierarchy.actions.appointments import appoint, end_appointment
from hierarchy.actions.sheets import NEW, SheetRow, SheetRun, changed_meanwhile, named
from hierarchy.actors import Actor
from hierarchy.models import Appointment, Delegation, Handover, Position


@transaction.atomic
def write_appointments(
    *,
    rows: Iterable[SheetRow],
    run: SheetRun,
    actor: Actor,
    progress: Callable[[int], None],
) -> None:
    """Open the accounts that are missing and appoint.

    An initial password is made and forgotten: whoever hands the account over resets it
    (``reset_sign_in``). Raises what appointing raises, and ``taken_meanwhile``.
    """
    reason = f"批量导入：{run.file_name}"[:200]
    for count, row in enumerate(rows, start=1):
        values = row.values
        position = Position.objects.filter(pk=values["position_id"]).first()
        if position is None:
            raise changed_meanwhile(row.title)
        appointment = appoint(
            user=_user(row, actor),
            position=position,
            starts_on=dt.date.fromisoformat(values["starts_on"]),
            actor=actor,
            reason=reason,
        )
        row.target_id = appointment.pk
        row.save(update_fields=["target_id"])
        progress(count)


def _user(row: SheetRow, actor: Actor) -> User:
    """The account of a row; opened now when no earlier row has opened it."""
    values = row.values
    user = User.objects.filter(username=values["username"]).first()
    if user is None:
        user, _ = open_account(
            username=values["username"],
            name=values["name"],
            phone=values.get("phone", ""),
            actor=actor,
        )
    if user.name != values["name"]:
        raise changed_meanwhile(row.title)
    return user


def appointment_obstacles(*, run: SheetRun) -> list[str]:
    """What stands in the way of taking a sheet of appointments back, in words."""
    made = list(_made(run))
    ids = [each.pk for each in made]
    stands_in = Delegation.objects.filter(appointment__in=ids)
    handed = Handover.objects.filter(appointment__in=ids)
    since = run.written_at
    found: list[tuple[Iterable[str], str]] = [
        (
            (
                each.user.name
                for each in made
                if each.user.last_login and since and each.user.last_login >= since
            ),
            "导入后已登录使用",
        ),
        ((each.user.name for each in made if each.ends_on), "的任职之后又有变动"),
        (stands_in.values_list("appointment__user__name", flat=True), "已授权他人代办"),
        (handed.values_list("appointment__user__name", flat=True), "已办理交接"),
        (
            (each.user.name for each in made if _holds_alone(each)),
            "独自承担未办结的事项，须先办理交接",
        ),
    ]
    return [line for names, words in found if (line := named(names, words))]


def _made(run: SheetRun) -> Any:
    ids = run.rows.filter(verdict=NEW).values_list("target_id", flat=True)
    return (
        Appointment.objects.filter(pk__in=list(ids))
        .select_related("user", "position__organization", "position__tenant")
        .order_by("pk")
    )


def _holds_alone(appointment: Appointment) -> bool:
    nodes = grants.nodes_of(appointment.position)
    others = Appointment.objects.filter(
        position=appointment.position, user__is_active=True, ends_on__isnull=True
    ).exclude(pk=appointment.pk)
    return bool(nodes) and not others.exists() and open_work.count_open(nodes) > 0


@transaction.atomic
def undo_appointments(*, run: SheetRun, actor: Actor) -> int:
    """Take back the appointments of a sheet, as if they had never been; accounts stay.

    Each is ended first, by which its rights go and the trail is written. An account
    without a post opens nothing and serves the corrected sheet.
    """
    made = list(_made(run))
    for appointment in made:
        end_appointment(
            appointment=appointment,
            ends_on=max(appointment.starts_on, actor.on),
            reason=f"撤销导入：{run.file_name}"[:200],
            actor=actor,
        )
        appointment.delete()
    return len(made)

"""People and their appointments (人员与任职) as a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db.models import Max, Q

from documents.intake.fields import Field, FieldKind
from documents.intake.rows import ReadRow
from hierarchy.actions.people_sheets import (
    appointment_obstacles,
    undo_appointments,
    write_appointments,
)
from hierarchy.actions.sheets import SheetRow, SheetRun
from hierarchy.actors import Actor
from hierarchy.imports.appointment_plan import AppointmentPlanner
from hierarchy.imports.planning import Planned
from hierarchy.imports.regions import TERRITORY_BODY, Regions
from hierarchy.models import Appointment, Organization, OrganizationChange, Position, Tenant
from hierarchy.terms import Capability, Tier

FIELDS: Final = (
    Field(
        "username",
        "工号",
        required=True,
        aliases=("登录名", "账号", "用户名", "人员编号"),
        max_length=64,
        note="登录用的工号，一人一个；没有账号的将开设账号。",
        example="sl-zdy-01",
    ),
    Field("name", "姓名", required=True, aliases=("人员姓名",), max_length=64, example="示例"),
    Field(
        "phone",
        "联系电话",
        FieldKind.PHONE,
        aliases=("手机", "手机号", "手机号码", "联系方式", "电话"),
        note="只用于新开设的账号；已有账号的由本人维护。",
    ),
    Field(
        "organization",
        "组织",
        required=True,
        aliases=("所在组织", "任职组织", "组织或岗位", "组织/岗位", "指导员岗位", "单位"),
        max_length=100,
        note="任职所在组织或指导员岗位的全称或代码；县区、镇街的属地岗位填写“姑苏区两新工委”的样子。",
        example="平江1岗",
        width=28,
    ),
    Field(
        "title",
        "职务",
        aliases=("岗位", "职务名称", "任职职务"),
        max_length=48,
        note="该组织已设的岗位，如书记、站长、党建指导员；只设一个岗位的可留空。",
        example="党建指导员",
    ),
    Field(
        "starts_on",
        "任职日期",
        FieldKind.DATE,
        aliases=("任职时间", "开始日期"),
        note="留空即导入当天；不能晚于今天。",
        example="2026-03-01",
    ),
)


class AppointmentsKind:
    """Who holds which post of a body, one a row."""

    key: Final = "appointments"
    label: Final = "人员与任职"
    capability: Final = Capability.MANAGE_APPOINTMENTS
    writer: Final = Capability.MANAGE_APPOINTMENTS
    url_name: Final = "hierarchy:appointment_list"
    guide: Final = (
        "每行一人一个岗位；一人多岗的写多行。组织和岗位须先设立。",
        "没有账号的人员将开设账号。初始密码不写入任何表格，由管理任职的同志“重置登录”后当面交付。",
        "导入只增加任职；免职、交接请在任职页面办理。撤销导入收回任职，已开设的账号保留。",
    )

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """Person, body, post and day."""
        return FIELDS

    def stamp(self, *, tenant: Tenant) -> str:
        """What the histories of appointments, posts and bodies have reached."""
        events: Any = apps.get_model("hierarchy", "AppointmentEvent")
        reached = (
            Appointment.objects.aggregate(reached=Max("pk")),
            events._default_manager.aggregate(reached=Max("pgh_id")),
            Position.objects.filter(tenant=tenant).aggregate(reached=Max("pk")),
            OrganizationChange.objects.filter(tenant=tenant).aggregate(reached=Max("pk")),
        )
        return ".".join(str(each["reached"] or 0) for each in reached)

    def plan(self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor) -> Iterator[Planned]:
        """Every row judged; see ``AppointmentPlanner``."""
        return AppointmentPlanner(FIELDS, tenant=tenant, actor=actor).run(rows)

    def write(
        self,
        rows: Iterator[SheetRow],
        *,
        run: SheetRun,
        actor: Actor,
        progress: Callable[[int], None],
    ) -> None:
        """Open accounts and appoint through the ordinary actions."""
        write_appointments(rows=rows, run=run, actor=actor, progress=progress)

    def obstacles(self, run: SheetRun, *, on: dt.date) -> list[str]:
        """What the appointments of a run have led to."""
        return appointment_obstacles(run=run)

    def undo(self, run: SheetRun, *, actor: Actor) -> int:
        """Take the appointments back."""
        return undo_appointments(run=run, actor=actor)

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Live appointments where the actor appoints; telephone numbers are left out."""
        live = Appointment.objects.live(actor.on).filter(
            position__tenant=tenant, ends_on__isnull=True
        )
        if not actor.is_system:
            managed = Organization.objects.within(actor, capability=Capability.MANAGE_APPOINTMENTS)
            here = Q(position__organization__in=managed.values("pk"))
            if managed.filter(tenant=tenant, tier=Tier.CITY).exists():
                here |= Q(position__region__isnull=False)
            live = live.filter(here).exclude(user=actor.user)
        rows = live.select_related("user", "position__organization").order_by(
            "position__organization__name_key", "position__pk", "pk"
        )
        regions = Regions(tenant)
        for each in rows:
            yield {
                "username": each.user.username,
                "name": each.user.name,
                "phone": "",
                "organization": _where(each.position, regions),
                "title": each.position.title,
                "starts_on": each.starts_on,
            }


def _where(position: Position, regions: Regions) -> str:
    """The body, or the region's committee, as the planner reads it back."""
    body = position.organization
    if body is not None:
        return body.code or body.name
    return f"{regions.name_of(position.region_id or 0)}{TERRITORY_BODY}"

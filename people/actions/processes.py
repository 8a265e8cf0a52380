"""Versions of the rules of 发展党员: set down for a city, followed by a copy, steps put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from people.default_processes import DEFAULT_PROCESSES, ProcessData
from people.models import Admission, AdmissionProcess, ProcessStep
from workflow import audit

EDITABLE: Final = (
    *("name", "rule", "article", "papers", "earliest", "earliest_unit", "latest", "latest_unit"),
    *("longest", "every", "hours_least", "names_least", "names_most"),
)
"""What of a step a city may set otherwise; whose it is and what it decides stay."""
_COPIED: Final = (*EDITABLE, "number", "stage", "actor", "after")
_COPIED_FLAGS: Final = ("needs_ballot", "needs_flag", "concludes")
_DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def seed_processes(*, tenant: Tenant, actor: Actor) -> int:
    """Set the versions of 2014 and 2026 down as the city's own (写入发展党员程序).

    What the city has already stays as it is. Returns how many versions were made. Raises
    ``PermissionDenied``.
    """
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=_root(tenant))
    if AdmissionProcess.objects.filter(tenant=tenant).exists():
        return 0
    for data in DEFAULT_PROCESSES:
        _lay(data, tenant)
    audit.record(
        verb="admissionprocess.seed",
        target=tenant,
        actor=actor,
        tenant=tenant,
        after={"processes": [data.name for data in DEFAULT_PROCESSES]},
        post=post,
    )
    return len(DEFAULT_PROCESSES)


@transaction.atomic
def copy_process(
    *, source: AdmissionProcess, content: Mapping[str, Any], actor: Actor
) -> AdmissionProcess:
    """Let a new version follow, with the steps of ``source`` (以现有程序为底增加新版).

    ``content``: ``name``, ``regulation``, ``effective_from``, which is after every other
    version's. The last one ends the day before; files begun under it stay under it. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields and ``not_later``.
    """
    tenant = source.tenant
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=_root(tenant))
    process = AdmissionProcess(tenant=tenant, **content)
    process.clean_fields()
    _end_last(process)
    process.save(force_insert=True)
    ProcessStep.objects.bulk_create(
        ProcessStep(
            process=process,
            tenant=tenant,
            **{name: getattr(step, name) for name in (*_COPIED, *_COPIED_FLAGS)},
        )
        for step in source.steps.order_by("number")
    )
    audit.record(
        verb="admissionprocess.copy",
        target=process,
        actor=actor,
        tenant=tenant,
        after={**content, "source": source.name},
        post=post,
    )
    return process


@transaction.atomic
def edit_process_step(
    *, step: ProcessStep, changes: Mapping[str, Any], actor: Actor
) -> ProcessStep:
    """Set a step of a version otherwise (修改步骤), while no file was begun under it.

    ``changes`` of ``EDITABLE``. Raises ``PermissionDenied``, ``ValidationError`` of the fields,
    ``process_in_use``, ``unit_needed``, ``nothing_changed``.
    """
    fresh = ProcessStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    tenant = fresh.tenant
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=_root(tenant))
    if Admission.objects.filter(process_id=fresh.process_id).exists():
        raise ValidationError(
            "已有档案按这一版程序办理，不能再修改。请以它为底增加新的一版，再修改新版的步骤。",
            code="process_in_use",
        )
    before = {name: getattr(fresh, name) for name in EDITABLE}
    changed = [name for name in EDITABLE if name in changes and changes[name] != before[name]]
    if not changed:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    for name in changed:
        setattr(fresh, name, changes[name])
    _refuse_unitless(fresh)
    fresh.full_clean()
    fresh.save(update_fields=changed)
    audit.record(
        verb="admissionprocess.edit_step",
        target=fresh,
        actor=actor,
        tenant=tenant,
        before={name: before[name] for name in changed},
        after={name: getattr(fresh, name) for name in changed},
        post=post,
    )
    return fresh


def _end_last(process: AdmissionProcess) -> None:
    """The last version ends the day before; a new one never begins before it."""
    versions = AdmissionProcess.objects.select_for_update().filter(tenant=process.tenant)
    last = versions.order_by("-effective_from").first()
    if last is None:
        return
    if process.effective_from <= last.effective_from:
        words = (
            f"新版的生效日期应晚于“{last.name}”的生效日期"
            f" {last.effective_from:%Y-%m-%d}。请核对日期。"
        )
        raise ValidationError({"effective_from": ValidationError(words, code="not_later")})
    if (last.effective_to or dt.date.max) >= process.effective_from:
        last.effective_to = process.effective_from - _DAY
        last.save(update_fields=["effective_to"])


def _refuse_unitless(step: ProcessStep) -> None:
    for name, label in (("earliest", "最早"), ("latest", "最迟")):
        if getattr(step, name) is not None and not getattr(step, f"{name}_unit"):
            words = f"请选择“{label}”的单位：个月、天或个工作日。"
            raise ValidationError({f"{name}_unit": ValidationError(words, code="unit_needed")})


def _lay(data: ProcessData, tenant: Tenant) -> None:
    process = AdmissionProcess.objects.create(
        tenant=tenant,
        name=data.name,
        regulation=data.regulation,
        effective_from=data.effective_from,
        effective_to=data.effective_to,
    )
    ProcessStep.objects.bulk_create(
        ProcessStep(
            process=process, tenant=tenant, **(asdict(step) | {"papers": list(step.papers)})
        )
        for step in data.steps
    )


def _root(tenant: Tenant) -> Organization:
    return Organization.objects.get(tenant=tenant, tier=Tier.CITY)

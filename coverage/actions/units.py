"""Keeping the ledger of units (台账), one unit at a time.

Whoever holds 维护台账 where a unit stands may keep it, a 专委会 as well (decision 014).
Figures are dated states; facts hold at once and their old values stay in the unit's history.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from coverage.actions.crossings import refresh_crossings
from coverage.actions.places import default_cover, move_unit
from coverage.actions.states import (
    Entry,
    check_cover,
    check_day,
    check_figures,
    check_not_to_come,
    figures_of,
    locked_unit,
    note_facts,
    signature,
    write_state,
)
from coverage.models import Unit, UnitState
from coverage.models.unit import COUNTS
from coverage.standing import above_officer, columns_of, stand_of, territory_of
from coverage.terms import OperatingState, Source
from documents.intake.codes import credit_code_error
from documents.intake.phones import WANTED, tidy_phone
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.models import AuditEntry

FACT_FIELDS = (
    *("name", "credit_code", "kind", "industry", "national_code", "region", "building"),
    *("association", "address", "established_on", "has_three_haves", "is_above_scale"),
    *("head_name", "head_is_member", "phone", "has_union", "has_league", "has_women"),
    *("department", "reason", "note"),
)
FIGURE_FIELDS = (*COUNTS, "operating", "cover")
PENDING_CODE = "待补"
# Acts by which somebody enters what another must verify.
ENTERING_VERBS = ("unit.register", "unit.amend", "unit.record_state", "unit.correct", "unit.retire")


@transaction.atomic
def register_unit(
    *,
    place: Organization,
    facts: Mapping[str, Any],
    figures: Mapping[str, Any],
    effective_on: dt.date,
    actor: Actor,
    source: str = Source.OFFICE,
    note: str = "",
) -> Unit:
    """Enter a new unit under a body, with its first figures (登记单位).

    Raises ``PermissionDenied``, and ``ValidationError`` of the fields, ``closed``,
    ``other_tenant``, ``in_future``, ``no_party_organization``, ``cover_needed``, and those of
    ``check_figures``.
    """
    check_not_to_come(effective_on, actor=actor)
    tidy = tidy_facts(facts)
    figures = {"cover": default_cover(place), **_known(figures, FIGURE_FIELDS)}
    check_figures(figures)
    check_belongs(place, tidy, actor=actor)
    check_cover(place=place, cover=figures["cover"])
    unit = Unit(
        tenant_id=place.tenant_id,
        place=place,
        counted_on=effective_on,
        created_at=actor.at,
        name_key=pinyin_key(tidy.get("name", "")),
        **tidy,
        **figures,
    )
    unit.full_clean()
    stand = stand_of(place=place, region=unit.region, name=unit.name)
    post = require(actor, Capability.KEEP_LEDGER, at=stand)
    _stand(unit, columns_of(place, unit.region))
    unit.save(force_insert=True)
    write_state(unit, figures_of(unit), Entry(effective_on, source, actor, note))
    refresh_crossings(tenant=unit.tenant, actor=actor, unit_ids=[unit.pk])
    _record("register", unit, actor, post, after=_plain(unit, (*tidy, *FIGURE_FIELDS)), reason=note)
    return unit


@transaction.atomic
def amend_unit(*, unit: Unit, facts: Mapping[str, Any], actor: Actor, reason: str = "") -> Unit:
    """Correct what a unit is, figures aside (修改单位信息); its history keeps the old values.

    Raises ``PermissionDenied``, and ``ValidationError`` of the fields, ``other_tenant``,
    ``nothing_changed``.
    """
    fresh = locked_unit(unit)
    post = require(actor, Capability.KEEP_LEDGER, at=fresh.stand)
    entry = Entry(actor.on, Source.OFFICE, actor, reason.strip())
    before, after = write_facts(fresh, facts, entry)
    if not after:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    _record("amend", fresh, actor, post, before=before, after=after, reason=reason)
    return fresh


@transaction.atomic
def record_state(
    *,
    unit: Unit,
    figures: Mapping[str, Any],
    effective_on: dt.date,
    actor: Actor,
    source: str = Source.OFFICE,
    note: str = "",
    late: bool = False,
) -> UnitState:
    """Write down figures that hold from a day on (更新数据); what is not named stays.

    A late entry (补录) is kept by its day and changes nothing of later days. Raises
    ``PermissionDenied``, ``ValidationError``: ``in_future``, ``earlier_than_known``,
    ``nothing_changed``, ``no_party_organization`` and those of ``check_figures``.
    """
    fresh = locked_unit(unit)
    post = require(actor, Capability.KEEP_LEDGER, at=fresh.stand)
    check_day(fresh, effective_on, actor=actor, late=late)
    wanted = _known(figures, FIGURE_FIELDS)
    if "cover" in wanted and wanted["cover"] != fresh.cover:
        check_cover(place=fresh.place, cover=wanted["cover"])
    before = figures_of(fresh)
    state = _write(fresh, wanted, Entry(effective_on, source, actor, note))
    changed = [name for name in wanted if late or wanted[name] != before[name]]
    _record(
        "record_state",
        fresh,
        actor,
        post,
        before={name: before[name] for name in changed},
        after={"effective_on": effective_on, **{name: wanted[name] for name in changed}},
        reason=note,
    )
    return state


@transaction.atomic
def give_unit(
    *,
    unit: Unit,
    place: Organization,
    on: dt.date,
    actor: Actor,
    cover: str | None = None,
    reason: str = "",
) -> Unit:
    """Hang a unit under an officer, a station or a party organisation from a day on (归口).

    The cover follows the place unless it is said. Raises ``PermissionDenied`` (the right is
    asked where it stands and where it goes), ``ValidationError``: ``in_future``, ``closed``,
    ``other_tenant``, ``nothing_changed``, ``cover_needed``, ``no_party_organization``.
    """
    fresh = locked_unit(unit)
    post = require(actor, Capability.KEEP_LEDGER, at=fresh.stand)
    there = stand_of(place=place, region=fresh.region, name=place.name)
    require(actor, Capability.KEEP_LEDGER, at=there)
    check_not_to_come(on, actor=actor)
    check_belongs(place, {}, actor=actor, tenant_id=fresh.tenant_id)
    chosen = default_cover(place, besides=fresh) if cover is None else cover
    check_cover(place=place, cover=chosen)
    if (fresh.place_id, fresh.cover) == (place.pk, chosen):
        raise ValidationError(
            f"“{fresh.name}”已归口到“{place.name}”，无需办理。", code="nothing_changed"
        )
    before = _plain(fresh, ("place", "cover"))
    move_unit(fresh, place, cover=chosen, entry=Entry(on, Source.OFFICE, actor, reason))
    after = {**_plain(fresh, ("place", "cover")), "effective_on": on}
    _record("give", fresh, actor, post, before=before, after=after, reason=reason)
    return fresh


@transaction.atomic
def verify_unit(*, unit: Unit, actor: Actor) -> Unit:
    """Say that the facts of a unit have been checked (核实), by another than who entered them.

    Asks for 审核 at the station, or 维护台账 above the officer. Raises ``PermissionDenied``,
    ``ValidationError`` ``own_entry``.
    """
    fresh = locked_unit(unit)
    post = verifying_post(fresh, actor)
    _refuse_own_entry(fresh, actor)
    write_verified(fresh, actor)
    _record("verify", fresh, actor, post, after={"verified_on": actor.on})
    return fresh


@transaction.atomic
def retire_unit(*, unit: Unit, operating: str, on: dt.date, reason: str, actor: Actor) -> UnitState:
    """Take a unit out of the denominators (停业、注销等); it stays in the roll with the reason.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``still_operating``
    and those of ``record_state``.
    """
    fresh = locked_unit(unit)
    post = require(actor, Capability.KEEP_LEDGER, at=fresh.stand)
    if operating == OperatingState.OPERATING:
        raise ValidationError("请选择空壳、僵尸、注销或重复。", code="still_operating")
    if len(reason.strip()) < 2:
        raise ValidationError("请填写不再计入统计的理由，以备核查。", code="reason_needed")
    check_day(fresh, on, actor=actor)
    before = {"operating": fresh.operating}
    entry = Entry(on, Source.OFFICE, actor, reason.strip())
    state = _write(fresh, {"operating": operating}, entry)
    after = {"operating": operating, "effective_on": on}
    _record("retire", fresh, actor, post, before=before, after=after, reason=reason)
    return state


def _write(unit: Unit, figures: Mapping[str, Any], entry: Entry) -> UnitState:
    """A new state, and the lines it crosses; refuses one that changes nothing."""
    state = write_state(unit, figures, entry)
    if state is None:
        raise ValidationError(
            "填写的数据与台账相同，没有需要保存的变更。已核对无误的，请使用“核实”。",
            code="nothing_changed",
        )
    refresh_crossings(tenant=unit.tenant, actor=entry.actor, unit_ids=[unit.pk])
    return state


def tidy_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are stored; refuses a credit code that cannot be one."""
    tidy = _known(facts, FACT_FIELDS)
    if "name" in tidy:
        tidy["name"] = " ".join(unicodedata.normalize("NFKC", tidy["name"]).split())
    if "credit_code" in tidy:
        code = unicodedata.normalize("NFKC", tidy["credit_code"]).replace(" ", "").upper()
        code = "" if code == PENDING_CODE else code
        if code and (wrong := credit_code_error(code)):
            raise ValidationError({"credit_code": ValidationError(wrong, code="credit_code")})
        tidy["credit_code"] = code
    return with_phone(tidy)


def with_phone(facts: dict[str, Any]) -> dict[str, Any]:
    """The same with the number as a sheet would read it, so that an export returns unchanged."""
    if "phone" not in facts:
        return facts
    number = tidy_phone(unicodedata.normalize("NFKC", facts["phone"]))
    if number is None:
        wrong = f"“{facts['phone']}”不是电话号码。{WANTED}"
        raise ValidationError({"phone": ValidationError(wrong, code="phone")})
    return facts | {"phone": number}


def write_facts(
    unit: Unit, facts: Mapping[str, Any], entry: Entry
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the facts that differ on a locked unit; old and new values of those, by field."""
    actor = entry.actor
    tidy = tidy_facts(facts)
    changed = [name for name, value in tidy.items() if getattr(unit, name) != value]
    before = _plain(unit, changed)
    check_belongs(None, tidy, actor=actor, tenant_id=unit.tenant_id)
    for name in changed:
        setattr(unit, name, tidy[name])
    written = list(changed)
    if "name" in changed:
        unit.name_key = pinyin_key(unit.name)
        written.append("name_key")
    if "region" in changed:
        written += _relocate(unit, actor)
    if written:
        unit.full_clean()
        unit.save(update_fields=written)
    after = _plain(unit, changed)
    if after:
        note_facts(unit, before, after, entry)
    return before, after


def write_verified(unit: Unit, actor: Actor) -> None:
    """Mark a locked unit as checked today by this person."""
    unit.verified_on = actor.on
    unit.verified_by = signature(actor)
    unit.save(update_fields=["verified_on", "verified_by"])


def verifying_post(unit: Unit, actor: Actor) -> Post | None:
    """The post that may verify: 审核 at the station, or 维护台账 above the officer."""
    post = actor.post_for(Capability.REVIEW, at=unit.station) if unit.station else None
    return post or require(actor, Capability.KEEP_LEDGER, at=above_officer(unit.stand))


def _relocate(unit: Unit, actor: Actor) -> list[str]:
    """Follow a new region; who moves it must keep the ledger there as well."""
    there = stand_of(place=unit.place, region=unit.region, name=unit.name)
    require(actor, Capability.KEEP_LEDGER, at=there)
    return _stand(unit, territory_of(unit.region))


def _stand(unit: Unit, columns: Mapping[str, int | None]) -> list[str]:
    for column, value in columns.items():
        setattr(unit, column, value)
    return list(columns)


def check_belongs(
    place: Organization | None,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    tenant_id: int | None = None,
) -> None:
    """Everything of one city, and the body open: part of the acts that name them."""
    city = tenant_id or (place.tenant_id if place else None)
    named = [facts.get("industry"), facts.get("region"), place]
    if any(row is not None and row.tenant_id != city for row in named):
        raise ValidationError("所选行业、区域或组织不属于本市，请重新选择。", code="other_tenant")
    if place and not place.is_open(actor.on):
        raise ValidationError(f"“{place.name}”已撤销或尚未设立，请选择现有的组织。", code="closed")


def _refuse_own_entry(unit: Unit, actor: Actor) -> None:
    if actor.user is None:
        return
    last = AuditEntry.objects.about(unit).filter(verb__in=ENTERING_VERBS).order_by("-id").first()
    state = unit.states.select_related("import_run").order_by("-id").first()
    run = state.import_run if state else None
    by_run = run is not None and (last is None or last.at < state.recorded_at)  # type: ignore[union-attr]
    entered_by = run.user_id if run and by_run else last.user_id if last else None
    if entered_by == actor.user.pk:
        raise ValidationError(
            f"“{unit.name}”的最近数据由您本人登记，须由他人核实。请报工作站核实。",
            code="own_entry",
        )


def _known(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    if strange := set(values) - set(names):
        raise ValueError(f"not kept here: {sorted(strange)}")
    return dict(values)


def _plain(unit: Unit, names: Any) -> dict[str, Any]:
    """Stored values by field, bodies and places by their ids."""
    fields: Any = unit._meta
    return {name: fields.get_field(name).value_from_object(unit) for name in names}


def _record(
    verb: str,
    unit: Unit,
    actor: Actor,
    post: Post | None,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    audit.record(
        verb=f"unit.{verb}",
        target=unit,
        actor=actor,
        organization=unit.place,
        before=before,
        after=after,
        reason=reason,
        post=post,
    )

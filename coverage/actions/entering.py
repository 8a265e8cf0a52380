"""Entering one unit by its form: no unit twice, and one that is known leads to itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from coverage.actions.units import register_unit, tidy_facts
from coverage.models import Unit
from coverage.terms import Source
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from workflow.models import AuditEntry

KNOWN_UNIT = "known_unit"


@transaction.atomic
def enter_unit(
    *,
    place: Organization,
    facts: Mapping[str, Any],
    figures: Mapping[str, Any],
    actor: Actor,
) -> Unit:
    """Enter a unit found today (登记单位), unless the ledger has it.

    The same, sent again on the same day by the same person, finds the first. Raises what
    ``register_unit`` raises, and ``ValidationError`` ``known_unit`` of the code or the name,
    whose params name the ``unit`` where the person sees it.
    """
    # One after another in a city: two who find the same company, or one form sent twice.
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=place.tenant_id)
    tidy = tidy_facts(facts)
    if (first := _sent_before(place, {**tidy, **figures}, actor)) is not None:
        return first
    _refuse_known_code(place, tidy["credit_code"], actor)
    _refuse_namesake(place, tidy, actor)
    return register_unit(
        place=place,
        facts=tidy,
        figures=figures,
        effective_on=actor.on,
        actor=actor,
        source=Source.FIELD if actor.is_officer else Source.OFFICE,
    )


def _sent_before(place: Organization, sent: Mapping[str, Any], actor: Actor) -> Unit | None:
    """The unit that this person entered today with every word and figure the same."""
    alike = Unit.objects.visible_to(actor).filter(place=place, created_at__date=actor.on, **sent)
    for unit in alike:
        entry = AuditEntry.objects.about(unit).filter(verb="unit.register", user=actor.user)
        if entry.exists():
            return unit
    return None


def _refuse_known_code(place: Organization, code: str, actor: Actor) -> None:
    known = Unit.objects.filter(tenant=place.tenant_id, credit_code=code).first() if code else None
    if known is None:
        return
    if Unit.objects.visible_to(actor).filter(pk=known.pk).exists():
        raise _known("credit_code", "“%(name)s”已用这个代码登记，不必再登记。", known)
    text = "这个代码的单位已在本市台账中，但不在您的范围内，不能重复登记。请报上级核对归口。"
    raise ValidationError({"credit_code": ValidationError(text, code=KNOWN_UNIT)})


def _refuse_namesake(place: Organization, facts: Mapping[str, Any], actor: Actor) -> None:
    """A unit of that name in the same town, where no two codes tell them apart."""
    alike = Unit.objects.visible_to(actor).filter(
        tenant=place.tenant_id, name=facts["name"], region=facts["region"]
    )
    if facts["credit_code"]:
        alike = alike.filter(Q(credit_code=""))
    known = alike.first()
    if known is not None:
        text = (
            "同一区域已登记过“%(name)s”，代码%(code)s，不必再登记。"
            "补填代码用“更正信息”；确是另一家的，请填写代码，或在名称中写明区别。"
        )
        raise _known("name", text, known)


def _known(field: str, text: str, unit: Unit) -> ValidationError:
    params = {"name": unit.name, "code": unit.code_text, "unit": unit.pk}
    return ValidationError({field: ValidationError(text, code=KNOWN_UNIT, params=params)})

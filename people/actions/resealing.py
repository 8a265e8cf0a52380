"""Change of the key (换密钥): whatever the room seals is sealed anew under the first key.

Row by row in batches of their own transactions: stopped half-way, the next run goes on, for what
the first key opens is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.views.decorators.debug import sensitive_variables

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from people.sealed import SealedField, Secret, as_secret, blind_index, first_box
from workflow import audit
from workflow.sealing import Box, BrokenSealError

BATCH: Final = 500


@dataclass(slots=True)
class Resealed:
    """Of one table: rows looked at, rows sealed anew, rows that no key opens."""

    label: str
    rows: int = 0
    resealed: int = 0
    unreadable: int = 0


def sealed_models() -> list[tuple[type[models.Model], list[str]]]:
    """Every table of the room with sealed columns, and their names."""
    found = (
        (model, [one.name for one in model._meta.fields if isinstance(one, SealedField)])
        for model in apps.get_app_config("people").get_models()
    )
    return [(model, names) for model, names in found if names]


def reseal_people(*, actor: Actor) -> Iterator[Resealed]:
    """Seal everything anew, table by table; each is told once it is done.

    For the command only. Raises ``PermissionDenied``.
    """
    if not actor.is_system:
        raise PermissionDenied("更换密钥由系统管理员在服务器上办理，页面上不能办理。")
    total = 0
    for model, names in sealed_models():
        done = Resealed(str(model._meta.verbose_name))
        after = 0
        while (last := _batch(model, names, after, done)) is not None:
            after = last
        total += done.resealed
        yield done
    if total:
        _record(total, actor)


@sensitive_variables()
@transaction.atomic
def _batch(model: type[models.Model], names: list[str], after: int, done: Resealed) -> int | None:
    """The next rows by their id; the last id, or ``None`` when there are no more."""
    manager = model._default_manager
    rows = manager.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")[:BATCH]
    box, last = first_box(), None
    changed: list[models.Model] = []
    for row in rows:
        last = row.pk
        done.rows += 1
        try:
            if _reseal(row, names, box):
                changed.append(row)
        except BrokenSealError:
            done.unreadable += 1
    done.resealed += len(changed)
    columns = [*names, *(f"{name}_index" for name in names if _has_index(model, name))]
    manager.bulk_update(changed, columns)
    return last


def _reseal(row: Any, names: list[str], box: Box) -> bool:
    """Whether anything had to be sealed or indexed anew."""
    is_changed = False
    for name in names:
        secret: Secret = getattr(row, name)
        if secret and not _opens(box, secret):
            setattr(row, name, as_secret(secret.plain()))
            is_changed = True
        index = f"{name}_index"
        if hasattr(row, index):
            wanted = blind_index(secret.plain())
            if getattr(row, index) != wanted:
                setattr(row, index, wanted)
                is_changed = True
    return is_changed


def _opens(box: Box, secret: Secret) -> bool:
    try:
        box.unseal(secret.sealed)
    except BrokenSealError:
        return False
    return True


def _has_index(model: type[models.Model], name: str) -> bool:
    return any(one.name == f"{name}_index" for one in model._meta.fields)


@transaction.atomic
def _record(total: int, actor: Actor) -> None:
    for tenant in Tenant.objects.order_by("pk"):
        audit.record(
            verb="register.reseal",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"rows_resealed": total},
        )

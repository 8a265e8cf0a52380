"""What may be done to a rectification now, by whom: the buttons of its page."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from inspections.deeds import Deed
from inspections.models import Inspection, Rectification
from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.terms import TOLD_INSPECTIONS, RectificationKind, RectificationStatus

_ORDER: Final = (
    *("issue", "sign", "plan", "explain", "accept_plan", "report", "close"),
    *("return_plan", "fail", "revoke"),
)
_ASIDE: Final = ("return_plan", "fail", "revoke")
_ASKED_OF_ORDERS: Final = ("plan",)
_ASKED_OF_OTHERS: Final = ("explain",)


def deeds_of(letter: Rectification, actor: Actor) -> list[Deed]:
    """The moves open to a person, the next step first; a draft may also be changed."""
    labels = {move.verb: move.label for move in RECTIFICATION_MOVES.available(letter, actor)}
    is_order = letter.kind == RectificationKind.ORDER
    aside = _ASKED_OF_OTHERS if is_order else _ASKED_OF_ORDERS
    found = [
        Deed(
            labels[verb],
            reverse("inspections:rectification_move", args=[letter.pk, verb]),
            is_aside=verb in _ASIDE,
        )
        for verb in _ORDER
        if verb in labels and verb not in aside
    ]
    if may_edit(letter, actor):
        found.append(Deed("修改", reverse("inspections:rectification_edit", args=[letter.pk])))
    return found


def may_edit(letter: Rectification, actor: Actor) -> bool:
    """A draft is changed by whoever writes for the issuer."""
    is_draft = letter.status == RectificationStatus.DRAFT
    return is_draft and can(actor, Capability.HANDLE, at=letter.issuer)


def letters_about(sheet: Inspection, actor: Actor) -> dict[str, Any]:
    """The letters that followed from an inspection, and whether one may be written now."""
    if sheet.status not in TOLD_INSPECTIONS:
        return {"letters": [], "may_write": False}
    rows = Rectification.objects.visible_to(actor).filter(inspection=sheet)
    letters = list(rows.order_by("-pk"))
    has_standing = any(one.status != RectificationStatus.REVOKED for one in letters)
    may_write = not has_standing and can(actor, Capability.HANDLE, at=sheet.organizer)
    return {"letters": letters, "may_write": may_write}

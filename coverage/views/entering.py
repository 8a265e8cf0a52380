"""登记单位: one new unit, entered where it was found."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coverage.actions.entering import KNOWN_UNIT, enter_unit
from coverage.entering import may_enter_units, places_for
from coverage.forms.entering import EnterForm
from coverage.models import Unit
from hierarchy.actors import Actor
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: ActorRequest) -> HttpResponse:
    """The form; what is known already is shown with the way to it."""
    actor = request.actor
    places = places_for(actor)
    known = list(places) if may_enter_units(actor) else []
    if not known:
        raise PermissionDenied(
            "您的岗位没有可以归口新单位的组织。请把单位名称和地址报党建指导员或工作站登记。"
        )
    form = EnterForm(request.POST or None, actor=actor, places=places, known=known)
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form) as attempt:
            unit = enter_unit(
                place=form.cleaned_data["place"],
                facts=form.facts(),
                figures=form.figures(),
                actor=actor,
            )
        if not attempt.refused:
            messages.success(request, _entered(unit))
            return redirect("coverage:unit_detail", unit.pk)
    context = {
        "form": form,
        "only": known[0] if len(known) == 1 else None,
        "known": _known_unit(form, actor),
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coverage/unit_new.html", context, status=status)


def _entered(unit: Unit) -> str:
    code = "" if unit.credit_code else "信用代码记为待补，取得后用“更正信息”补填。"
    return f"已登记“{unit.name}”，归口到“{unit.place.label}”。{code}"


def _known_unit(form: EnterForm, actor: Actor) -> Unit | None:
    """The unit of the ledger that this one turned out to be, where the person sees it."""
    found = [
        error.params["unit"]
        for errors in form.errors.as_data().values()
        for error in errors
        if error.code == KNOWN_UNIT and error.params
    ]
    return Unit.objects.visible_to(actor).filter(pk__in=found).first() if found else None

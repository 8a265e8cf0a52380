"""One verb on many rows: a page that asks, then a page that tells what became of each row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.datastructures import MultiValueDict

from hierarchy.admin.acting import BULK_LIMIT, BulkAct, run_each
from hierarchy.requests import ActorRequest

APPLY = "apply"


class BulkActs:
    """Adds ``bulk_acts`` to a ``ScopedAdmin``; nothing else is offered for chosen rows."""

    bulk_acts: ClassVar[tuple[BulkAct, ...]] = ()
    admin_site: Any
    opts: Any

    def get_actions(self, request: ActorRequest) -> dict[str, tuple[Any, str, str]]:
        """Those that the actor may use anywhere; each row is asked on its own."""
        return {
            act.name: (_runner(act), act.name, act.label)
            for act in self.bulk_acts
            if act.allowed(request.actor)
        }

    def run_bulk(
        self, request: ActorRequest, rows: QuerySet[Any], act: BulkAct
    ) -> HttpResponse | None:
        """Ask first; then run on each row and show the results."""
        chosen = list(rows[: BULK_LIMIT + 1])
        if len(chosen) > BULK_LIMIT:
            messages.error(
                request, f"一次最多办理 {BULK_LIMIT} 条，请先用筛选缩小范围，再分批办理。"
            )
            return None
        answers: MultiValueDict[str, Any] | None = request.POST if APPLY in request.POST else None
        form = act.form(answers)
        results = None
        if answers is not None and form.is_valid():
            results = run_each(chosen, act=act, actor=request.actor, answers=form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "opts": self.opts,
            "act": act,
            "form": form,
            "rows": chosen,
            "results": results,
            "done_count": sum(result.done for result in results or ()),
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": form.media,
        }
        return TemplateResponse(request, "admin/bulk_act.html", context)


def _runner(act: BulkAct) -> Any:
    def run(page: BulkActs, request: ActorRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return page.run_bulk(request, rows, act)

    return run

"""写入示例: an empty list of rules begins from what the system ships with, by one press.

The rows are the city's own from then on, marked as examples; nothing that is there is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from hierarchy.admin.acting import day_field
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.worded_forms import WordedForm

LABEL = "写入示例"
_HELP = (
    "写入系统自带的示例，成为本市自己的规则，写入后可以调整。"
    "本市已有的不变；注明“示例”的数值没有统一规定，请核对后使用。"
)


class SinceForm(WordedForm):
    """From which day the examples hold."""

    effective_from = day_field("生效日期", help_text="一般为本年 1 月 1 日。")


class Examples:
    """Adds the page to a ``ScopedAdmin`` that names ``examples(tenant=, on=, actor=)``.

    ``examples_dated`` is whether a day is asked; some examples bring their own days.
    """

    examples: ClassVar[Callable[..., Any] | None] = None
    examples_dated: ClassVar[bool] = True
    admin_site: Any
    opts: Any

    def lacks_examples(self, request: HttpRequest) -> bool:
        """Whether the button is shown: the city has nothing in this list yet."""
        return not self.get_queryset(request).exists()  # type: ignore[attr-defined]

    def offers_examples(self, request: HttpRequest) -> bool:
        """Whether this person may begin the list from the examples now."""
        if self.examples is None:
            return False
        may: bool = self.has_add_permission(request)  # type: ignore[attr-defined]
        return may and self.lacks_examples(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the button where it may be begun."""
        offers = self.offers_examples(request)
        if offers and request.method == "GET":
            name = self.opts.verbose_name_plural
            messages.info(
                request,
                f"本市还没有登记{name}。可以点“{LABEL}”从系统自带的示例开始，再按本市规定调整。",
            )
        extra = {"offers_examples": offers, **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, extra)  # type: ignore[misc]
        return page

    def examples_urls(self) -> list[URLPattern]:
        """The address of the page, where there are examples."""
        if self.examples is None:
            return []
        name = f"{self.opts.app_label}_{self.opts.model_name}_examples"
        view = require_http_methods(["GET", "HEAD", "POST"])(self.examples_view)
        return [path("examples/", self.admin_site.admin_view(view), name=name)]

    def examples_view(self, request: ActorRequest) -> HttpResponse:
        """Say what will be written and from which day; write it."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied("示例规则由本市系统管理员写入，您当前的岗位不能办理。")
        back = self._url("changelist")  # type: ignore[attr-defined]
        if not self.lacks_examples(request):
            messages.info(request, f"本市已有{self.opts.verbose_name_plural}，不再写入示例。")
            return HttpResponseRedirect(back)
        kind = SinceForm if self.examples_dated else WordedForm
        initial = {"effective_from": request.actor.on.replace(month=1, day=1)}
        form = kind(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid() and self._written(request, form):
            messages.success(request, "已写入示例。请核对各项数值，按本市规定调整。")
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": self.opts.verbose_name_plural,
            "title": LABEL,
            "help": _HELP,
            "form": form,
            "media": form.media,
            "back": back,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/act.html", context, status=status)

    def _written(self, request: ActorRequest, form: forms.Form) -> bool:
        write: Any = type(self).examples
        day = {"on": form.cleaned_data["effective_from"]} if self.examples_dated else {}
        with refusals(request, form=form):
            write(tenant=request.actor.tenant, actor=request.actor, **day)
        return not form.errors

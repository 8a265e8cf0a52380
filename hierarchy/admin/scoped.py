"""``ScopedAdmin``: an administration page that can't see over a wall.

Every row comes through ``visible_to(request.actor)``, every right from the actor's posts, every
write from an action (``hierarchy.admin.acting``). There is no delete, no inline editing, no
popup and no shortcut for superusers: without an appointment nothing opens (decision 013).
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import modelform_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin

from hierarchy.actors import Actor
from hierarchy.admin.acting import Act, ActForm
from hierarchy.admin.bulk import BulkActs
from hierarchy.admin.exports import Exports
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability

# What a filter on the page adds to its field's name in the address.
PLAIN_LOOKUPS = frozenset({"exact", "id__exact", "isnull", "isempty", "gte", "lt"})


class ScopedAdmin(BulkActs, Exports, ModelAdmin):
    """The base of every administration page; ``StaffSite`` takes no other.

    ``facts`` are shown and never edited; ``add_form`` and ``change_form`` ask what their actions
    need; ``acts`` have pages of their own.
    """

    stays_in_scope = True
    facts: ClassVar[tuple[str, ...]] = ()
    add_form: ClassVar[type[ActForm] | None] = None
    add_help: ClassVar[str] = ""
    change_form: ClassVar[type[ActForm] | None] = None
    change_help: ClassVar[str] = ""
    acts: ClassVar[tuple[Act, ...]] = ()
    view_capability: ClassVar[Capability] = Capability.VIEW
    write_capability: ClassVar[Capability] = Capability.MANAGE_ORGANIZATIONS

    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    list_filter_submit = True
    save_as = False
    view_on_site = False
    show_add_link = False

    # What may be seen

    def rows_for(self, actor: Actor) -> models.QuerySet[Any]:
        """The rows this person may read."""
        rows: models.QuerySet[Any] = self.model._default_manager.visible_to(actor)
        return rows

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The only way from a page to a row."""
        rows = self.rows_for(request.actor)  # type: ignore[attr-defined]
        return rows.order_by(*ordering) if (ordering := self.get_ordering(request)) else rows

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """The row, or the same 404 whether it is missing or not for this reader."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters on the page; a free lookup could ask about what is not shown."""
        entries = self.get_list_filter(request)
        named = [
            entry if isinstance(entry, str) else entry[0]
            for entry in entries
            if isinstance(entry, str | tuple)
        ]
        return any(
            lookup == name or lookup.removeprefix(f"{name}__") in PLAIN_LOOKUPS for name in named
        )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices are the rows in scope."""
        actor = request.actor  # type: ignore[attr-defined]
        kwargs["queryset"] = db_field.related_model.objects.visible_to(actor)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the buttons that open another row in a popup."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    # What may be done

    def place_of(self, row: Any) -> Organization | None:
        """The body at which the right to change the row is asked."""
        place: Organization | None = row.organization
        return place

    def may_write(self, actor: Actor, row: Any) -> bool:
        """Whether the actor may change this row; the action asks again."""
        place = self.place_of(row)
        return place is not None and can(actor, self.write_capability, at=place)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = request.actor.may(self.view_capability)  # type: ignore[attr-defined]
        return may

    def has_add_permission(self, request: HttpRequest) -> bool:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return self.add_form is not None and actor.may(self.write_capability)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if self.change_form is None:
            return False
        return actor.may(self.write_capability) if obj is None else self.may_write(actor, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here: things are closed, ended, archived."""
        return False

    # Forms that end in actions

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ActForm]:
        """The form of the page; none of it when the reader may only look."""
        wanted = self.change_form if change else self.add_form
        if change and not self.has_change_permission(request, obj):
            wanted = None
        return self.made_for(request, wanted or ActForm)

    def made_for(self, request: HttpRequest, form: type[ActForm]) -> type[ActForm]:
        """``form`` with this page's widgets, this actor's choices and this request."""
        named = getattr(form, "Meta", None)
        made = modelform_factory(
            self.model,
            form=form,
            fields=getattr(named, "fields", ()),
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
        )
        made.request = request  # type: ignore[attr-defined]
        return made  # type: ignore[return-value]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.facts if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Facts first, then what may be changed."""
        if obj is None:
            return [(None, self._part(request, self.add_form, self.add_help))]
        parts: list[Any] = [("基本情况", {"fields": list(self.facts)})]
        if self.change_form and self.may_write(request.actor, obj):  # type: ignore[attr-defined]
            parts.append(("变更", self._part(request, self.change_form, self.change_help)))
        return parts

    def _part(self, request: HttpRequest, form: type[ActForm] | None, text: str) -> dict[str, Any]:
        names = list(self.made_for(request, form).base_fields) if form else []
        first = [name for name in (form.field_order or ()) if name in names] if form else []
        rest = [name for name in names if name not in first]
        return {"fields": [*first, *rest], "description": text}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """What the action returned when the form was cleaned."""
        return form.result

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: the action has written."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the action has written."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the trail is the audit entry that the action left."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the trail is the audit entry that the action left."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"已登记{self.opts.verbose_name}“{obj}”。")
        return self._to(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, f"已保存{self.opts.verbose_name}“{obj}”的变更。")
        return self._to(request, obj)

    def _to(self, request: HttpRequest, row: Any) -> HttpResponseRedirect:
        """To the row when it is in scope, to the list otherwise."""
        seen = row is not None and self.get_queryset(request).filter(pk=row.pk).exists()
        name = "change" if seen else "changelist"
        return HttpResponseRedirect(self._url(name, *([quote(row.pk)] if seen else [])))

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """Without delete and Django's own history; with a page for each act."""
        kept = [
            url
            for url in super().get_urls()
            if not (url.name or "").endswith(("_delete", "_history"))
        ]
        acts = [
            path(
                f"<path:object_id>/{act.name}/",
                self.admin_site.admin_view(self._act_view(act)),
                name=f"{self._stem}_{act.name}",
            )
            for act in self.acts
        ]
        return [*self.export_urls(), *acts, *kept]

    @property
    def _stem(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:{self._stem}_{name}", args=args)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra: dict[str, Any] = {
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        if object_id:
            extra["acts"] = self._links(request, self.get_object(request, unquote(object_id)))
        else:
            extra["title"] = f"登记{self.opts.verbose_name}"
        return super().changeform_view(request, object_id, form_url, extra | (extra_context or {}))

    def _links(self, request: HttpRequest, row: Any) -> Any:
        return [
            (act.label, self._url(act.name, quote(row.pk)))
            for act in self.acts
            if act.allowed(request.actor, row)  # type: ignore[attr-defined]
        ]

    def _act_view(self, act: Act) -> Any:
        def view(request: ActorRequest, object_id: str) -> HttpResponse:
            row = self.get_object(request, unquote(object_id))
            if not act.allowed(request.actor, row):
                raise PermissionDenied(
                    f"您对“{row}”没有办理“{act.label}”的权限，或其现状不能办理。"
                    "请切换到相应岗位，或联系上级负责人。"
                )
            made = self.made_for(request, act.form)
            form = made(request.POST if request.method == "POST" else None, instance=row)
            if request.method == "POST" and form.is_valid():
                messages.success(request, act.done or f"“{row}”已办理{act.label}。")
                return self._to(request, row)
            return self._act_page(request, act, row, form)

        return view

    def _act_page(
        self, request: ActorRequest, act: Act, row: Any, form: ActForm
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "form": form,
            "help": act.help,
            "back": self._url("change", quote(row.pk)),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/act.html", context)

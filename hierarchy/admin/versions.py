"""Dated rules of a city in the administration pages (按生效日期的规则): a version never changes.

Read by all, kept by the city's keepers. A new version starts from the one it follows; the last
one may be ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest

from hierarchy.admin.acting import ActForm
from hierarchy.admin.reference import AddForm, ReferenceAdmin
from hierarchy.numbers import row_id


class AddVersionForm(AddForm):
    """A new version from a day on, set down by the room's action ``add(row=, actor=)``."""

    add: ClassVar[Callable[..., Any]]

    def act(self) -> Any:
        row = self._meta.model(tenant=self.tenant, **self.cleaned_data)
        return self.add(row=row, actor=self.actor)


class StopVersionForm(ActForm):
    """停用: the last day and why, by the room's action ``stop(row=, effective_to=, …)``."""

    stop: ClassVar[Callable[..., Any]]
    reason = forms.CharField(label="停用原因", max_length=200)

    class Meta:
        fields = ("effective_to",)

    def act(self) -> Any:
        return self.stop(
            row=self.instance,
            effective_to=self.cleaned_data["effective_to"],
            reason=self.cleaned_data["reason"],
            actor=self.actor,
        )


class VersionAdmin(ReferenceAdmin):
    """The versions of one rule; ``copied`` names what a new one takes over from its ``?from=``."""

    copied: Sequence[str] = ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the version to follow says, where the reader sees it."""
        asked = row_id(request.GET.get("from", ""))
        row = self.get_queryset(request).filter(pk=asked).first() if asked else None
        if row is None:
            return super().get_changeform_initial_data(request)
        return {name: getattr(row, name) for name in self.copied}
